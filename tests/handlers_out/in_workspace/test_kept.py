"""Pictures that were paid for and are in no thread: kept with Slack, and one click away."""

from uuid import UUID

import pytest

from bot.announcer import Stage
from bot.demo.workspace import Workspace
from bot.errors import AnnouncementFailed
from bot.people import Thread
from handlers.threads import SlackAnnouncer
from tests.handlers_out.in_workspace.places import GENERAL, put_up, replies
from tests.handlers_out.pictures import PNG
from tests.handlers_out.values import make_status

KEPT = [UUID(int=1), UUID(int=2)]


async def test_a_kept_file_is_there_and_in_no_channel_however_often_it_is_kept(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    file_id = await put_up(announcer)

    for _ in range(2):
        await announcer.keep_file(team_id=GENERAL.team_id, file_id=file_id)

    assert workspace.file(file_id) == PNG
    assert replies(workspace, thread) == []


async def test_a_workspace_that_takes_no_files_says_so(announcer: SlackAnnouncer, workspace: Workspace):
    file_id = await put_up(announcer)
    workspace.fault("files.completeUploadExternal", "file_uploads_disabled")

    with pytest.raises(AnnouncementFailed):
        await announcer.keep_file(team_id=GENERAL.team_id, file_id=file_id)


@pytest.mark.parametrize(("kept", "names"), [(KEPT[:1], ["details"]), (KEPT, ["details:1", "details:2"])])
async def test_the_summary_has_a_details_button_for_each_kept_picture(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread, kept: list[UUID], names: list[str]
):
    status = make_status(stage=Stage.CANCELLED, count=2, kept_version_ids=kept)

    await announcer.show_status(thread, status, status_ts=None, is_retry=False)

    [message] = replies(workspace, thread)
    buttons = message["blocks"][-1]["elements"]
    assert [button["action_id"] for button in buttons] == names
    assert [button["value"] for button in buttons] == [str(version_id) for version_id in kept]
