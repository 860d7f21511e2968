"""Retouch was removed from a workspace: jobs end, words and pictures go, and last the tokens."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.installing.installations import Installations, Installed
from bot.privacy.door import Privacy

# Slack tells whole seconds, and our clock may be ahead of its.
TOLERANCE = timedelta(seconds=60)

_log = structlog.get_logger(__name__)


class Removal:
    """What Slack says about an installation's end; told twice, or in another order, it is the same."""

    def __init__(self, privacy: Privacy, installations: Installations, *, serves_many: bool) -> None:
        self._privacy = privacy
        self._installations = installations
        self._serves_many = serves_many

    async def uninstalled(self, team_id: str, *, enterprise_id: str | None, told_at: datetime) -> None:
        """Forget the workspace; ``enterprise_id`` where Slack says that a whole organisation is meant.

        What is installed since then stays: Slack may tell late what was done before.
        """
        if not self._serves_many:
            await self._privacy.forget_workspace(team_id)
            return
        installed = await self._find(team_id, enterprise_id=enterprise_id)
        if installed is None:
            await self._privacy.forget_workspace(team_id)
            return
        if installed.at.installed_at > told_at + TOLERANCE:
            _log.info("Heard late of an end that was before the present installation", team_id=team_id)
            return
        owner_id = installed.at.owner_id
        for served in await self._installations.list_served(owner_id):
            await self._privacy.forget_workspace(served)
        await self._installations.remove(owner_id)
        _log.info("Uninstalled", owner_id=owner_id)

    async def revoked(
        self, team_id: str, *, enterprise_id: str | None, bot_user_ids: Sequence[str], told_at: datetime
    ) -> None:
        """The same, where it is our bot's token that was revoked. A token in the settings is its owner's business."""
        if not self._serves_many:
            return
        installed = await self._find(team_id, enterprise_id=enterprise_id)
        if installed is not None and installed.at.bot_user_id in bot_user_ids:
            await self.uninstalled(team_id, enterprise_id=enterprise_id, told_at=told_at)

    async def _find(self, team_id: str, *, enterprise_id: str | None) -> Installed | None:
        if enterprise_id is not None:
            return await self._installations.find(enterprise_id)
        return await self._installations.find_serving(team_id)
