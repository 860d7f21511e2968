"""A picture that a row let go of is deleted only if no other row holds it."""

from datetime import UTC, datetime
from uuid import UUID

from storage import Database
from storage.base import Base
from storage.discards import HOLDERS, discard, drop_discarded, find_held, list_discarded
from storage.masks import MaskPage, add_page
from storage.versions import GONE

ONE, TWO, THREE = "1" * 64, "2" * 64, "3" * 64
PAGE = MaskPage(
    id=UUID(int=1),
    team_id="T1",
    user_id="U1",
    channel_id="C1",
    thread_ts=None,
    parent_version_id=None,
    draft="{}",
    attachments=f'[["seed_image", "", null, "{TWO}"]]',
    back_url=None,
    seed_digest=ONE,
    width_px=None,
    height_px=None,
    mask_digest=None,
    expires_at=datetime(2026, 11, 20, tzinfo=UTC),
)


def test_every_column_that_names_a_picture_holds_it():
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("digest") and table.name != "discarded_pictures"
    }

    assert named == {f"{column.class_.__tablename__}.{column.key}" for column in HOLDERS}


async def test_what_a_page_paints_on_and_what_its_form_held_are_held(database: Database):
    async with database.transaction() as session:
        await add_page(session, PAGE)

        held = await find_held(session, [ONE, TWO, THREE])

    assert held == {ONE, TWO}


async def test_a_picture_is_put_down_once_and_what_was_forgotten_before_never(database: Database):
    async with database.transaction() as session:
        await discard(session, [ONE, None, GONE])
        await discard(session, [ONE, TWO])
        put_down = await list_discarded(session)
        await drop_discarded(session, {ONE})

        assert sorted(put_down) == [ONE, TWO]
        assert await list_discarded(session) == [TWO]
