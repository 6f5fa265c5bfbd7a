"""The page for a briefing: sent before each one, on demand, and as a Word file."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.delivery.content import MessageContent
from bot.features.summaries.template_data import facts_of
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.messaging.outbox import OutboxMessage
from domain.people.department_names import UNNAMED, DepartmentNames
from domain.people.officials import LEADERS, Official
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.summaries.briefing import (
    FIRST_SPAN,
    News,
    Repeated,
    compare,
    news_facts,
    repeated,
    repeated_facts,
)
from domain.summaries.summary import Summary, summarise
from storage.engine.database import Tx
from storage.office import briefings
from storage.people import department_names, officials, units
from storage.reports import acceptances, cycles, sign_offs

routes = Router()

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Page:
    """Where the newest period stands, what is new, and who was late again and again."""

    summary: Summary
    news: News
    repeated: tuple[Repeated, ...]
    names: DepartmentNames = UNNAMED


async def page_of(tx: Tx, root_unit_id: int, span: Span) -> Page | None:
    """The page as it is at the end of a span; None before the first period has opened."""
    cycle = await cycles.newest(tx, root_unit_id)
    if cycle is None:
        return None
    since, until = span
    found = await briefings.histories(tx, root_unit_id, since, until)
    of_cycle = await briefings.histories(tx, root_unit_id, cycle.opens_at, until)
    lines = [each.at(until) for each in of_cycle if each.period == cycle.period]
    often = repeated(await briefings.year(tx, root_unit_id, until), until)
    claims = await acceptances.at(tx, cycle.id, until)
    lines = [replace(it, acceptance=claims.get((it.unit_code, it.task_code))) for it in lines]
    confirmed = await sign_offs.of_units(tx, cycle.id, until)
    names = await department_names.get(tx, root_unit_id)
    whole = summarise(lines, cycle, until, confirmed)
    return Page(whole, compare(found, since, until), often, names)


async def span_until(tx: Tx, root_unit_id: int, now: datetime) -> Span:
    """From the last briefing until now."""
    return await briefings.last(tx, root_unit_id, before=now) or now - FIRST_SPAN, now


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


def sees_lateness(reader: Official, tree: Tree) -> bool:
    return may(reader, Action.VIEW_LATENESS, Target(reader.unit_id), tree)


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
