"""Who the admins of a workspace are."""

from bot.demo.workspace import Workspace
from handlers.admins import FRESH_SECONDS, Admins, read_admin_ids
from handlers.calls import SlackCalls

ADA = "U0ADA0001"
TEAM = Workspace.team_id


async def test_those_whom_the_settings_name_come_before_the_workspaces_own(calls: SlackCalls) -> None:
    admins = Admins(calls, named=["U0MIA0003"])

    assert await admins.of(TEAM) == ["U0MIA0003", ADA]


async def test_slack_is_asked_once_an_hour(calls: SlackCalls, workspace: Workspace) -> None:
    now = [0.0]
    admins = Admins(calls, named=[], clock=lambda: now[0])

    for now[0] in (0.0, FRESH_SECONDS, FRESH_SECONDS + 1):
        assert await admins.of(TEAM) == [ADA]

    assert [call.method for call in workspace.calls].count("users.list") == 2


async def test_while_slack_does_not_say_the_last_answer_and_the_settings_hold(
    calls: SlackCalls, workspace: Workspace
) -> None:
    now = [0.0]
    admins = Admins(calls, named=["U0BEN0002"], clock=lambda: now[0])
    workspace.fault("users.list", "missing_scope")
    before = await admins.of(TEAM)
    await admins.of(TEAM)
    workspace.fault("users.list", "missing_scope")
    now[0] = FRESH_SECONDS + 1

    after = await admins.of(TEAM)

    assert before == ["U0BEN0002"]
    assert after == ["U0BEN0002", ADA]


def test_who_has_left_and_what_is_no_person_is_no_admin() -> None:
    members = [
        {"id": "U1", "is_admin": True, "deleted": True},
        {"id": "U2", "is_admin": True, "is_bot": True},
        {"id": "U3", "is_owner": True},
        {"id": "U4"},
        "odd",
    ]

    assert read_admin_ids({"members": members}) == ["U3"]
    assert read_admin_ids({"members": None}) == []
