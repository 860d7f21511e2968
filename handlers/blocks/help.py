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
    """The ways in, what admins may do, then one section for each model."""
    return [
        SectionBlock(block_id="help", text=mrkdwn(_ways_in(prefix))),
        SectionBlock(block_id="help_admins", text=mrkdwn(_for_admins(prefix))),
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
            "masks and pictures here.",
            "Options stand anywhere in the text, such as `--speed turbo --count 2`.",
        ]
    )


def _for_admins(prefix: str) -> str:
    _, _, usage = _commands(prefix)
    return "\n".join(
        [
            f"*For admins*, behind `{usage}`",
            "• `team`, `channels`, `models`, `services`, `tags`, `@somebody`, `#channel`: who spent what. A period may "
            "follow: `today`, `week`, `month`, `last month`, `2026-10`, `2026-10-01..2026-10-15`.",
            "• `export` sends every row as CSV, also of a period; `digest #channel weekly`, `monthly` or `off`.",
            "• `budget @somebody 20 weekly` sets a limit, also for `#channel`, `default` or `workspace`; `daily`, "
            "`weekly` or `monthly`; `none` instead of an amount lifts it. `budget` alone lists all.",
            '• `adjust @somebody -1.50 "why"`; `checks` lists charges nobody knows, `close 3f2a9c1b 0.06 "why"` '
            "settles one; `audit` shows what admins did.",
            "• `pause` and `resume`; `allow #channel 3` and `disallow 3` say which channels and models may be used, "
            "`allow all` lifts that; `replies #channel offer`; `retention 30 days`.",
        ]
    )


def _commands(prefix: str) -> tuple[str, str, str]:
    names = (ids.EDIT_COMMAND, ids.REMIX_COMMAND, ids.USAGE_COMMAND)
    edit, remix, usage = (excerpt(ids.slash_command(name, prefix), limit=60) for name in names)
    return edit, remix, usage
