"""Everything we say apart from status and result: a sentence or two, and buttons where there is a choice."""

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, SectionBlock

from bot.announcer import Choice, Notice
from bot.catalogue import Verb
from bot.people import Person
from handlers.blocks.escape import excerpt, mention, mrkdwn, quote, shorten

_TEXT_LIMIT = 3000
_PROMPT_LIMIT = 2000
_BUTTON_LIMIT = 75
_ROW_LIMIT = 25


def notice_text(notice: Notice) -> str:
    """The sentences, escaped, behind the name of whom they are about."""
    if notice.about is None:
        return excerpt(notice.text, limit=_TEXT_LIMIT)
    channel_id = "" if notice.place is None else notice.place.channel_id
    place = f" in <#{channel_id}>" if channel_id.isalnum() and channel_id[0] in "CG" else ""
    return f"{mention(notice.about.user_id)}{place} {excerpt(notice.text, limit=_TEXT_LIMIT - 100)}"


def notice_blocks(notice: Notice) -> list[Block]:
    """The sentences and one row of buttons."""
    blocks: list[Block] = [SectionBlock(block_id="notice", text=mrkdwn(notice_text(notice)))]
    if notice.choices:
        buttons = [choice_button(choice) for choice in notice.choices[:_ROW_LIMIT]]
        blocks.append(ActionsBlock(block_id="choices", elements=buttons))
    return blocks


def choice_button(choice: Choice) -> ButtonElement:
    """One choice; a label too long for Slack is cut."""
    return ButtonElement(
        action_id=choice.action,
        text=shorten(choice.label, limit=_BUTTON_LIMIT),
        value=choice.value,
        style=choice.style,
        url=choice.url,
    )


def root_text(*, person: Person, verb: Verb, prompt: str) -> str:
    """The first message of a thread that a command opened: who asked for what."""
    asked = f"{mention(person.user_id)} asked for {_NAMES[verb]}"
    if not prompt.strip():
        return f"{asked}."
    return f"{asked}:\n{quote(prompt, limit=_PROMPT_LIMIT)}"


def root_blocks(*, person: Person, verb: Verb, prompt: str) -> list[Block]:
    """The same as a block, where Slack looks for no mentions of its own."""
    return [SectionBlock(block_id="root", text=mrkdwn(root_text(person=person, verb=verb, prompt=prompt)))]


_NAMES = {Verb.EDIT: "an edit", Verb.REMIX: "a remix"}
