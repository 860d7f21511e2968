"""What ``/metrics`` tells after some jobs: counts, ages, latency, errors and money, and nobody's name."""

from pathlib import Path

from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.demo.services.faults import Fault
from tests.flows.house import House, open_house, picture


async def read_metrics(house: House, **headers: str) -> tuple[int, str]:
    async with (
        ClientSession() as session,
        session.get(f"{house.app_url}/metrics", headers=headers) as answer,
    ):
        return answer.status, await answer.text()


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Every value by its name and the values of its labels, in the order of the labels' names."""
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_metrics_tell_what_happened_and_to_nobody_s_cost(house: House) -> None:
    house.arm(Fault.HTTP_503)
    house.workspace.fault("chat.postMessage", "http_500")
    asked = await house.workspace.say(
        "ada", "design", "@retouch edit a red door --region top", files=[("a.png", picture((96, 64)))]
    )
    await house.wait_for(lambda: house.is_over("design", asked["ts"]))

    _, text = await read_metrics(house)

    found = samples(text)
    assert found["retouch_jobs", "delivered"] == 1
    assert found["retouch_service_call_seconds_count", "submit", "runware"] == 2
    assert found["retouch_service_errors_total", "submit", "ProviderUnavailable", "runware"] == 1
    assert found["retouch_service_call_seconds_count", "fetch", "runware"] == 1
    assert found["retouch_callbacks_total", "runware", "200"] >= 1
    assert found["retouch_callback_delay_seconds_count", "runware"] >= 1
    assert found["retouch_slack_errors_total", "http_500", "chat.postMessage"] == 1
    assert found["retouch_month_committed_micros", house.workspace.team_id] == house.billed_micros()
    assert not any(word in text for word in ("red door", "U0ADA0001", "C0DESIGN1"))


async def test_metrics_are_for_loopback_or_for_whoever_has_the_token(tmp_path: Path) -> None:
    async with open_house(tmp_path, METRICS_TOKEN="a-token") as guarded:
        without, _ = await read_metrics(guarded)
        wrong, _ = await read_metrics(guarded, Authorization="Bearer another")
        right, _ = await read_metrics(guarded, Authorization="Bearer a-token")

    assert (without, wrong, right) == (404, 404, 200)


async def test_what_came_through_a_proxy_is_not_loopback(house: House) -> None:
    direct, _ = await read_metrics(house)
    proxied, _ = await read_metrics(house, **{"X-Forwarded-For": "203.0.113.7"})

    assert (direct, proxied) == (200, 404)
