"""A unit's short name, for narrow columns."""

from actions.acting import Acting
from actions.outcomes import Done
from domain.messaging.messages import Refusal
from domain.people.permissions import Action, Target
from domain.people.units import Unit
from domain.text.cleaning import one_line
from storage.people import units

MOST_SHORT = 16


async def find(acting: Acting, unit_id: int) -> Unit:
    """A unit of the own department, for whoever keeps the roster."""
    await acting.authorise(Action.IMPORT, Target(unit_id))
    return (await acting.tree()).by_id[unit_id]


async def set_short(acting: Acting, unit_id: int, words: str) -> Done:
    """Refuses what is too long for a column. Empty: the code stands there."""
    unit, short = await find(acting, unit_id), one_line(words)
    if len(short) > MOST_SHORT:
        raise Refusal("official.short_too_long", {"most": MOST_SHORT})
    if await units.set_short(acting.tx, unit.id, short):
        await acting.record("short_name", f"unit:{unit.code}")
    return Done({"unit": unit.name, "short": short or unit.code})
