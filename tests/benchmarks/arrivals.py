"""How fast what arrives is taken in: commands, mentions and callbacks, against the least a server could do."""

import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from tests.benchmarks import bare, still
from tests.benchmarks.figure import Figure, at_least, percentile, under
from tests.benchmarks.load import Letter, MakeLetter, latencies, signed_form, signed_json, throughput
from tests.benchmarks.quick_slack import APP, CHANNEL, TEAM, quick_slack
from tests.crash.app import COMMAND as SERVE
from tests.crash.fleet import free_port, lone_app

REQUESTS = 600
PER_SECOND = 100
SECONDS = 20
PEOPLE = 20
SECRET = "a-signing-secret-for-benchmarks"


async def measure() -> list[Figure]:
    """Every figure's baseline first, then ours, on SQLite, one process each."""
    async with quick_slack() as slack_url:
        environment, files_url = _environment(slack_url), slack_url.replace("/api/", "/files/")
        async with _process(environment, command=bare.COMMAND) as url:
            only_ack = await throughput(_commands(url, "/bare"), requests=REQUESTS)
            with_form = await throughput(_commands(url, "/bare-form"), requests=REQUESTS)
            calm = await latencies(
                _commands(url, "/bare-form"), requests=PER_SECOND * SECONDS, per_second=PER_SECOND
            )
            with_row = await throughput(_mentions(url, files_url), requests=REQUESTS)
        async with _process(environment) as url:
            ours = await throughput(_commands(url, "/edit"), requests=REQUESTS)
            busy = await latencies(
                _commands(url, "/edit"), requests=PER_SECOND * SECONDS, per_second=PER_SECOND
            )
            durable = await throughput(_mentions(url, files_url), requests=REQUESTS)
        async with _process(environment, command=still.COMMAND) as url:
            only_taken = await throughput(_mentions(url, files_url), requests=REQUESTS)
    return [
        at_least(
            "`/edit …` to acknowledgement, its form opened",
            ours,
            share=0.6,
            of=with_form,
            baseline="bare Bolt with the same two calls to Slack and an empty form",
            unit="a second",
        ),
        at_least(
            "the same",
            ours,
            share=0.6,
            of=only_ack,
            baseline="bare Bolt that only acknowledges",
            unit="a second",
        ),
        under(
            f"`/edit …` to acknowledgement at {PER_SECOND} a second, 99 %",
            percentile(busy, 99) * 1000,
            bound=50,
            unit="ms",
            baseline=f"bare Bolt with the same two calls: {percentile(calm, 99) * 1000:,.4g} ms",
        ),
        *(
            _of_mentions(rate, jobs=jobs, with_row=with_row)
            for jobs, rate in (("while its job runs", durable), ("while no job runs", only_taken))
        ),
    ]


def _of_mentions(rate: float, *, jobs: str, with_row: float) -> Figure:
    return at_least(
        f"mention with two files, durable before it is answered, {jobs}",
        rate,
        share=0.4,
        of=with_row,
        baseline="bare Bolt and one committed row",
        unit="a second",
    )


def _environment(slack_url: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-benchmark",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack_url,
        "SLACK_FILE_HOSTS": "127.0.0.1",
        "RUNWARE_API_KEY": "rw-key",
        "RUNWARE_API_URL": "http://127.0.0.1:9/v1",
        "SECRET_KEY": "a-secret-key-for-benchmarks",
        "USER_MONTHLY_BUDGET_USD": "100000",
        "LOG_LEVEL": "warning",
    }


@asynccontextmanager
async def _process(environment: dict[str, str], *, command: Sequence[str] = SERVE) -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory() as name:
        environment = {**environment, "DATABASE_URL": f"sqlite:///{name}/rows.db", "PORT": str(free_port())}
        async with lone_app(environment, folder=Path(name), command=command) as fleet:
            yield fleet.urls()[0]


def _person(number: int) -> str:
    return f"U{number % PEOPLE:08}"


def _commands(url: str, command: str) -> MakeLetter:
    def make(number: int) -> Letter:
        fields = {
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "channel_name": "quick",
            "user_id": _person(number),
            "user_name": "ada",
            "command": command,
            "text": 'a red door --speed turbo --not "blurry, text"',
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": f"{url}/nowhere",
            "trigger_id": uuid4().hex,
        }
        return signed_form(f"{url}/slack/events", fields, secret=SECRET)

    return make


def _mentions(url: str, files_url: str) -> MakeLetter:
    def make(number: int) -> Letter:
        event = {
            "type": "app_mention",
            "user": _person(number),
            "text": "<@U0BOT> edit a red door",
            "channel": CHANNEL,
            "ts": f"1700000001.{number:06}",
            "event_ts": f"1700000001.{number:06}",
            "files": [_file(f"F{number}{name}", f"{name}.png", files_url) for name in ("shop", "mask")],
        }
        payload = {
            "team_id": TEAM,
            "api_app_id": APP,
            "type": "event_callback",
            "event_id": f"Ev{uuid4().hex}",
            "event_time": int(time.time()),
            "event": event,
        }
        return signed_json(f"{url}/slack/events", payload, secret=SECRET)

    return make


def _file(file_id: str, name: str, files_url: str) -> dict[str, object]:
    address = f"{files_url}{file_id}"
    return {"id": file_id, "name": name, "mimetype": "image/png", "size": 1000, "url_private": address}
