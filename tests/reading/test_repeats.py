"""The line under Details asks for the very same, wherever it is written."""

import html

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.catalogue import MODELS, Field
from bot.errors import RequestError
from bot.reading.options import read_text
from bot.reading.repeats import repeat_text
from bot.reading.replies import Act, read_reply
from bot.reading.requests import Draft, Request, read_request
from tests.reading.examples import EXAMPLES

WORDS = "a the red door sign that says “OPEN” 'til 9, €5 10:30 &co <b> 🎈 :tada: it's edit remix again now"
PLAIN = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=8).map(" ".join)
ODD = st.sampled_from(["--speed turbo", "v3", "v8 engine", "—not", '"', "from v1", "undo", "\n", "-n 4", "?"])
ANY = st.lists(ODD | PLAIN | st.text(max_size=6), min_size=1, max_size=5).map(" ".join)


@st.composite
def requests(draw: st.DrawFn, prompts: st.SearchStrategy[str]) -> Request:
    """A request of any model with any of its options, its prompt as a form gives it."""
    model = draw(st.sampled_from(list(MODELS.values())))
    chosen = draw(st.lists(st.sampled_from(EXAMPLES), max_size=6))
    values = {field: value for _, field, value in chosen if field in model.parameters}
    draft = Draft(verb=model.verb, prompt=draw(prompts), values={Field.MODEL: model.key, **values})
    try:
        return read_request(draft, verb=model.verb, pictures={})
    except RequestError:
        assume(False)
        raise


@settings(deadline=None)
@given(requests(PLAIN))
def test_an_ordinary_request_has_a_line(request: Request) -> None:
    assert repeat_text(request) is not None


@settings(deadline=None)
@given(requests(ANY))
def test_a_line_makes_the_same_request_below_pictures_and_in_a_thread(request: Request) -> None:
    line = repeat_text(request)
    assume(line is not None)
    assert line is not None
    said = html.escape(line, quote=False)

    reply = read_reply(said, is_addressed=True)

    for draft in (read_text(said, verb=None), reply.draft):
        assert draft.verb is request.model.verb
        assert read_request(draft, verb=draft.verb, pictures={}) == request
    assert (reply.act, reply.base) == (Act.RUN, None)


def test_a_prompt_that_text_cannot_say_has_none() -> None:
    draft = Draft(prompt="a sign that says --speed turbo")
    for verb in {model.verb for model in MODELS.values()}:
        assert repeat_text(read_request(draft, verb=verb, pictures={})) is None
