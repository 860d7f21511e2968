"""``retouch rotate-key``, and that nobody reads a token out of the database's files."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.installing.installations import Installations
from bot.installing.rotation import rotate_key
from bot.installing.sealing import Seal
from bot.secret_keys import read_secret_keys
from bot.settings import Settings
from storage import Database
from tests.installing.test_installations import make_tokens, place
from tests.safety.traces import files_with


def make_settings(folder: Path, **values: str) -> Settings:
    values = {"database_url": f"sqlite:///{folder / 'retouch.db'}", **values}
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]  # settings read from texts


async def keep_one(settings: Settings) -> None:
    database, kept = open_kept(settings)
    await database.upgrade()
    await kept.keep(make_tokens("precious"), **place())
    await database.close()


async def tokens_in(settings: Settings) -> list[str]:
    database, kept = open_kept(settings)
    found = [each.tokens.bot for each in await kept.list_all()]
    await database.close()
    return found


def open_kept(settings: Settings) -> tuple[Database, Installations]:
    database = Database.open(settings.database_url)
    seal = Seal(read_secret_keys(settings))
    return database, Installations(database, seal=seal, clock=lambda: datetime.now(UTC))


async def test_no_file_holds_a_token_in_the_clear(tmp_path: Path):
    await keep_one(make_settings(tmp_path))

    assert files_with(tmp_path, "precious") == []
    assert files_with(tmp_path, "Marsh & Co") == ["retouch.db"]


async def test_a_key_that_was_set_is_changed_in_two_steps(tmp_path: Path):
    await keep_one(make_settings(tmp_path, secret_key="old"))
    with pytest.raises(BotError) as refused:
        await rotate_key(make_settings(tmp_path, secret_key="new"))

    said = await rotate_key(make_settings(tmp_path, secret_key="new", secret_key_before="old"))

    assert "SECRET_KEY_BEFORE" in refused.value.user_text
    assert said == (
        "The tokens of 1 installation are sealed with the new key. Take SECRET_KEY_BEFORE out of the settings now."
    )
    assert await tokens_in(make_settings(tmp_path, secret_key="new")) == [make_tokens("precious").bot]


async def test_a_key_beside_the_database_is_made_anew(tmp_path: Path):
    settings = make_settings(tmp_path)
    await keep_one(settings)
    [before] = read_secret_keys(settings)

    said = await rotate_key(settings)

    [after] = read_secret_keys(settings)
    assert after != before
    assert "Start Retouch again" in said
    assert await tokens_in(settings) == [make_tokens("precious").bot]
    assert files_with(tmp_path, before) == []


async def test_a_change_that_was_interrupted_goes_on(tmp_path: Path):
    settings = make_settings(tmp_path)
    await keep_one(settings)
    await asyncio.to_thread((tmp_path / "retouch.secret").rename, tmp_path / "retouch.secret-before")
    assert await tokens_in(settings) == [make_tokens("precious").bot]

    await rotate_key(settings)

    assert len(read_secret_keys(settings)) == 1
    assert await tokens_in(settings) == [make_tokens("precious").bot]
