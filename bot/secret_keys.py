"""The secret key, which signs our links and seals Slack's tokens, and while it is changed the one before it."""

import secrets
from pathlib import Path

from bot.settings import Settings


def read_secret_key(settings: Settings) -> str:
    """The key in force; beside an embedded database one is made once and kept."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = _kept_key(settings)
    if not path.exists():
        _write_new(path)
    return path.read_text().strip()


def read_secret_keys(settings: Settings) -> list[str]:
    """The key in force, and behind it the one before, where something may still be sealed with that."""
    keys = [read_secret_key(settings)]
    if settings.secret_key_before is not None:
        keys.append(settings.secret_key_before.get_secret_value())
    if settings.secret_key is None and _kept_before(settings).exists():
        keys.append(_kept_before(settings).read_text().strip())
    return keys


def replace_kept_key(settings: Settings) -> None:
    """Make a new key and keep the old one beside it; where that was begun already, it goes on from there."""
    if settings.secret_key is not None or _kept_before(settings).exists():
        return
    read_secret_key(settings)
    _kept_key(settings).replace(_kept_before(settings))
    _write_new(_kept_key(settings))


def forget_kept_before(settings: Settings) -> None:
    """Nothing is sealed with the old key any more."""
    if settings.secret_key is None:
        _kept_before(settings).unlink(missing_ok=True)


def _kept_key(settings: Settings) -> Path:
    return settings.database_path.with_suffix(".secret")


def _kept_before(settings: Settings) -> Path:
    return settings.database_path.with_suffix(".secret-before")


def _write_new(path: Path) -> None:
    """Whole or not at all, and for this user alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".secret-part")
    part.touch(mode=0o600)
    part.write_text(secrets.token_urlsafe(48))
    part.replace(path)
