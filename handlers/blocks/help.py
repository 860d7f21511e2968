"""What ``help`` shows: the ways in, and every option of every model, from the catalogue."""

from slack_sdk.models.blocks import Block, DividerBlock, SectionBlock

from bot.catalogue import DEFAULT_MODEL, MODELS, Model
from bot.reading.values import takes_text
from handlers import ids
from handlers.blocks.escape import escape, excerpt, mrkdwn

_TEXT_LIMIT = 3000


def help_text(prefix: str) -> str:
    """The same in a line, for notifications."""
    edit, remix, usage = _commands(prefix)
    return f"{edit} changes a part of a picture, {remix} the whole of it, {usage} shows what you spent."


def help_blocks(prefix: str) -> list[Block]:
    """The ways in, then one section for each model."""
    return [
        SectionBlock(block_id="help", text=mrkdwn(_ways_in(prefix))),
        DividerBlock(),
        *(
            SectionBlock(block_id=f"help_{model.key}", text=mrkdwn(excerpt_of_model(model)))
            for model in MODELS.values()
        ),
    ]


def excerpt_of_model(model: Model) -> str:
    """``*Ideogram 3.0 Edit* `--model 3```, then a line for each option and what it takes."""
    default = ", unless you say otherwise" if DEFAULT_MODEL[model.verb] == model.key else ""
    lines = [f"*{escape(model.name)}*  `--model {model.key}` ({model.verb}{default})"]
    for parameter in model.parameters.values():
        if parameter.option is not None:
            lines.append(f"• `{parameter.option}` {parameter.label.lower()}: {escape(takes_text(parameter))}")
    return "\n".join(lines)[:_TEXT_LIMIT]


def _ways_in(prefix: str) -> str:
    edit, remix, usage = _commands(prefix)
    return "\n".join(
        [
            f"`{edit} a red door` opens a form: choose a picture and a mask, see the price, run it.",
            f"`{remix} as a watercolour` does the same with the whole picture.",
            "`@Retouch edit a red door` with the picture and its mask attached runs at once, in a thread. "
            "In a direct message you need not mention me.",
            "*Edit image* and *Remix image* stand in the menu of every message with a picture.",
            f"`{usage}` shows what you spent this month and what is left; `{usage} forget-me` deletes your prompts, "
            f"masks and pictures here. For admins: `{usage} team`, `models`, `@somebody`, `#channel`, `export`, "
            "`budget`, `adjust`, `replies`, `checks`, `audit`, `retention`.",
            "Options stand anywhere in the text, such as `--speed turbo --count 2`.",
        ]
    )


def _commands(prefix: str) -> tuple[str, str, str]:
    names = (ids.EDIT_COMMAND, ids.REMIX_COMMAND, ids.USAGE_COMMAND)
    edit, remix, usage = (excerpt(ids.slash_command(name, prefix), limit=60) for name in names)
    return edit, remix, usage
