"""Which file is which: read from what is known of the pictures, or asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.catalogue import Field, Verb
from bot.errors import RequestError
from storage.attachments import KeptAttachment


@dataclass(frozen=True, kw_only=True)
class Question:
    """What has to be asked: ``kind`` is what the job then waits for; ``positions`` name the pictures shown."""

    kind: str  # "verb", "seed" or "mask"
    positions: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class RoleReading:
    """Verb and pictures with their roles, or the question that has to be answered first."""

    verb: Verb | None
    pictures: Sequence[KeptAttachment]
    question: Question | None = None


def read_roles(pictures: Sequence[KeptAttachment], *, verb: Verb | None) -> RoleReading:
    """Give every picture its role.

    Raises:
        RequestError: more pictures than anything takes, or none to work on.
    """
    unknown = [picture for picture in pictures if picture.role is None]
    seeds = [picture for picture in pictures if picture.role == Field.SEED_IMAGE]
    if not unknown:
        return _without_unknown(pictures, verb=verb)
    if seeds:
        return _beside_seed(pictures, unknown, verb=verb)
    if verb is Verb.REMIX or (verb is None and len(unknown) == 1):
        return _single(pictures, unknown, verb=verb)
    return _seed_and_mask(pictures, unknown)


def check_character_masks(pictures: Sequence[KeptAttachment]) -> None:
    """Hold each character mask against the character reference in the same place.

    Raises:
        RequestError: their sizes differ, so the mask would say nothing about the reference.
    """
    references = [picture for picture in pictures if picture.role == Field.CHARACTER_REFERENCE_IMAGES]
    masks = [picture for picture in pictures if picture.role == Field.CHARACTER_REFERENCE_MASKS]
    for reference, mask in zip(references, masks, strict=False):
        if (reference.width_px, reference.height_px) != (mask.width_px, mask.height_px):
            raise RequestError(
                f"The character mask is {mask.width_px:,} × {mask.height_px:,} pixels, its reference "
                f"{reference.width_px:,} × {reference.height_px:,}. Nothing was charged. "
                "Make the mask from the reference itself, at its size.",
                field=Field.CHARACTER_REFERENCE_MASKS,
            )


def _without_unknown(pictures: Sequence[KeptAttachment], *, verb: Verb | None) -> RoleReading:
    if verb is not None:
        return RoleReading(verb=verb, pictures=pictures)
    if any(picture.role == Field.MASK_IMAGE for picture in pictures):
        return RoleReading(verb=Verb.EDIT, pictures=pictures)
    return RoleReading(verb=None, pictures=pictures, question=Question(kind="verb"))


def _beside_seed(
    pictures: Sequence[KeptAttachment], unknown: Sequence[KeptAttachment], *, verb: Verb | None
) -> RoleReading:
    """The thread or the person has named the picture; what else was attached to an edit is its mask."""
    if verb is not Verb.REMIX and len(unknown) > 1:
        positions = [picture.position for picture in unknown]
        return RoleReading(
            verb=Verb.EDIT, pictures=pictures, question=Question(kind="mask", positions=positions)
        )
    if verb is Verb.REMIX:
        raise RequestError(
            "There are more pictures than this needs. Nothing was charged. Attach just one.",
            field=Field.SEED_IMAGE,
        )
    return RoleReading(verb=Verb.EDIT, pictures=_assign(pictures, unknown[0], Field.MASK_IMAGE))


def _single(
    pictures: Sequence[KeptAttachment], unknown: Sequence[KeptAttachment], *, verb: Verb | None
) -> RoleReading:
    if len(unknown) > 1:
        positions = [picture.position for picture in unknown]
        return RoleReading(verb=verb, pictures=pictures, question=Question(kind="seed", positions=positions))
    assigned = _assign(pictures, unknown[0], Field.SEED_IMAGE)
    if verb is None:
        if unknown[0].has_transparency:
            return RoleReading(verb=Verb.EDIT, pictures=assigned)
        return RoleReading(verb=None, pictures=assigned, question=Question(kind="verb"))
    return RoleReading(verb=verb, pictures=assigned)


def _seed_and_mask(pictures: Sequence[KeptAttachment], unknown: Sequence[KeptAttachment]) -> RoleReading:
    """An edit with one or more pictures of which nobody said what they are."""
    if len(unknown) == 1:
        return RoleReading(verb=Verb.EDIT, pictures=_assign(pictures, unknown[0], Field.SEED_IMAGE))
    positions = [picture.position for picture in unknown]
    if len(unknown) > 2:
        return RoleReading(
            verb=Verb.EDIT, pictures=pictures, question=Question(kind="seed", positions=positions)
        )
    mask = _find_mask(unknown)
    if mask is None:
        return RoleReading(
            verb=Verb.EDIT, pictures=pictures, question=Question(kind="mask", positions=positions)
        )
    seed = next(picture for picture in unknown if picture is not mask)
    assigned = _assign(pictures, seed, Field.SEED_IMAGE)
    return RoleReading(verb=Verb.EDIT, pictures=_assign(assigned, mask, Field.MASK_IMAGE))


def _find_mask(unknown: Sequence[KeptAttachment]) -> KeptAttachment | None:
    """Nearly all black and white first; then the name; then, of two of one size, the second as a scribble."""
    for is_mask in (lambda picture: picture.is_mask_like, lambda picture: "mask" in picture.name.lower()):
        candidates = [picture for picture in unknown if is_mask(picture)]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            return None
    first, second = unknown
    same_size = (first.width_px, first.height_px) == (second.width_px, second.height_px)
    return second if same_size else None


def _assign(pictures: Sequence[KeptAttachment], chosen: KeptAttachment, role: Field) -> list[KeptAttachment]:
    return [
        replace(picture, role=role) if picture.position == chosen.position else picture
        for picture in pictures
    ]
