"""Uploading, completing, looking at and deleting files."""

from typing import Any

from tests.demo_workspace.rules.rule import Attempt, Scene, call, calling, rule

START, FINISH = "files.getUploadURLExternal", "files.completeUploadExternal"


def starting(**arguments: Any) -> Attempt:
    return calling(START, **{"filename": "a.png", "length": 3, **arguments})


def finishing(**arguments: Any) -> Attempt:
    """Complete an upload whose bytes were sent."""

    async def attempt(scene: Scene) -> None:
        await call(scene, FINISH, files=[{"id": await scene.upload()}], **arguments)

    return attempt


async def _below_a_reply(scene: Scene) -> None:
    await finishing(channel_id="C0DESIGN1", thread_ts=await scene.reply())(scene)


async def _below_a_locked_message(scene: Scene) -> None:
    head = await scene.post()
    scene.workspace.admin.lock_thread(head)
    await finishing(channel_id="C0DESIGN1", thread_ts=head)(scene)


async def _into_the_archive(scene: Scene) -> None:
    scene.workspace.admin.archive("design")
    await finishing(channel_id="C0DESIGN1")(scene)


async def _without_its_bytes(scene: Scene) -> None:
    reserved = await call(scene, START, filename="a.png", length=3)
    await call(scene, FINISH, files=[{"id": reserved["file_id"]}])


async def _twice(scene: Scene) -> None:
    file_id = await scene.upload()
    for _ in range(2):
        await call(scene, FINISH, files=[{"id": file_id}])


async def _look_before_it_is_completed(scene: Scene) -> None:
    await call(scene, "files.info", file=await scene.upload())


async def _look_where_the_app_is_not(scene: Scene) -> None:
    said = await scene.workspace.say("ben", "random", files=[("a.png", scene.png)])
    await call(scene, "files.info", file=said["files"][0]["id"])


async def _look_at_a_deleted_one(scene: Scene) -> None:
    said = await scene.workspace.say("ben", "design", files=[("a.png", scene.png)])
    scene.workspace.hub.delete_file(said["files"][0]["id"])
    await call(scene, "files.info", file=said["files"][0]["id"])


async def _delete_bens(scene: Scene) -> None:
    said = await scene.workspace.say("ben", "design", files=[("a.png", scene.png)])
    await call(scene, "files.delete", file=said["files"][0]["id"])


RULES = (
    rule("an upload without a name", START, "invalid_arguments", calling(START, length=3)),
    rule("an upload of nothing", START, "missing_argument", starting(length=0)),
    rule("an upload of more than 1 GB", START, "file_upload_size_restricted", starting(length=2 * 10**9)),
    rule(
        "a description of more than 1,000 characters",
        START,
        "alt_txt_too_large",
        starting(alt_txt="x" * 1001),
    ),
    rule("an upload's end without files", FINISH, "invalid_arguments", calling(FINISH)),
    rule(
        "an upload's end for a file without an id",
        FINISH,
        "invalid_arguments",
        calling(FINISH, files=[{"title": "x"}]),
    ),
    rule(
        "an upload's end that had no beginning",
        FINISH,
        "file_not_found",
        calling(FINISH, files=[{"id": "F0NOTHERE"}]),
    ),
    rule("an upload's end before its bytes", FINISH, "file_not_found", _without_its_bytes),
    rule("an upload's second end", FINISH, "file_not_found", _twice),
    rule(
        "a file for a channel that is not there",
        FINISH,
        "channel_not_found",
        finishing(channel_id="C0NOWHERE"),
    ),
    rule("a file for a channel by its name", FINISH, "channel_not_found", finishing(channel_id="design")),
    rule(
        "a file for several channels, one not there",
        FINISH,
        "invalid_channel",
        finishing(channels="C0DESIGN1,C0NOWHERE"),
    ),
    rule(
        "a file for a channel the app is not in",
        FINISH,
        "not_in_channel",
        finishing(channel_id="C0RANDOM1"),
    ),
    rule("a file for an archived channel", FINISH, "posting_to_channel_denied", _into_the_archive),
    rule(
        "a file for more than 100 channels",
        FINISH,
        "channels_limit_exceeded",
        finishing(channels=",".join(["C0DESIGN1"] * 101)),
    ),
    rule(
        "a file for a thread and several channels",
        FINISH,
        "invalid_arguments",
        finishing(channels="C0DESIGN1,C0GENERAL", thread_ts="1.000001"),
    ),
    rule("a file below a reply", FINISH, "cannot_reply_to_message", _below_a_reply),
    rule(
        "a file in a thread that admins locked",
        FINISH,
        "restricted_action_thread_locked",
        _below_a_locked_message,
    ),
    rule(
        "blocks beside a file that are not JSON",
        FINISH,
        "invalid_blocks",
        finishing(channel_id="C0DESIGN1", blocks="{"),
    ),
    rule(
        "a look at a file that is not there",
        "files.info",
        "file_not_found",
        calling("files.info", file="F0NO"),
    ),
    rule("a look at an upload not completed", "files.info", "file_not_found", _look_before_it_is_completed),
    rule("a look at a file where the app is not", "files.info", "file_not_found", _look_where_the_app_is_not),
    rule("a look at a deleted file", "files.info", "file_deleted", _look_at_a_deleted_one),
    rule("deleting somebody else's file", "files.delete", "cant_delete_file", _delete_bens),
)
