"""What a request will cost, from the price list that comes with us and the one an operator puts over it."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.catalogue import MODELS, Field, Model
from bot.catalogue.vocabulary import RENDERING_SPEEDS
from bot.errors import BotError
from bot.money.amounts import format_usd, micros_from_usd
from bot.reading.requests import Request

_SHIPPED = Path(__file__).with_name("prices.toml")
_CHARACTER = "character"


@dataclass(frozen=True, kw_only=True)
class PriceRow:
    """The prices of one model at one speed; ``character_micros`` is None where it takes no character."""

    model: Model
    speed: str  # "TURBO"
    micros: int
    character_micros: int | None


@dataclass(frozen=True)
class _Entry:
    """The name of a price: model key, speed in capitals, and whether a character reference is there."""

    model_key: str
    speed: str
    has_character_reference: bool


@dataclass(frozen=True, kw_only=True)
class PriceList:
    """A price for every model and speed, in micro-dollars for each result."""

    as_of: date | None
    micros: Mapping[_Entry, int]

    @staticmethod
    def load(path: Path | None = None) -> "PriceList":
        """The list that comes with us, with the entries of the file at ``path`` over it.

        Raises:
            BotError: the file cannot be read, or has an entry that is no price of ours.
        """
        as_of, micros = _read_file(_SHIPPED)
        if path is not None:
            own_as_of, own = _read_file(path)
            as_of, micros = own_as_of or as_of, {**micros, **own}
        return PriceList(as_of=as_of, micros=micros)

    def quote(self, request: Request, *, pictures: Mapping[Field, int]) -> int:
        """The price of a whole request in micro-dollars; ``pictures`` counts what is attached per field."""
        speed = request.parameters.get(Field.RENDERING_SPEED)
        return self.quote_micros(
            request.model,
            speed=None if speed is None else str(speed),
            has_character_reference=pictures.get(Field.CHARACTER_REFERENCE_IMAGES, 0) > 0,
            count=request.count,
        )

    def quote_micros(
        self, model: Model, *, speed: str | None, has_character_reference: bool, count: int
    ) -> int:
        """The price of ``count`` results in micro-dollars; None is the speed of who names none."""
        if speed is None:
            speed = str(model.parameters[Field.RENDERING_SPEED].default)
        takes_character = Field.CHARACTER_REFERENCE_IMAGES in model.parameters
        entry = _Entry(model.key, speed.upper(), has_character_reference and takes_character)
        return self.micros[entry] * count

    def rows(self) -> tuple[PriceRow, ...]:
        """The whole list, in the order in which models and speeds are offered."""
        return tuple(
            PriceRow(
                model=model,
                speed=speed,
                micros=self.micros[_Entry(model.key, speed, False)],
                character_micros=self.micros.get(_Entry(model.key, speed, True)),
            )
            for model in MODELS.values()
            for speed in RENDERING_SPEEDS
        )


def price_rows(prices: PriceList) -> Sequence[str]:
    """The list as lines of a table, each column as wide as its widest entry."""
    table = [("Model", "Speed", "Each result", "With a character reference", "")]
    for row in prices.rows():
        with_character = "-" if row.character_micros is None else format_usd(row.character_micros)
        note = "" if row.model.reports_cost else "an estimate: the service names no price"
        table.append(
            (row.model.name, row.speed.lower(), format_usd(row.micros), with_character, note),
        )
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in table]
    return [*lines, f"Prices as of {prices.as_of}."]


def _read_file(path: Path) -> tuple[date | None, dict[_Entry, int]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise _fault("The price file cannot be opened.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(f"The price file is not valid TOML: {error}.") from error
    as_of = tables.pop("as_of", None)
    if as_of is not None and type(as_of) is not date:
        raise _fault('"as_of" in the price file is not a date such as 2026-11-20.')
    micros: dict[_Entry, int] = {}
    for key, table in tables.items():
        if key not in MODELS or not isinstance(table, dict):
            raise _fault(f'"{key}" in the price file is not a model; there are {", ".join(MODELS)}.')
        micros.update(_read_model(MODELS[key], table))
    return as_of, micros


def _read_model(model: Model, table: Mapping[str, object]) -> Iterator[tuple[_Entry, int]]:
    for name, price in table.items():
        if name.lower() != _CHARACTER:
            yield _Entry(model.key, _read_speed(model, name), False), _read_price(model, name, price)
            continue
        if Field.CHARACTER_REFERENCE_IMAGES not in model.parameters or not isinstance(price, dict):
            raise _fault(f'"{model.key}.{name}" in the price file is not a table of prices that we use.')
        for speed, character_price in price.items():
            entry = _Entry(model.key, _read_speed(model, speed), True)
            yield entry, _read_price(model, f"{name}.{speed}", character_price)


def _read_speed(model: Model, name: str) -> str:
    if name.upper() not in RENDERING_SPEEDS:
        speeds = ", ".join(speed.lower() for speed in RENDERING_SPEEDS)
        raise _fault(f'"{model.key}.{name}" in the price file is not a speed; there are {speeds}.')
    return name.upper()


def _read_price(model: Model, name: str, price: object) -> int:
    if isinstance(price, Decimal | int) and not isinstance(price, bool):
        try:
            micros = micros_from_usd(price)
        except ValueError:
            micros = -1
        if micros >= 0:
            return micros
    raise _fault(f'"{model.key}.{name}" in the price file is not a price in dollars, such as 0.09.')


def _fault(sentence: str) -> BotError:
    return BotError(
        sentence, user_text=f"{sentence} Nothing was charged. Correct the file that PRICES names."
    )
