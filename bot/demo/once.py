"""One whole job with no browser: a person, a form, the app, a service, and the pictures in a folder."""

import asyncio
import itertools
import tempfile
from contextlib import closing
from pathlib import Path

from bot.demo import samples
from bot.demo.app_process import AppFailed
from bot.demo.keeping.cellar import Cellar
from bot.demo.play import CannotRun, Show, Wish, play
from bot.demo.proof import prove
from bot.demo.signals import run_until_signal
from bot.demo.stage import open_stage

REMIX = "remix"
NOTICE = "This is a demo: the pixels are stand-ins, the prices are simulated, nothing leaves this machine."
EDIT_PROMPT = 'a hand-painted sign that says "FRESH COFFEE" in gold on dark green'
REMIX_PROMPT = "the same street as a bold poster at night"
SERVICE_DELAY_SECONDS = 1.0


def run_once(
    *, image: Path | None, mask: Path | None, prompt: str | None, model: str, out: Path | None
) -> int:
    """Run one job and show it; 0 only if a picture was delivered and the promise holds."""
    try:
        wish = read_wish(image=image, mask=mask, prompt=prompt, model=model)
        return asyncio.run(run_until_signal(_run(wish, out=out, show=show_line)))
    except (CannotRun, AppFailed) as error:
        show_line(str(error))
        return 1


def read_wish(
    *, image: Path | None = None, mask: Path | None = None, prompt: str | None = None, model: str = "3"
) -> Wish:
    """What to send; the shipped sample where nothing was named.

    Raises:
        CannotRun: a file cannot be read, or an edit of one's own picture has no mask.
    """
    if image is None:
        picture_name, picture = "storefront.png", samples.storefront_png()
    else:
        picture_name, picture = image.name, _read(image)
    if model == REMIX:
        return Wish(picture_name=picture_name, picture=picture, prompt=prompt or REMIX_PROMPT, model=model)
    if mask is not None:
        mask_name, mask_content = mask.name, _read(mask)
    elif image is not None:
        raise CannotRun("An edit needs a mask as well: add --mask FILE, or use --model remix.")
    else:
        mask_name, mask_content = "storefront-mask.png", samples.storefront_mask_png()
    return Wish(
        picture_name=picture_name,
        picture=picture,
        mask_name=mask_name,
        mask=mask_content,
        prompt=prompt or EDIT_PROMPT,
        model=model,
    )


def show_line(line: str) -> None:
    """To the terminal, at once."""
    print(line, flush=True)


async def _run(wish: Wish, *, out: Path | None, show: Show) -> int:
    show(NOTICE)
    with (
        tempfile.TemporaryDirectory(prefix="retouch-demo-") as folder,
        closing(Cellar(Path(folder))) as cellar,
    ):
        cellar.open()
        async with open_stage(cellar, delay_seconds=SERVICE_DELAY_SECONDS) as stage:
            message = await play(stage.workspace, wish, show=show)
            file = message["files"][0]
            result = stage.workspace.file(file["id"])
    written = _write(out or _free_folder(), wish, result=result, result_name=file["name"])
    show(f"Written: {', '.join(map(str, written))}")
    return _show_proof(wish, result, show=show)


def _show_proof(wish: Wish, result: bytes, *, show: Show) -> int:
    if wish.mask is None:
        show("A picture was delivered. A remix changes all of it, so there is nothing to compare.")
        return 0
    proof = prove(wish.picture, wish.mask, result=result)
    show(
        f"Compared again, by other code: outside the mask {proof.changed_outside_px:,} of "
        f"{proof.outside_px:,} pixels differ from the original, inside {proof.changed_inside_px:,} of "
        f"{proof.inside_px:,}."
    )
    if not proof.is_same_size:
        show("The picture came back in another size.")
    return 0 if proof.holds else 1


def _write(out: Path, wish: Wish, *, result: bytes, result_name: str) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    contents = {
        f"original{Path(wish.picture_name).suffix}": wish.picture,
        f"result{Path(result_name).suffix}": result,
    }
    if wish.mask is not None:
        contents[f"mask{Path(wish.mask_name).suffix}"] = wish.mask
    for name, content in contents.items():
        (out / name).write_bytes(content)
    return sorted(out / name for name in contents)


def _free_folder() -> Path:
    folders = (Path(f"retouch-demo-{number}") for number in itertools.count(1))
    return next(folder for folder in folders if not folder.exists())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror}.") from error
