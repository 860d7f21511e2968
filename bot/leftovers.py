"""Pictures that no row refers to: a crash between keeping one and writing down who needs it leaves some behind."""

from datetime import timedelta

from bot.pictures import FOLDERS
from bot.workshop import Workshop
from storage import discards, jobs

# Far longer than a step takes between the two, however often it has to be repeated.
ABANDONED_AFTER = timedelta(days=1)
AT_ONCE = 500


async def discard_leftovers(workshop: Workshop) -> None:
    """Look through one folder of the store, another one every minute; all of them within some hours.

    What is older than this database's first job may be another's, whose address was given by mistake.
    """
    now = workshop.clock()
    folder = FOLDERS[int(now.timestamp() // 60) % len(FOLDERS)]
    kept = await workshop.pictures.list_settled(folder, before=now - ABANDONED_AFTER)
    for start in range(0, len(kept), AT_ONCE):
        written = dict(kept[start : start + AT_ONCE])
        async with workshop.database.transaction(read_only=True) as session:
            nobodys = written.keys() - await discards.find_held(session, list(written))
            first_asked_at = await jobs.find_first_asked_at(session) if nobodys else None
        if first_asked_at is not None:
            ours = [digest for digest in nobodys if written[digest] >= first_asked_at]
            async with workshop.database.transaction() as session:
                await discards.discard(session, ours)
