"""Where Retouch is installed: one row for each workspace, or for an organisation that installed it as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import String, Text, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, insert_into, read_all, read_one

NAME_LENGTH = 255


class InstallationRow(Base):
    """``owner_id`` is the workspace's id, or the organisation's; the tokens are sealed before they come here."""

    __tablename__ = "installations"

    owner_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    enterprise_id: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    bot_id: Mapped[str] = mapped_column(String(32))
    bot_user_id: Mapped[str] = mapped_column(String(32))
    scopes: Mapped[str] = mapped_column(Text)
    sealed_tokens: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refreshing_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    installed_by: Mapped[str] = mapped_column(String(32))
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, kw_only=True)
class Installation:
    """A row, read. ``expires_at`` is the end of the bot's token, None where it has none."""

    owner_id: str
    enterprise_id: str | None
    name: str
    bot_id: str
    bot_user_id: str
    scopes: str  # with commas between them, as Slack writes them
    sealed_tokens: str = field(repr=False)
    expires_at: datetime | None
    installed_by: str
    installed_at: datetime
    refreshing_until: datetime | None = None  # while somebody exchanges the tokens

    @property
    def is_org_wide(self) -> bool:
        """Whether it is a whole organisation's."""
        return self.owner_id == self.enterprise_id


_INSTALLATIONS: Final = select(*columns_for(Installation, InstallationRow))


async def keep_installation(session: Session, installation: Installation) -> None:
    """Put it in the place of what was installed there before."""
    values = {**asdict(installation), "refreshing_until": None}
    changes = {name: value for name, value in values.items() if name != "owner_id"}
    insert = insert_into(session, InstallationRow).values(values)
    await session.execute(insert.on_conflict_do_update(index_elements=["owner_id"], set_=changes))


async def find_installation(session: Session, owner_id: str) -> Installation | None:
    """What is installed there."""
    return await read_one(session, Installation, _INSTALLATIONS.where(InstallationRow.owner_id == owner_id))


async def list_installations(session: Session, *, for_update: bool = False) -> Sequence[Installation]:
    """All of them, the oldest first."""
    query = _INSTALLATIONS.order_by(InstallationRow.installed_at, InstallationRow.owner_id)
    return await read_all(session, Installation, query.with_for_update() if for_update else query)


async def claim_refresh(
    session: Session, installation: Installation, *, now: datetime, until: datetime
) -> bool:
    """Be the only one to exchange these very tokens for new ones, until that time; False where another is."""
    claimed = await session.execute(
        update(InstallationRow)
        .where(
            InstallationRow.owner_id == installation.owner_id,
            InstallationRow.sealed_tokens == installation.sealed_tokens,
            or_(InstallationRow.refreshing_until.is_(None), InstallationRow.refreshing_until <= now),
        )
        .values(refreshing_until=until)
        .returning(InstallationRow.owner_id)
    )
    return claimed.first() is not None


async def change_tokens(
    session: Session, installation: Installation, *, sealed_tokens: str, expires_at: datetime | None
) -> None:
    """New tokens for the ones in ``installation``; where others have taken their place already, those stay."""
    await session.execute(
        update(InstallationRow)
        .where(
            InstallationRow.owner_id == installation.owner_id,
            InstallationRow.sealed_tokens == installation.sealed_tokens,
        )
        .values(sealed_tokens=sealed_tokens, expires_at=expires_at, refreshing_until=None)
    )


async def seal_anew(session: Session, sealed: Mapping[str, str]) -> None:
    """The same tokens under another key, by owner."""
    for owner_id, sealed_tokens in sealed.items():
        await session.execute(
            update(InstallationRow)
            .where(InstallationRow.owner_id == owner_id)
            .values(sealed_tokens=sealed_tokens)
        )


async def drop_installation(session: Session, owner_id: str) -> None:
    """It was uninstalled."""
    await session.execute(delete(InstallationRow).where(InstallationRow.owner_id == owner_id))
