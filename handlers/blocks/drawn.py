"""A block that looks the same for everybody, drawn once."""

from slack_sdk.models.blocks import Block


class DrawnBlock(Block):
    """Stands for the block it was made from, as it goes to Slack.

    Slack's models check and copy every element of a block at each sending; of a whole form that is as
    much work as everything else about opening it.
    """

    def __init__(self, block: Block) -> None:
        super().__init__(type=block.type, block_id=block.block_id)
        self._drawn = block.to_dict()

    def to_dict(self, *args: object) -> dict[str, object]:
        """As Slack takes it; not to be changed, for it is everybody's."""
        return self._drawn
