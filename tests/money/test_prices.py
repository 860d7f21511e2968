"""The price list: the figures of the model pages, and an operator's own file over it."""

from datetime import date
from pathlib import Path

import pytest

from bot.catalogue import MODELS, Field
from bot.errors import BotError
from bot.money.prices import PriceList, price_rows
from bot.reading.options import read_text
from bot.reading.requests import read_request

THREE = {"TURBO": 30_000, "DEFAULT": 60_000, "QUALITY": 90_000}
THREE_WITH_CHARACTER = {"TURBO": 100_000, "DEFAULT": 150_000, "QUALITY": 200_000}
TWO = {"TURBO": 50_000, "DEFAULT": 80_000, "QUALITY": 80_000}


def own_file(folder: Path, text: str) -> Path:
    path = folder / "prices.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("key", "plain", "with_character"),
    [
        ("3", THREE, THREE_WITH_CHARACTER),
        ("magnific", THREE, THREE_WITH_CHARACTER),
        ("2", TWO, None),
        ("remix", TWO, None),
    ],
)
def test_the_list_has_every_model_at_every_speed(
    key: str, plain: dict[str, int], with_character: dict[str, int] | None
) -> None:
    prices = PriceList.load()

    rows = [row for row in prices.rows() if row.model.key == key]

    assert prices.as_of == date(2026, 11, 20)
    assert {row.speed: row.micros for row in rows} == plain
    if with_character is None:
        assert {row.character_micros for row in rows} == {None}
    else:
        assert {row.speed: row.character_micros for row in rows} == with_character


@pytest.mark.parametrize(
    ("text", "key", "quote_micros"),
    [
        ("a fox", "2", 80_000),
        ("a fox --style design --magic on", "2", 80_000),
        ("a fox", "remix", 80_000),
        ("a fox --speed quality --style design --preset bauhaus", "3", 90_000),
        ("a fox", "3", 60_000),
        ("a fox --speed turbo -n 20", "remix", 1_000_000),
        ("a fox --count 3", "magnific", 180_000),
    ],
)
def test_a_request_costs_what_the_model_pages_examples_cost(text: str, key: str, quote_micros: int) -> None:
    model = MODELS[key]
    request = read_request(read_text(f"{text} --model {key}", verb=model.verb), verb=model.verb, pictures={})

    quote = PriceList.load().quote(request, pictures={Field.SEED_IMAGE: 1})

    assert quote == quote_micros


def test_a_character_reference_has_its_own_price() -> None:
    pictures = {Field.SEED_IMAGE: 1, Field.CHARACTER_REFERENCE_IMAGES: 1}
    draft = read_text("a fox --speed quality -n 2", verb=None)
    request = read_request(draft, verb=MODELS["3"].verb, pictures=pictures)

    quote = PriceList.load().quote(request, pictures=pictures)

    assert quote == 400_000


def test_the_list_is_shown_as_a_table_that_says_what_is_an_estimate() -> None:
    lines = price_rows(PriceList.load())

    assert len(lines) == 1 + 4 * 3 + 1
    assert lines[1].split("  ")[0] == "Ideogram 3.0 Edit"
    assert "$0.03" in lines[1]
    assert "$0.10" in lines[1]
    assert all(("estimate" in line) is line.startswith("Ideogram Inpainting") for line in lines)
    assert lines[-1] == "Prices as of 2026-11-20."


def test_an_operator_s_file_replaces_only_what_it_names(tmp_path: Path) -> None:
    text = "as_of = 2027-01-31\n[3]\nturbo = 0.0351\ncharacter = { quality = 1 }\n[remix]\nDEFAULT = 0"

    prices = PriceList.load(own_file(tmp_path, text))

    rows = {(row.model.key, row.speed): row for row in prices.rows()}
    assert prices.as_of == date(2027, 1, 31)
    assert rows["3", "TURBO"].micros == 35_100
    assert rows["3", "QUALITY"].character_micros == 1_000_000
    assert rows["3", "QUALITY"].micros == 90_000
    assert rows["remix", "DEFAULT"].micros == 0
    assert rows["2", "DEFAULT"].micros == 80_000


def test_a_part_of_a_micro_dollar_is_rounded_up(tmp_path: Path) -> None:
    path = own_file(tmp_path, "[3]\nturbo = 0.0000001")

    prices = PriceList.load(path)

    assert prices.rows()[0].micros == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[3\n", "not valid TOML"),
        ("[4]\nturbo = 1", '"4"'),
        ("turbo = 1", '"turbo"'),
        ("[3]\nflash = 1", '"3.flash"'),
        ("[3]\nturbo = -0.01", '"3.turbo"'),
        ("[3]\nturbo = nan", '"3.turbo"'),
        ("[3]\nturbo = inf", '"3.turbo"'),
        ("[3]\nturbo = true", '"3.turbo"'),
        ('[3]\nturbo = "0.03"', '"3.turbo"'),
        ("[3]\ncharacter = { turbo = 'x' }", '"3.character.turbo"'),
        ("[3]\ncharacter = 1", '"3.character"'),
        ("[2]\ncharacter = { turbo = 1 }", '"2.character"'),
        ("as_of = 'today'", "as_of"),
        ("as_of = 2026-11-20T10:00:00Z", "as_of"),
    ],
)
def test_a_fault_in_a_price_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = own_file(tmp_path, text)

    with pytest.raises(BotError) as caught:
        PriceList.load(path)

    assert said in str(caught.value)
    assert said in caught.value.user_text


def test_a_price_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"

    with pytest.raises(BotError, match="cannot be opened"):
        PriceList.load(path)
