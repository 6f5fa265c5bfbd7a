"""The page for a briefing: sent before each one, on demand, and as a Word file."""

from datetime import datetime
from typing import Any

from actions.office.briefing import Page, page_of, sees_lateness, span_until
from bot.delivery.content import MessageContent
from bot.features.summaries.template_data import facts_of
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.messaging.outbox import OutboxMessage
from domain.people.officials import LEADERS, Official
from domain.people.permissions import Action, Target
from domain.people.units import Tree
from domain.summaries.briefing import (
    news_facts,
    repeated_facts,
)
from storage.engine.database import Tx
from storage.office import briefings
from storage.people import officials, units

routes = Router()


@routes.simple_command("/giaoban", require=Action.BRIEFING, menu=7)
async def show(context: UpdateContext) -> list[Reply]:
    """What is new since the last briefing, now."""
    await context.authorise(Action.BRIEFING, Target(context.me.unit_id))
    tree = await context.tree()
    root = tree.upwards(context.me.unit_id)[-1].id
    page = await page_of(context.tx, root, await span_until(context.tx, root, context.now))
    if page is None:
        raise Refusal("unit.no_cycle")
    return [_say(page, context.me, tree, 0)]


@routes.composer("digest.briefing")
async def before(tx: Tx, message: OutboxMessage, _now: datetime) -> MessageContent | None:
    """The message before a briefing; None while there is nothing to speak of."""
    briefing = await briefings.find(tx, message.facts["briefing"])
    if briefing is None or message.official_id is None:
        return None
    span = briefing.since, briefing.taken_at
    page = await page_of(tx, briefing.root_unit_id, span)
    reader = await officials.get(tx, message.official_id)
    if page is None:
        return None
    return MessageContent((_say(page, reader, await units.tree(tx), briefing.id),), ())


def _say(page: Page, reader: Official, tree: Tree, briefing_id: int) -> Reply:
    word = Choice("choice.briefing_docx", str(ButtonAction("briefing", briefing_id)))
    return Reply("briefing.page", page_facts(page, reader, tree), (word,))


def page_facts(page: Page, reader: Official, tree: Tree) -> dict[str, Any]:
    """Repeated lateness is told to those alone who may know of it."""
    told = sees_lateness(reader, tree)
    return {
        **facts_of_page(page, lateness=told),
        "position": reader.position,
        "leader": reader.holds(*LEADERS),
    }


def facts_of_page(page: Page, *, lateness: bool) -> dict[str, Any]:
    made = page.summary
    return {
        **facts_of(made),
        **news_facts(page.news),
        "repeated": repeated_facts(page.repeated) if lateness else [],
        "unit_count": len(made.units),
        "on_time_units": sum(unit.reported_on_time for unit in made.units),
        "waiting": ", ".join(unit.name for unit in made.units if unit.missing),
    }


@routes.id_button("briefing", require=Action.BRIEFING)
async def bring(context: UpdateContext, briefing_id: int) -> list[Reply]:
    """The same page as a Word file; of this very moment where no briefing is named."""
    await context.authorise(Action.BRIEFING, Target(context.me.unit_id))
    tree = await context.tree()
    root = tree.upwards(context.me.unit_id)[-1].id
    found = await briefings.find(context.tx, briefing_id) if briefing_id else None
    if briefing_id and (found is None or found.root_unit_id != root):
        raise Refusal("help.too_old")
    now_span = await span_until(context.tx, root, context.now)
    since, until = (found.since, found.taken_at) if found else now_span
    wanted = {
        "form": "briefing",
        "root": root,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "lateness": sees_lateness(context.me, tree),
    }
    return [Reply("briefing.docx", {"file": wanted, "until_at": until.isoformat()})]
