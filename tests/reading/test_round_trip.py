"""Any text is read without an error, and what was read can be written and read again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue import Verb
from bot.reading.options import read_text, request_text
from bot.reading.requests import Draft
from tests.reading.examples import EXAMPLES

VERBS = st.sampled_from([None, *Verb])
OPTIONS = [option for option, _, _ in EXAMPLES]
MARKS = ["--", "—", "-n", '"', "“", "”", "'", "\\", "\n", "<", ">", "|", "=", "&amp;", "&lt;"]
WORDS = ["edit", "remix:", "–not", "--safe=", "--no-safe", "--model 2.0", "—magic on", "<@U1>", "<#C1|x>"]
SCRAPS = st.sampled_from([*OPTIONS, *MARKS, *WORDS, "<https://a.example.com|b>"])
TEXTS = st.lists(SCRAPS | st.text(max_size=8), max_size=12).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts))
)


def slack_escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@settings(deadline=None)
@given(text=TEXTS, verb=VERBS)
def test_any_text_is_read_without_an_error(text: str, verb: Verb | None) -> None:
    draft = read_text(text, verb=verb)

    assert Draft.from_json(draft.to_json()) == draft


@settings(deadline=None)
@given(text=TEXTS)
def test_what_was_read_can_be_written_and_read_again(text: str) -> None:
    first = read_text(text, verb=None)

    second = read_text(slack_escaped(request_text(first)), verb=None)

    assert (second.verb, second.prompt, second.values) == (first.verb, first.prompt, first.values)
    assert second.complaint is None
