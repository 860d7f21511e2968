"""The short form of ``python -m tests.crash``: the same, with few wishes and few deaths."""

import pytest

from tests.crash.ordeal import Plan, run


@pytest.mark.long
async def test_little_of_everything_going_wrong_loses_and_doubles_nothing() -> None:
    plan = Plan(jobs=4, kills=2, gust_seconds=1.0)

    outcome = await run(plan)

    verdict = outcome.verdict
    assert (verdict.lost, verdict.doubled_submits) == ([], [])
    assert (verdict.doubled_posts, verdict.wrong_charges) == ([], [])
    assert outcome.losses.kills == 2
    assert sum(verdict.ends.values()) >= verdict.heard
