"""What a person asks about himself: duties, history, help, language."""

from collections.abc import Sequence
from typing import Any

from bot.delivery import page_links
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from bot.rendering.catalogue import LANGUAGES
from bot.rendering.duty_lists import (
    MOST_LISTED,
    duty_choice,
    duty_choices,
    instead_of,
    own_time_facts,
)
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.people.access import Entrance
from domain.people.officials import HEADS, LEADERS, Role
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from storage.people import officials
from storage.reports import cycles, duties, reports

routes = Router()


@routes.simple_command("/nhiemvu", require=Entrance.MEMBER, menu=3)
async def show_first(context: UpdateContext) -> list[Reply]:
    return await show(context, 0)


@routes.id_button("mine", require=Entrance.MEMBER)
async def show(context: UpdateContext, page: int) -> list[Reply]:
    """The duties of the newest period, answered or not, each to be chosen by its number."""
    root = (await context.tree()).upwards(context.me.unit_id)[-1]
    cycle = await cycles.newest(context.tx, root.id)
    mine = await duties.of_owner(context.tx, context.me.answers_for, cycle.id) if cycle else []
    if not mine or cycle is None:
        return [Reply("mine.none")]
    skipped = page * MOST_LISTED if page * MOST_LISTED < len(mine) else 0
    here = mine[skipped : skipped + MOST_LISTED]
    last = skipped + len(here)
    facts = {
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "answered": sum(not duty.open for duty in mine),
        "total": len(mine),
        "first": skipped + 1,
        "last": last,
        "duties": await _lines(context, here, cycle),
    }
    choices = [duty_choice(duty) for duty in here]
    if left := len(mine) - last:
        onward = str(ButtonAction("mine", skipped // MOST_LISTED + 1))
        choices.append(Choice("choice.next_page", onward, {"left": left}))
    return [Reply("mine.list", facts, tuple(choices), in_place=True)]


async def _lines(
    context: UpdateContext, here: Sequence[Duty], cycle: Cycle
) -> list[dict[str, Any]]:
    roster = await officials.roster(context.tx, context.now)
    return [
        {
            "code": duty.task_code,
            "title": duty.title,
            "status": duty.answer.status.value if duty.answer else None,
            "percent": duty.answer.percent if duty.answer else None,
            "instead_of": instead_of(duty, context.me, roster),
            **own_time_facts(duty, cycle, cycle.due_day),
        }
        for duty in here
    ]


@routes.id_button("owed", require=Entrance.MEMBER)
async def show_owed(context: UpdateContext, after: int) -> list[Reply]:
    """What is still owed and comes after this duty in the list; from the start where none does."""
    owed = await duties.owed_by(context.tx, context.me.answers_for, context.acted_at)
    last = await duties.find(context.tx, after)
    rest = [each for each in owed if last and _place(each) > _place(last)] or owed
    if not rest:
        return [Reply("mine.none")]
    lines = [{"code": each.task_code, "title": each.title} for each in rest]
    cycle = await cycles.get(context.tx, rest[0].cycle_id)
    facts = {"total": len(owed), "duties": lines}
    return [Reply("mine.owed", facts, duty_choices(rest, cycle))]


def _place(duty: Duty) -> tuple[int, str, int]:
    """Where a duty stands among all that is owed."""
    return duty.cycle_id, duty.task_code, duty.unit_id


async def history(context: UpdateContext) -> list[Reply]:
    """The newest versions of answers to this person's duties, and who gave them."""
    past = await reports.history(context.tx, context.me.id)
    if not past:
        return [Reply("mine.no_history")]
    roster = await officials.roster(context.tx, context.now)
    items = []
    for each in past:
        author = roster.get(each.author_id)
        other = author.name if author and author.id != context.me.id else ""
        items.append(
            {
                "at": each.received_at.isoformat(),
                "code": each.task_code,
                "status": each.status,
                "returned": each.returned,
                "percent": each.percent,
                "late": each.late,
                "by": other,
            }
        )
    return [Reply("mine.history", {"items": items})]


def help_text(context: UpdateContext) -> Reply:
    """The short help for what this person may do."""
    if context.official is None:
        return Reply("help.stranger")
    facts = {
        "head": context.official.holds(*HEADS),
        "office": context.official.holds(Role.OFFICE),
        "leader": context.official.holds(*LEADERS),
    }
    return Reply("help.official", facts)


@routes.simple_command("/trangweb", require=Entrance.MEMBER, menu=21)
async def web_link(context: UpdateContext) -> list[Reply]:
    """A personal page for what this chat cannot do."""
    await context.record("invitation.issue", context.me.subject, channel=context.chat.channel)
    return [await page_links.issue(context.tx, context.me.id, context.dependencies, context.now)]


def ask_language() -> Reply:
    choices = (
        Choice("choice.vietnamese", str(ButtonAction("lang", 0))),
        Choice("choice.english", str(ButtonAction("lang", 1))),
    )
    return Reply("help.language", {}, choices)


@routes.id_button("lang", require=Entrance.MEMBER)
async def set_language(context: UpdateContext, number: int) -> list[Reply]:
    language = LANGUAGES[number] if number < len(LANGUAGES) else LANGUAGES[0]
    await officials.set_language(context.tx, context.me.id, language)
    return [Reply("help.language_set")]


@routes.simple_command("/trogiup", "/help", require=Entrance.ANYBODY, menu=26)
async def show_help(context: UpdateContext) -> list[Reply]:
    return [help_text(context)]


@routes.simple_command("/ngonngu", require=Entrance.MEMBER, menu=27)
async def choose_language(_context: UpdateContext) -> list[Reply]:
    return [ask_language()]
