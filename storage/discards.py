"""Pictures that a row let go of: candidates to be deleted, unless another row holds the same picture."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, String, delete, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from storage.attachments import AttachmentRow
from storage.base import Base, Session
from storage.jobs import JobRow
from storage.masks import MaskPageRow
from storage.rows import insert_into
from storage.versions import GONE, VersionRow

_AT_ONCE = 500

# Every column that keeps a picture alive; a test compares the list with the tables.
HOLDERS: tuple[InstrumentedAttribute[str | None], ...] = (
    JobRow.seed_digest,
    JobRow.mask_digest,
    AttachmentRow.digest,
    VersionRow.answer_digest,
    VersionRow.digest,
    VersionRow.delivered_digest,
    MaskPageRow.seed_digest,
    MaskPageRow.mask_digest,
)


class DiscardedPictureRow(Base):
    """One picture of the store that may be nobody's now."""

    __tablename__ = "discarded_pictures"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


async def discard(session: Session, digests: Iterable[str | None]) -> None:
    """Put pictures down for deletion, in the transaction that lets go of them."""
    names = sorted({digest for digest in digests if digest is not None} - {GONE})
    for start in range(0, len(names), _AT_ONCE):
        rows = [{"digest": name} for name in names[start : start + _AT_ONCE]]
        await session.execute(
            insert_into(session, DiscardedPictureRow).on_conflict_do_nothing(index_elements=["digest"]), rows
        )


async def list_discarded(session: Session, *, limit: int = _AT_ONCE) -> list[str]:
    """Some of those that were let go of."""
    return list(await session.scalars(select(DiscardedPictureRow.digest).limit(limit)))


async def find_held(session: Session, digests: Sequence[str]) -> set[str]:
    """Those of the pictures that some row still holds."""
    held: set[str] = set()
    for column in HOLDERS:
        held |= {digest for digest in await session.scalars(_holders(column, digests)) if digest is not None}
    # A page keeps what was attached to its form as one text.
    for digest in set(digests) - held:
        if await session.scalar(select(exists().where(MaskPageRow.attachments.contains(digest)))):
            held.add(digest)
    return held


async def drop_discarded(session: Session, digests: Collection[str]) -> None:
    """They are deleted, or held after all."""
    await session.execute(delete(DiscardedPictureRow).where(DiscardedPictureRow.digest.in_(digests)))


def _holders(column: InstrumentedAttribute[str | None], digests: Sequence[str]) -> Select[str | None]:
    return select(column).where(column.in_(digests)).distinct()
