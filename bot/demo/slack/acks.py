"""What Slack does with the app's answer to a command or to a form that was sent in."""

from bot.demo.slack.cast import BOT_USER_ID, Channel, Member
from bot.demo.slack.checks import check_message_blocks, check_view
from bot.demo.slack.deliveries import Answer
from bot.demo.slack.hub import Hub, Posting
from bot.demo.slack.wire import Payload, SlackError

TROUBLE = "We had some trouble connecting. Try again?"


def apply_command_answer(hub: Hub, answer: Answer, *, member: Member, channel: Channel, command: str) -> None:
    """Show the reply a command was answered with, or that there was none."""
    if not answer.is_ok:
        fault = "operation_timeout" if answer.reason == "http_timeout" else "dispatch_failed"
        text = f'{command} failed with the error "{fault}"'
        hub.tell_one(member.user_id, channel.channel_id, text=text, blocks=(), thread_ts=None)
        return
    reply = answer.payload or {"text": answer.body.decode(errors="replace")}
    text, blocks = str(reply.get("text") or ""), reply.get("blocks") or []
    if not text and not blocks:
        return
    check_message_blocks(blocks, can_show=hub.files.can_show)
    if reply.get("response_type") == "in_channel":
        hub.app_posts(channel, Posting(author_id=BOT_USER_ID, text=text, blocks=blocks))
    else:
        hub.tell_one(member.user_id, channel.channel_id, text=text, blocks=blocks, thread_ts=None)


def apply_submission_answer(hub: Hub, answer: Answer, *, member: Member, view: Payload) -> None:
    """Close the form, mark its errors, replace it, put another on top, or say that something went wrong.

    Raises:
        SlackError: the app answered with something Slack refuses; the person sees only trouble.
    """
    view["errors"] = {} if answer.is_ok else {"": TROUBLE}
    try:
        if answer.is_ok:
            _apply(hub, answer, member=member, view=view)
    except SlackError:
        view["errors"] = {"": TROUBLE}
        raise
    finally:
        hub.changes.tell()


def _apply(hub: Hub, answer: Answer, *, member: Member, view: Payload) -> None:
    """Do what the answer asks for; any body but an action is trouble, even ``ok`` (vercel/eve issue 277)."""
    reply = answer.payload
    action = reply.get("response_action")
    if answer.is_empty:
        hub.views.close(member.user_id, view["id"])
    elif action == "clear":
        hub.views.close_all(member.user_id)
    elif action == "errors":
        view["errors"] = _checked_errors(reply.get("errors"), view)
    elif action in {"update", "push"}:
        content = check_view(reply.get("view"), can_show=hub.files.can_show)
        if action == "push":
            hub.views.put_on_top(member.user_id, content)
        else:
            hub.views.update(content, view_id=view["id"])
    else:
        raise SlackError("invalid_response_action", messages=[str(action)])


def _checked_errors(errors: object, view: Payload) -> dict[str, str]:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_errors", messages=[f"inputs are {sorted(inputs)}, errors were {errors!r}"])
    return {name: str(text) for name, text in errors.items()}
