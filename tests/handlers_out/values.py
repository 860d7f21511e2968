"""Valid values of what the middle says; a test overrides what it is about."""

from dataclasses import replace
from uuid import UUID

from bot.announcer import Notice, Result, Stage, Status
from bot.catalogue import Verb
from bot.people import Person, Thread

JOB_ID = UUID("11111111-2222-4333-8444-555555555555")
VERSION_ID = UUID("99999999-8888-4777-8666-555555555555")
ANN = Person(team_id="T1", user_id="U0ANN")
THREAD = Thread(team_id="T1", channel_id="C1", thread_ts="1700000000.000100")
CHANNEL = Thread(team_id="T1", channel_id="C1")


def make_status(**changes: object) -> Status:
    status = Status(
        job_id=JOB_ID,
        person=ANN,
        verb=Verb.EDIT,
        model_name="Ideogram 3.0 Edit",
        stage=Stage.WAITING,
        count=1,
        price_micros=90_000,
        left_micros=12_400_000,
    )
    return replace(status, **changes)  # type: ignore[arg-type]


def make_result(**changes: object) -> Result:
    result = Result(
        version_id=VERSION_ID,
        job_id=JOB_ID,
        person=ANN,
        version_label="2",
        model_name="Ideogram 3.0 Edit",
        speed="quality",
        prompt="a red fox",
        price_micros=90_000,
        is_estimate=False,
        left_micros=12_400_000,
        seconds=14.2,
        seed=1236666318,
        changed_outside=0,
        outside_px=812_443,
    )
    return replace(result, **changes)  # type: ignore[arg-type]


def make_notice(**changes: object) -> Notice:
    return replace(Notice(text="The picture is too large. Nothing was charged."), **changes)  # type: ignore[arg-type]
