"""Reads all pictures of one request and collects what is wrong with them."""

from collections.abc import Callable, Mapping, Sequence

from PIL import Image

from bot.demo.services.rules import Breach, Break, find_value
from bot.demo.services.sent_pictures import (
    MAX_PICTURE_BYTES,
    PictureRefused,
    SentPicture,
    check_character_mask,
    read_mask,
)


class BadPictures(ValueError):
    """Pictures of a request that the service does not take, one breach for each."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        super().__init__(f"{len(breaches)} pictures refused")
        self.breaches = breaches


class PictureReader:
    """Reads pictures by the path of their key. ``read`` decodes one or raises ``PictureRefused``."""

    def __init__(self, body: Mapping[str, object], read: Callable[[str], SentPicture]) -> None:
        self._body = body
        self._read = read
        self._breaches: list[Breach] = []

    def read_all(self, path: str) -> list[SentPicture]:
        """The pictures at a path, none where the key is absent; together at most 10 MB."""
        value = find_value(self._body, path)
        found = []
        for text in value if isinstance(value, list) else [] if value is None else [value]:
            try:
                found.append(self._read(str(text)))
            except PictureRefused as refusal:
                self._complain(path, refusal)
        if sum(len(picture.content) for picture in found) > MAX_PICTURE_BYTES:
            self._complain(path, PictureRefused("are larger than 10 MB together"))
        return found

    def read_marked(
        self, path: str, *, seed_images: Sequence[SentPicture], edit_level: int
    ) -> Image.Image | None:
        """The marked area of the mask at a path, 255 where to paint; None where there is none to be had."""
        masks = self.read_all(path)
        if not masks or not seed_images:
            return None
        try:
            return read_mask(masks[0], size=seed_images[0].image.size, edit_level=edit_level)
        except PictureRefused as refusal:
            self._complain(path, refusal)
            return None

    def check_character_masks(self, path: str, *, characters: Sequence[SentPicture]) -> None:
        """Each mask at a path has to fit the character's picture in the same place."""
        for mask, character in zip(self.read_all(path), characters, strict=False):
            try:
                check_character_mask(mask, size=character.image.size)
            except PictureRefused as refusal:
                self._complain(path, refusal)

    def finish(self) -> None:
        """Done reading.

        Raises:
            BadPictures: anything was wrong.
        """
        if self._breaches:
            raise BadPictures(self._breaches)

    def _complain(self, path: str, refusal: PictureRefused) -> None:
        self._breaches.append(Breach(kind=Break.INVALID, paths=(path,), reason=str(refusal)))
