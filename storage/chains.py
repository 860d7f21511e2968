"""What the job engine's tables say of all its chains at one look; its own functions take a query for each."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, Table, and_, exists, select, text

# Letter by letter what the engine's partial indexes say: SQLite uses an index for nothing else. Chains are kept for
# a month after their end, so that without one every look would read all of these.
_IN_FLIGHT = text("status IN ('ENQUEUED', 'PENDING')")
_STOPPED = text("status IN ('ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')")


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """A chain that ended in an error or was given up."""

    chain_id: str
    queue: str | None
    status: str


@dataclass(frozen=True, kw_only=True)
class Sight:
    """All that somebody may have to look after."""

    ours: Mapping[str, str | None]  # the queue of each chain that this process runs by its row
    called: Sequence[str]  # those of ours for which a message lies unread
    stopped: Sequence[Stopped]  # whoever ran them
    lines: Collection[str]  # the queues in which a chain waits
    under_way: Mapping[str, int]  # how many chains of each queue have a place, in all processes


def look(engine: Engine, chains: Table, messages: Table, *, executor_id: str, topic: str) -> Sight:
    """Blocks for five queries of the two tables; messages are those of ``topic``.

    Raises:
        sqlalchemy.exc.DBAPIError: the tables cannot be reached.
    """
    chain, message = chains.c, messages.c
    is_ours = and_(chain.status == "PENDING", chain.executor_id == executor_id)
    is_called = exists().where(
        message.destination_uuid == chain.workflow_uuid, message.topic == topic, message.consumed.is_(False)
    )
    queues = select(chain.queue_name).where(_IN_FLIGHT, chain.queue_name.is_not(None))
    stopped = select(chain.workflow_uuid, chain.queue_name, chain.status).where(_STOPPED)
    with engine.connect() as connection:
        ours = connection.execute(select(chain.workflow_uuid, chain.queue_name).where(is_ours))
        called = connection.execute(select(chain.workflow_uuid).where(is_ours, is_called))
        lines = connection.execute(queues.where(chain.status == "ENQUEUED").distinct())
        under_way = connection.execute(queues.where(chain.status == "PENDING"))
        return Sight(
            ours=dict(ours.all()),
            called=called.scalars().all(),
            stopped=[
                Stopped(chain_id=chain_id, queue=queue, status=status)
                for chain_id, queue, status in connection.execute(stopped)
            ],
            lines=lines.scalars().all(),
            under_way=Counter(under_way.scalars()),
        )
