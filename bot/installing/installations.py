"""Where Retouch is installed and with which tokens: kept sealed, found by workspace, renewed by one at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import BotError
from bot.installing.sealing import Seal, Tokens
from storage import Database, installations, org_workspaces
from storage.installations import NAME_LENGTH, Installation

# A renewal takes less, and one that was lost is not tried again before.
CLAIM_SECONDS = 30.0
_RENEWING = "A token is being renewed just now. Nothing was changed. Run this again in a minute."


@dataclass(frozen=True, kw_only=True)
class Installed:
    """An installation and its tokens, opened."""

    at: Installation
    tokens: Tokens


class Installations:
    """What is kept about every workspace that installed us."""

    def __init__(self, database: Database, *, seal: Seal, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock

    async def keep(
        self,
        tokens: Tokens,
        *,
        owner_id: str,
        enterprise_id: str | None,
        name: str,
        bot_id: str,
        bot_user_id: str,
        scopes: Sequence[str],
        expires_at: datetime | None,
        installed_by: str,
    ) -> None:
        """Install, or install again: the new tokens take the place of the old.

        ``owner_id`` is the workspace's id, or ``enterprise_id`` where all of an organisation is meant.
        """
        installation = Installation(
            owner_id=owner_id,
            enterprise_id=enterprise_id,
            name=name[:NAME_LENGTH],
            bot_id=bot_id,
            bot_user_id=bot_user_id,
            scopes=",".join(scopes),
            sealed_tokens=self._seal.close(tokens),
            expires_at=expires_at,
            installed_by=installed_by,
            installed_at=self._clock(),
        )
        async with self._database.transaction() as session:
            await installations.keep_installation(session, installation)

    async def find(self, owner_id: str) -> Installed | None:
        """What is installed for this workspace alone, or for this organisation."""
        async with self._database.transaction(read_only=True) as session:
            found = await installations.find_installation(session, owner_id)
        return self._open(found)

    async def find_serving(self, team_id: str) -> Installed | None:
        """What serves a workspace: its own installation, else its organisation's."""
        async with self._database.transaction(read_only=True) as session:
            found = await installations.find_installation(session, team_id)
            if found is None:
                enterprise_id = await org_workspaces.find_enterprise(session, team_id)
                if enterprise_id is not None:
                    found = await installations.find_installation(session, enterprise_id)
        return self._open(found)

    async def note_workspace(self, team_id: str, *, enterprise_id: str) -> None:
        """A workspace uses its organisation's installation; jobs know their workspace alone."""
        async with self._database.transaction(read_only=True) as session:
            known = await org_workspaces.find_enterprise(session, team_id)
        if known != enterprise_id:
            async with self._database.transaction() as session:
                await org_workspaces.note_workspace(session, team_id=team_id, enterprise_id=enterprise_id)

    async def list_all(self) -> Sequence[Installed]:
        """All of them, the oldest first."""
        async with self._database.transaction(read_only=True) as session:
            found = await installations.list_installations(session)
        return [Installed(at=each, tokens=self._seal.open(each.sealed_tokens)) for each in found]

    async def claim_renewal(self, installed: Installed) -> bool:
        """Whether these very tokens are ours alone to renew for the next half minute."""
        now = self._clock()
        until = now + timedelta(seconds=CLAIM_SECONDS)
        async with self._database.transaction() as session:
            return await installations.claim_refresh(session, installed.at, now=now, until=until)

    async def renew(self, installed: Installed, tokens: Tokens, *, expires_at: datetime | None) -> Installed:
        """Keep the tokens that Slack gave for the ones of ``installed``."""
        sealed = self._seal.close(tokens)
        async with self._database.transaction() as session:
            await installations.change_tokens(
                session, installed.at, sealed_tokens=sealed, expires_at=expires_at
            )
        return Installed(at=replace(installed.at, sealed_tokens=sealed, expires_at=expires_at), tokens=tokens)

    async def list_served(self, owner_id: str) -> Sequence[str]:
        """The workspaces whose only way to us an installation is."""
        async with self._database.transaction(read_only=True) as session:
            found = await installations.find_installation(session, owner_id)
            if found is None:
                return []
            if not found.is_org_wide:
                return [owner_id]
            team_ids = await org_workspaces.list_workspaces(session, owner_id)
            own = [await installations.find_installation(session, team_id) for team_id in team_ids]
        return [team_id for team_id, at in zip(team_ids, own, strict=True) if at is None]

    async def remove(self, owner_id: str) -> None:
        """It was uninstalled: the tokens go, from the disk too."""
        async with self._database.transaction() as session:
            await installations.drop_installation(session, owner_id)
            await org_workspaces.drop_workspaces(session, owner_id)
        await self._database.scrub()

    async def seal_anew(self) -> int:
        """Seal every installation's tokens with the first key, all or none; how many there are.

        Raises:
            SealBroken: one of them was sealed with a key that we do not have.
            BotError: a token is being renewed, and the new one would find another seal than it left.
        """
        now = self._clock()
        async with self._database.transaction() as session:
            found = await installations.list_installations(session, for_update=True)
            if any(each.refreshing_until and each.refreshing_until > now for each in found):
                raise BotError("a renewal is under way", user_text=_RENEWING)
            sealed = {each.owner_id: self._seal.renew(each.sealed_tokens) for each in found}
            await installations.seal_anew(session, sealed)
        await self._database.scrub()
        return len(sealed)

    def _open(self, found: Installation | None) -> Installed | None:
        return None if found is None else Installed(at=found, tokens=self._seal.open(found.sealed_tokens))
