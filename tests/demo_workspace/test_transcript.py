"""A thread as plain lines."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.transcript import Transcript
from bot.demo.workspace import Workspace
from tests.demo_workspace.forms import actions, button, section
from tests.demo_workspace.uploads import put_up


async def test_every_message_and_change_is_printed_once(workspace: Workspace, client: AsyncWebClient) -> None:
    lines: list[str] = []
    transcript = Transcript(workspace, channel="design", user="ben", show=lines.append)
    root = await client.chat_postMessage(channel="C0DESIGN1", text="root")
    status = await client.chat_postMessage(channel="C0DESIGN1", text="waiting", thread_ts=root["ts"])

    transcript.print_news()
    transcript.print_news()
    await client.chat_update(channel="C0DESIGN1", ts=status["ts"], text="done")
    await client.chat_postEphemeral(channel="C0DESIGN1", user="U0BEN0002", text="psst")
    transcript.print_news()

    assert lines == [
        "#design  Retouch: root",
        "  thread  Retouch: waiting",
        "  thread  Retouch (edits): done",
        "only ben sees  Retouch: psst",
    ]


async def test_blocks_files_and_markup_read_as_a_person_reads_them(
    workspace: Workspace, client: AsyncWebClient, png: bytes
) -> None:
    lines: list[str] = []
    transcript = Transcript(workspace, channel="design", user="ben", show=lines.append)
    said = await workspace.say("mia", "design", "a & b <c>", files=[("a.png", png)])
    await client.chat_postMessage(
        channel="C0DESIGN1",
        text="short",
        thread_ts=said["ts"],
        blocks=[
            section("<@U0MIA0003> *v1* see <https://example.com|the page>"),
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "$0.09"}]},
            actions(button("again"), button("details")),
        ],
    )

    file_id = await put_up(client, png, name="b.png")
    result = {"channel_id": "C0DESIGN1", "thread_ts": said["ts"], "initial_comment": "v1 · $0.09"}
    await client.files_completeUploadExternal(files=[{"id": file_id}], **result)
    await workspace.wait_for(lambda: workspace.messages("design", thread_ts=said["ts"])[2:])

    transcript.print_news()

    assert lines == [
        "#design  Mia Lindqvist: [picture a.png]",
        "#design    a & b <c>",
        "  thread  Retouch: @Mia Lindqvist v1 see the page",
        "  thread    $0.09",
        "  thread    [Again] [Details]",
        "  thread  Retouch: [stand-in pixels, simulated price: b.png]",
        "  thread    v1 · $0.09",
    ]
