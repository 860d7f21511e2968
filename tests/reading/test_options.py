"""What people write, read into drafts."""

import pytest

from bot.catalogue import Field, Value, Verb
from bot.reading.options import read_text
from tests.reading.examples import EXAMPLES


@pytest.mark.parametrize(("option", "field", "value"), EXAMPLES)
@pytest.mark.parametrize("text", ["{} a red fox", "a red fox {}", "a red {} fox", "a red\n{}fox"])
def test_an_option_is_read_wherever_it_stands(option: str, field: Field, value: Value, text: str) -> None:
    written = text.format(option if "\n" not in text else f"{option} ")

    draft = read_text(written, verb=Verb.EDIT)

    assert draft.complaint is None
    assert draft.values == {field: value}
    assert draft.prompt.split() == ["a", "red", "fox"]


@pytest.mark.parametrize(
    ("text", "verb", "prompt"),
    [
        ("edit a fox", Verb.EDIT, "a fox"),
        ("Remix: a fox", Verb.REMIX, "a fox"),
        ("Remix:a fox", Verb.REMIX, "a fox"),
        ("edit:--speed turbo a fox", Verb.EDIT, "a fox"),
        ("EDIT", Verb.EDIT, ""),
        ("--speed turbo edit a fox", Verb.EDIT, "a fox"),
        ("<@U012AB3CD> edit a fox", Verb.EDIT, "a fox"),
        ("a fox edit", None, "a fox edit"),
        ("editorial look", None, "editorial look"),
        ("edit-like changes", None, "edit-like changes"),
        ("", None, ""),
    ],
)
def test_a_leading_verb_is_read_where_none_is_given(text: str, verb: Verb | None, prompt: str) -> None:
    draft = read_text(text, verb=None)

    assert (draft.verb, draft.prompt) == (verb, prompt)


def test_a_given_verb_leaves_the_words_alone() -> None:
    draft = read_text("edit the sign", verb=Verb.REMIX)

    assert (draft.verb, draft.prompt) == (Verb.REMIX, "edit the sign")


@pytest.mark.parametrize(
    "prompt",
    [
        "a fox—red",
        "- item one\n- item two",
        "a fox — red",
        "rock -- roll",
        'a sign reading "OPEN"',
        "a sign reading “OPEN” and ‘SHUT’",
        "-notes on a table",
        "a well-known fox",
        "minus -5 degrees",
        "line one\n\nline two",
        "--",
        "50 % more, ~soft~ light (warm)",
    ],
)
def test_words_that_only_look_like_options_stay_in_the_prompt(prompt: str) -> None:
    draft = read_text(prompt, verb=Verb.EDIT)

    assert draft.prompt == prompt
    assert draft.values == {}
    assert draft.complaint is None


@pytest.mark.parametrize("dash", ["--", "—", "–"])
@pytest.mark.parametrize("marks", ['""', "“”", "””", "«»", "''", "‘’"])
def test_what_phones_make_of_dashes_and_quotation_marks_is_understood(dash: str, marks: str) -> None:
    text = f"a fox {dash}not {marks[0]}blurry, text{marks[1]} {dash}speed turbo"

    draft = read_text(text, verb=Verb.REMIX)

    assert draft.complaint is None
    assert draft.prompt == "a fox"
    assert draft.values == {Field.NEGATIVE_PROMPT: "blurry, text", Field.RENDERING_SPEED: "TURBO"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'don't do it'", "don't do it"),
        ('"it\'s"', "it's"),
        (r'"a \"quoted\" word"', 'a "quoted" word'),
        (r'"back\slash"', r"back\slash"),
        ("“no ‘text’ here”", "no ‘text’ here"),
    ],
)
def test_quotation_marks_and_apostrophes_inside_a_value_are_kept(written: str, value: str) -> None:
    draft = read_text(f"a fox --not {written} --speed turbo", verb=Verb.REMIX)

    assert draft.values[Field.NEGATIVE_PROMPT] == value
    assert draft.values[Field.RENDERING_SPEED] == "TURBO"


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("salt &amp; pepper &lt;3 &gt; 2", "salt & pepper <3 > 2"),
        ("&amp;lt; stays an entity", "&lt; stays an entity"),
        ("like <https://a.example.com/x?y=1&amp;z=2|this page>", "like https://a.example.com/x?y=1&z=2"),
        ("a sign saying <http://example.com|example.com>", "a sign saying example.com"),
        ("mail <mailto:me@example.com|me@example.com>", "mail me@example.com"),
        ("thank <@U012AB3CD|dana> in <#C012AB3CD|general>", "thank @dana in #general"),
        ("wake <!here>", "wake @here"),
        ("for <!subteam^S012AB3CD|@design>", "for @design"),
        ("a fox <@U012AB3CD>", "a fox"),
    ],
)
def test_slack_s_escapes_are_undone(text: str, prompt: str) -> None:
    draft = read_text(text, verb=Verb.EDIT)

    assert draft.prompt == prompt


def test_an_address_that_slack_wrapped_is_the_address() -> None:
    text = "a fox --upload-to <https://store.example.com/a?b=1&amp;c=2>"

    draft = read_text(text, verb=Verb.EDIT)

    assert draft.values == {Field.UPLOAD_ENDPOINT: "https://store.example.com/a?b=1&c=2"}


def test_of_an_option_written_twice_the_last_one_counts() -> None:
    draft = read_text("a fox --count 2 --speed turbo -n 3", verb=Verb.EDIT)

    assert draft.values == {Field.COUNT: 3, Field.RENDERING_SPEED: "TURBO"}
    assert draft.complaint is None


@pytest.mark.parametrize(
    ("option", "field", "value"),
    [
        ("--lock", Field.LOCK, True),
        ("--lock=off", Field.LOCK, False),
        ("--no-lock=off", Field.LOCK, True),
        ("--no-safe", Field.CHECK_CONTENT, False),
        ("--safe=yes", Field.CHECK_CONTENT, True),
    ],
)
def test_a_flag_can_be_turned_either_way(option: str, field: Field, value: bool) -> None:
    draft = read_text(f"a fox {option} on a hill", verb=Verb.EDIT)

    assert draft.values == {field: value}
    assert draft.prompt == "a fox on a hill"


def test_codes_come_as_a_list_with_commas() -> None:
    draft = read_text("a fox --code 1A2B3C4D,00ff00ff", verb=Verb.EDIT)

    assert draft.values == {Field.STYLE_CODES: ("1A2B3C4D", "00ff00ff")}


@pytest.mark.parametrize(
    ("text", "field", "named"),
    [
        ("a fox --sped turbo", None, "--speed"),
        ("a fox --strenght 80", None, "--strength"),
        ("a fox --nolock", None, "--no-lock"),
        ("a fox --speed tubro", "rendering_speed", "turbo"),
        ("a fox --preset bauhuas", "style_preset", "bauhaus"),
        ("a fox --style desing", "style_type", "design"),
        ("a fox --palette embers", "color_palette", "ember"),
        ("a fox --format pgn", "output_format", "png"),
        ("a fox --mask wite", "mask_polarity", "white"),
        ("a fox --focus of", "focus", "off"),
        ("a fox --model magnifik", "model", "magnific"),
    ],
)
def test_a_misspelt_option_or_value_names_the_nearest_valid_one(
    text: str, field: str | None, named: str
) -> None:
    draft = read_text(text, verb=Verb.EDIT)

    assert draft.complaint is not None
    assert draft.complaint.field == field
    assert f"Did you mean {named}?" in draft.complaint.user_text
    assert draft.prompt == "a fox"


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("a fox --count four", "count", "whole number"),
        ("a fox --count 1.5", "count", "whole number"),
        ("a fox --speed", "rendering_speed", "--speed has no value"),
        ("a fox --speed --safe", "rendering_speed", "--speed has no value"),
        ("a fox --speed= ", "rendering_speed", "--speed has no value"),
        ('a fox --not ""', "negative_prompt", "is empty"),
        ("a fox --code 12345", "style_codes", "eight characters"),
        ("a fox --code 1A2B3C4G", "style_codes", "eight characters"),
        ("a fox --size big", "size", "width and height"),
        ("a fox --palette ember,#112233", "color_palette", "not both"),
        ("a fox --palette #112233:heavy", "color_palette", "#FF5733:0.7"),
        ("a fox --palette #11223G", "color_palette", "#FF5733:0.7"),
        ("a fox --safe=perhaps", "check_content", "on or off behind"),
        ('a fox --not "blurry', "negative_prompt", "quotation mark"),
        ("a fox " * 3000, "prompt", "12,000 characters"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(text: str, field: str, said: str) -> None:
    draft = read_text(text, verb=Verb.EDIT)

    assert draft.complaint is not None
    assert draft.complaint.field == field
    assert said in draft.complaint.user_text
    assert "Nothing was charged." in draft.complaint.user_text


def test_beside_a_fault_everything_else_is_filled() -> None:
    text = 'remix a fox --sped turbo --strength 80 --count x --not "blurry'

    draft = read_text(text, verb=None)

    assert draft.verb is Verb.REMIX
    assert draft.prompt == "a fox"
    assert draft.values == {Field.REMIX_STRENGTH: 80, Field.NEGATIVE_PROMPT: "blurry"}
    assert draft.complaint is not None
    assert "--speed" in draft.complaint.user_text


def test_a_complaint_never_repeats_what_was_written() -> None:
    draft = read_text("--style topsecret --topsecret", verb=Verb.EDIT)

    assert draft.complaint is not None
    assert "topsecret" not in draft.complaint.user_text


def test_characters_that_nothing_can_store_are_dropped() -> None:
    draft = read_text('a\x00 fox\r\nred\ud83d --not "x\x07y"', verb=Verb.REMIX)

    assert draft.prompt == "a fox\nred"
    assert draft.values == {Field.NEGATIVE_PROMPT: "xy"}
