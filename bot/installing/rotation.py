"""``retouch rotate-key``: tokens sealed with the secret key before are sealed with the one in force."""

from bot.databases import open_database
from bot.errors import BotError
from bot.installing.opening import open_installations
from bot.secret_keys import forget_kept_before, read_secret_keys, replace_kept_key
from bot.settings import Settings

_NO_KEY_BEFORE = (
    "Set SECRET_KEY to the new key and SECRET_KEY_BEFORE to the one it replaces, restart Retouch, "
    "and run this again."
)


async def rotate_key(settings: Settings) -> str:
    """Do it, and say what to do next. A key of our own making is replaced here; interrupted, run it again.

    Raises:
        BotError: there is no earlier key, or it is not the one that tokens were sealed with.
    """
    replace_kept_key(settings)
    if len(read_secret_keys(settings)) == 1:
        raise BotError("no key before", user_text=_NO_KEY_BEFORE)
    async with open_database(settings) as database:
        count = await open_installations(settings, database).seal_anew()
    forget_kept_before(settings)
    done = f"The tokens of {count} installation{'' if count == 1 else 's'} are sealed with the new key."
    if settings.secret_key is None:
        return f"{done} It is kept beside the database. Start Retouch again."
    return f"{done} Take SECRET_KEY_BEFORE out of the settings now."
