"""Which replies run, which are asked about, and which are none of our business."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue import Field, Verb
from bot.reading.plain_words import Reading
from bot.reading.replies import Act, read_reply
from tests.reading.table import COMMANDS, INSTRUCTIONS, NOT_FOR_RETOUCH, UNCLEAR

PAID = {Reading.COMMAND, Reading.INSTRUCTION}


@pytest.mark.parametrize(("text", "act", "base"), COMMANDS)
def test_a_command_is_understood(text: str, act: Act, base: str | None) -> None:
    reply = read_reply(text)

    assert (reply.reading, reply.act, reply.base) == (Reading.COMMAND, act, base)


@pytest.mark.parametrize("text", INSTRUCTIONS)
def test_an_instruction_is_understood(text: str) -> None:
    assert read_reply(text).reading is Reading.INSTRUCTION


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_could_be_meant_for_us_is_asked_about(text: str) -> None:
    assert read_reply(text).reading is Reading.UNCLEAR


@pytest.mark.parametrize("text", NOT_FOR_RETOUCH)
def test_chatter_is_left_alone(text: str) -> None:
    assert read_reply(text).reading is Reading.NOT_FOR_US


def test_the_table_is_long_and_no_chatter_in_it_costs_anything() -> None:
    chatter = [*NOT_FOR_RETOUCH, *UNCLEAR]

    paid = [text for text in chatter if read_reply(text).reading in PAID]

    assert paid == []
    assert len(COMMANDS) + len(INSTRUCTIONS) + len(chatter) >= 300


@pytest.mark.parametrize(
    ("text", "verb", "prompt"),
    [
        ("edit a red door", Verb.EDIT, "a red door"),
        ("Edit: a red door", Verb.EDIT, "a red door"),
        ("remix v1 as a linocut --strength 80", Verb.REMIX, "as a linocut"),
        ("from v1 edit a blue door", Verb.EDIT, "a blue door"),
        ("v3 make the door blue", None, "make the door blue"),
        ("great, now make the sky pink", None, "make the sky pink"),
        ("can you please add a cat on the sill?", None, "add a cat on the sill?"),
        ("change the text to &amp; Sons", None, "change the text to & Sons"),
    ],
)
def test_the_prompt_is_what_should_be_done(text: str, verb: Verb | None, prompt: str) -> None:
    draft = read_reply(text).draft

    assert (draft.verb, draft.prompt) == (verb, prompt)


def test_options_go_with_words_and_alone() -> None:
    alone, beside = read_reply("--speed quality -n 4"), read_reply("make it red --speed turbo")

    assert alone.draft.values == {Field.RENDERING_SPEED: "QUALITY", Field.COUNT: 4}
    assert beside.reading is Reading.INSTRUCTION
    assert (beside.draft.prompt, beside.draft.values) == ("make it red", {Field.RENDERING_SPEED: "TURBO"})


def test_more_counts_and_forgets_the_seed() -> None:
    reply = read_reply("three more please")

    assert reply.draft.values == {Field.COUNT: 3}
    assert reply.drops_seed


def test_a_misspelt_option_is_complained_about() -> None:
    complaint = read_reply("--sped quality").draft.complaint

    assert complaint is not None
    assert "--speed" in complaint.user_text


def test_compare_names_two_versions_at_most() -> None:
    replies = [
        read_reply(text) for text in ("compare", "compare v2", "compare v1 vs v3", "compare v2 to original")
    ]

    assert [(reply.base, reply.other) for reply in replies] == [
        (None, None),
        ("2", None),
        ("1", "3"),
        ("2", "0"),
    ]


@settings(deadline=None)
@given(st.text(max_size=300), st.booleans())
def test_nothing_that_can_be_written_is_too_much(text: str, is_addressed: bool) -> None:
    assert read_reply(text, is_addressed=is_addressed).reading in set(Reading)


PIECES = st.sampled_from(
    [text for text, *_ in COMMANDS]
    + list(INSTRUCTIONS)
    + list(UNCLEAR)
    + list(NOT_FOR_RETOUCH)
    + [
        "<@U1>",
        "<!channel>",
        "&lt;",
        "--",
        "—",
        "v",
        "v0",
        "v99999",
        '"',
        "“",
        "\0",
        "\ud800",
        "\n",
        " ",
        "?" * 40,
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join), st.booleans())
def test_nor_is_any_mixture_of_real_ones(text: str, is_addressed: bool) -> None:
    assert read_reply(text, is_addressed=is_addressed).reading in set(Reading)


def test_what_mentions_us_is_a_command_where_among_colleagues_it_would_be_talk() -> None:
    texts = ("edit looks too dark", "v3 is too dark", "edit: sorry, the sky", "remix?")

    among_us = [read_reply(text).reading for text in texts]
    to_us = [read_reply(text, is_addressed=True).reading for text in texts]

    assert Reading.COMMAND not in among_us
    assert set(to_us) == {Reading.COMMAND}


def test_the_prompt_of_a_command_is_kept_to_the_letter() -> None:
    reply = read_reply(":wave: edit a sign: “€5 at 10:30” 🎈\nin red")

    assert reply.draft.prompt == "a sign: “€5 at 10:30” 🎈\nin red"


def test_a_very_long_text_is_read_in_no_time() -> None:
    for text in (
        "make it red " * 3000,
        "now " * 9000,
        "great, " * 5000,
        "(" * 20000,
        "v1 " * 9000,
        "again" + "!" * 9000,
        "undo" + " ." * 5000,
    ):
        assert read_reply(text).reading in set(Reading)
