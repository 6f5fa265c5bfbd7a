"""Taking an import back by chat: shown first with what stays and why, then done."""

from actions.imports import undo as acts
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.imports.drafts import Matter
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.people.access import IMPORTS

routes = Router()

MOST_OFFERED = 3


def choices(number: int | None) -> tuple[Choice, ...]:
    """The way back, where anything was changed."""
    if number is None:
        return ()
    return (Choice("choice.undo_import", str(ButtonAction("impundo", number))),)


async def offer_recent(context: UpdateContext, matter: Matter) -> list[Reply]:
    """The last imports of this kind that can still be taken back."""
    mine = [each for each in await acts.recent(context.acting) if each.matter == matter.value]
    listed = [acts.about(each) for each in mine[:MOST_OFFERED]]
    offered = tuple(
        Choice("choice.undo_import_of", str(ButtonAction("impundo", each.id)), acts.about(each))
        for each in mine[:MOST_OFFERED]
    )
    return [Reply("undo.recent", {"imports": listed}, offered)] if offered else []


@routes.id_button("impundo", require=IMPORTS)
async def show(context: UpdateContext, number: int) -> list[Reply]:
    """What would be as before, and what would not."""
    applied, undone = await acts.foresee(context.acting, number)
    facts = acts.facts_of(applied, undone)
    if not undone.total:
        return [Reply("undo.nothing", facts)]
    sure = (
        Choice("choice.undo_sure", str(ButtonAction("impback", number))),
        Choice("choice.no", str(ButtonAction("impstay", number))),
    )
    return [Reply("undo.sure", facts, sure)]


@routes.id_button("impback", require=IMPORTS)
async def take_back(context: UpdateContext, number: int) -> list[Reply]:
    """Put back what can be, once."""
    done = await acts.take_back(context.acting, number)
    return [Reply("undo.done", done.facts)]


@routes.id_button("impstay", require=IMPORTS)
async def let_stay(_context: UpdateContext, _number: int) -> list[Reply]:
    return [Reply("undo.stays")]
