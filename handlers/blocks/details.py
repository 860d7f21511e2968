"""Everything about one version, in a window: prompt, parameters, cost, the service's raw answer."""

from slack_sdk.models.blocks import Block, ContextBlock, ImageBlock, SectionBlock
from slack_sdk.models.blocks.basic_components import SlackFile
from slack_sdk.models.views import View

from bot.reading.asks import Details
from handlers.blocks.escape import escape, excerpt, mention, mrkdwn
from handlers.blocks.wording import pictures_words, price_words

# Slack's limit on one section's text is 3000, read 2026-11-20; the rest is for what stands around it.
_TEXT_LIMIT = 2900
_LINE_LIMIT = 2700
_FENCE = "```"


def details_view(details: Details) -> View:
    """A window to read, with nothing to submit."""
    return View(
        type="modal",
        title=f"Details of v{details.version_label}"[:24] if details.version_label else "Details",
        close="Close",
        blocks=details_blocks(details),
    )


def details_blocks(details: Details) -> list[Block]:
    """A picture kept out of the thread, prompt, parameters, cost and author, then the raw answer, if any."""
    blocks: list[Block] = []
    if details.kept_file_id is not None:
        picture = SlackFile(id=details.kept_file_id)
        blocks.append(
            ImageBlock(block_id="kept_picture", slack_file=picture, alt_text="The picture that is kept")
        )
    blocks += [
        SectionBlock(
            block_id="prompt", text=mrkdwn(f"*Prompt*\n{excerpt(details.prompt, limit=_TEXT_LIMIT)}")
        ),
        SectionBlock(block_id="parameters", text=mrkdwn(_parameter_lines(details))),
        ContextBlock(block_id="origin", elements=[mrkdwn(_origin_line(details))]),
    ]
    blocks.append(SectionBlock(block_id="once_more", text=mrkdwn(_once_more(details))))
    if details.raw_answer:
        # A fence of its own inside would end ours.
        raw = excerpt(details.raw_answer.replace(_FENCE, "'''"), limit=_TEXT_LIMIT)
        text = f"*The service's answer*\n{_FENCE}{raw}{_FENCE}"
        blocks.append(SectionBlock(block_id="raw_answer", text=mrkdwn(text)))
    return blocks


def _once_more(details: Details) -> str:
    """The line that asks for the same, where it can be copied, and the short way."""
    short = f"Reply `again v{details.version_label}` in its thread"
    text = escape(details.text or "")
    if not text or len(text) > _LINE_LIMIT or _FENCE in text:
        return f"*To do it again*\n{short}."
    also = "the same picture and mask" if details.is_edit else "the same picture"
    if details.references:
        also += f" and {pictures_words(details.references)} for reference"
    return f"*To do it again*\n{_FENCE}{text}{_FENCE}\nMention me with this line below {also}. {short} does it too."


def _parameter_lines(details: Details) -> str:
    lines = [f"*{escape(label)}*  {escape(value)}" for label, value in details.parameters]
    if details.seed is not None:
        lines.append(f"*Seed*  {details.seed}")
    lines.append(f"*Price*  {price_words(details.price_micros, is_estimate=details.is_estimate)}")
    text = "\n".join(lines)
    return text if len(text) <= _TEXT_LIMIT else text[:_TEXT_LIMIT].rpartition("\n")[0]


def _origin_line(details: Details) -> str:
    """Slack writes the moment in the reader's own time zone."""
    fallback = f"{details.created_at:%Y-%m-%d %H:%M} UTC"
    moment = f"<!date^{int(details.created_at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"
    return f"Asked for by {mention(details.author_user_id)} · {moment}"
