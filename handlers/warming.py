"""What somebody's first command would otherwise wait for: every form drawn once, with the reads that go with it."""

from bot.catalogue import MODELS, Field
from bot.doors import Doors
from bot.people import Person, Thread
from bot.reading.requests import Draft
from handlers.blocks.forms import form_view
from handlers.form_memory import FormMemory
from handlers.forms import Opening, make_form

# Nobody's id: what is read for it is nothing, and what is forgotten for it was never there.
_NOBODY = Person(team_id="", user_id="")
_NOWHERE = Thread(team_id="", channel_id="")


async def warm_up(doors: Doors) -> None:
    """Connections opened, statements compiled, forms of all models built; nothing is written, shown or sent."""
    await doors.conversation.preferences.reset(_NOBODY)  # a whole transaction of a writer, the disk included
    beginning = await doors.jobs.begin_form(_NOBODY, _NOWHERE.channel_id)
    for model in MODELS.values():
        draft = Draft(verb=model.verb, values={Field.MODEL: model.key})
        price = doors.jobs.price(draft, verb=model.verb, left_micros=beginning.left_micros)
        memory = FormMemory(thread=_NOWHERE, is_expanded=True)
        form_view(make_form(Opening(verb=model.verb, draft=draft, memory=memory), price)).to_dict()
