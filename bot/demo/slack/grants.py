"""What installations consist of: a code, which becomes tokens once, and tokens, which expire and are exchanged.

Sources: Slack's pages on OAuth, on token rotation and about ``oauth.v2.access``, read 2026-11-26.
"""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from bot.demo.slack.wire import SlackError

CODE_SECONDS = 600.0
TOKEN_SECONDS = 12 * 3600
# A token that was exchanged goes on until it expires, but no more than two of an installation work at once.
LIVE_TOKENS = 2


@dataclass(frozen=True, kw_only=True)
class OAuthApp:
    """The app as its settings page at Slack has it."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_urls: Sequence[str]
    scopes: Collection[str]
    rotates: bool = True
    token_seconds: int = TOKEN_SECONDS

    def takes_redirect(self, address: str) -> bool:
        """Whether browsers may be sent there: an address of the app's, or something below one."""
        return any(address == url or address.startswith(f"{url.rstrip('/')}/") for url in self.redirect_urls)


@dataclass(kw_only=True)
class Code:
    """What a browser carries back to the app."""

    owner_id: str
    user_id: str
    redirect_uri: str
    scopes: Sequence[str]
    expires_at: float
    is_used: bool = False


@dataclass(kw_only=True)
class Token:
    """A bot's token; ``fault`` is Slack's word for why it works no more."""

    owner_id: str
    expires_at: float | None
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What an exchange gives."""

    owner_id: str
    user_id: str
    scopes: Sequence[str]
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)


class Grants:
    """Every code and token of one app, in all workspaces."""

    def __init__(self, app: OAuthApp, *, clock: Callable[[], float]) -> None:
        self.app = app
        self.tokens: dict[str, Token] = {}
        self.refreshed = 0
        self._clock = clock
        self._codes: dict[str, Code] = {}
        self._refresh: dict[str, Pair] = {}

    def new_code(self, owner_id: str, *, user_id: str, redirect_uri: str, scopes: Sequence[str]) -> str:
        """Somebody allowed it."""
        code = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
        self._codes[code] = Code(
            owner_id=owner_id,
            user_id=user_id,
            redirect_uri=redirect_uri,
            scopes=scopes,
            expires_at=self._clock() + CODE_SECONDS,
        )
        return code

    def use_code(self, code: str, *, redirect_uri: str) -> Pair:
        """Tokens for a code; what was installed there before works no more.

        Raises:
            SlackError: ``invalid_code``, ``code_already_used``, or ``bad_redirect_uri``.
        """
        known = self._codes.get(code)
        if known is None or self._clock() > known.expires_at:
            raise SlackError("invalid_code")
        if known.is_used:
            raise SlackError("code_already_used")
        if redirect_uri != known.redirect_uri:
            raise SlackError("bad_redirect_uri")
        known.is_used = True
        return self._issue(known.owner_id, user_id=known.user_id, scopes=known.scopes)

    def use_refresh(self, refresh_token: str) -> Pair:
        """New tokens for a refresh token, which is good once.

        Raises:
            SlackError: ``invalid_refresh_token``.
        """
        pair = self._refresh.pop(refresh_token, None)
        if pair is None:
            raise SlackError("invalid_refresh_token")
        self.refreshed += 1
        return self._issue(pair.owner_id, user_id=pair.user_id, scopes=pair.scopes)

    def owner_of(self, token: str) -> str:
        """Who a token belongs to, empty for a token of nobody's."""
        return self.tokens[token].owner_id if token in self.tokens else ""

    def fault_of(self, token: str) -> str:
        """Why a token does not work, empty where it does."""
        known = self.tokens.get(token)
        if known is None:
            return "invalid_auth"
        if not known.fault and known.expires_at is not None and self._clock() >= known.expires_at:
            return "token_expired"
        return known.fault

    def expire(self, owner_id: str) -> None:
        """Twelve hours have passed for the tokens that an installation has now."""
        for token in self._live(owner_id):
            self.tokens[token].expires_at = self._clock()

    def end(self, owner_id: str) -> None:
        """The app was removed: nothing of it works any more."""
        for token in self._live(owner_id):
            self.tokens[token].fault = "account_inactive"
        self._refresh = {name: pair for name, pair in self._refresh.items() if pair.owner_id != owner_id}

    def _issue(self, owner_id: str, *, user_id: str, scopes: Sequence[str]) -> Pair:
        rotates = self.app.rotates
        start = "xoxe.xoxb" if rotates else "xoxb"
        access_token = f"{start}-1-{secrets.token_hex(24)}"
        expires_at = self._clock() + self.app.token_seconds if rotates else None
        self.tokens[access_token] = Token(owner_id=owner_id, expires_at=expires_at)
        for token in self._live(owner_id)[:-LIVE_TOKENS]:
            self.tokens[token].fault = "token_revoked"
        pair = Pair(
            owner_id=owner_id,
            user_id=user_id,
            scopes=scopes,
            access_token=access_token,
            refresh_token=f"xoxe-1-{secrets.token_hex(48)}" if rotates else None,
        )
        if pair.refresh_token is not None:
            self._refresh[pair.refresh_token] = pair
        return pair

    def _live(self, owner_id: str) -> list[str]:
        """The tokens of an installation that were not taken back, oldest first."""
        return [name for name, token in self.tokens.items() if token.owner_id == owner_id and not token.fault]
