"""Digests: what one step of the ladder says to one person, read again at the moment of sending."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, assert_never

from bot.delivery.content import MessageContent
from bot.features.escalation.overview import overview, whole_list
from bot.features.reminders import readdress
from bot.inbound.routing import Router
from bot.rendering.duty_lists import duty_choices, duty_facts, is_to_give, list_of
from domain.calendar.work_calendar import WorkCalendar, local_day
from domain.extensions.individual_deadlines import due_at_of
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Facts, Reply
from domain.messaging.outbox import OutboxMessage
from domain.people.officials import Official
from domain.people.units import Tree
from domain.reporting.cycles import Cycle, placed
from domain.reporting.duties import Duty
from domain.reporting.policy import Audience, Step
from domain.reporting.recipients import Roster, gives_way, rule_of, told, units_told
from domain.text.snooze_text import next_morning, this_afternoon
from storage.engine.database import Tx
from storage.messaging import outbox, undelivered_reasons
from storage.people import officials, units
from storage.plans import calendar
from storage.reports import cycles, duties, extensions, issues
from storage.reports.duties import Silence

routes = Router()


@dataclass(frozen=True, slots=True)
class DigestContext:
    """One step of one period, facing one person, for the duties due on `due` or with the period.

    `cycle` is the period as it runs for them. `issues`, `extensions`: how many difficulties and
    requests for time wait; `reasons`: why no message reached somebody, by official.
    """

    message: OutboxMessage
    receiver: Official
    period: Cycle
    due: date | None
    cycle: Cycle
    step: Step
    calendar: WorkCalendar
    roster: Roster
    tree: Tree
    now: datetime
    issues: int = 0
    extensions: int = 0
    reasons: Mapping[int, str] = field(default_factory=dict)


async def step(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """The digest of a step; None when all of it is answered, or the next step says it soon.

    Steps of several courses make one message: to whoever owes something one part that names all
    of it, to others a part for each course.
    """
    cycle, working_days = await cycles.get(tx, message.routing.period_id), await calendar.get(tx)
    roster, tree = await officials.roster(tx, now), await units.tree(tx)
    places = _places(message, cycle, working_days)
    steps = {due: the_step for due, _, the_step in places}
    await readdress.pass_on(tx, message, steps, roster, now)
    receiver = roster.get(message.official_id)
    if receiver is None:
        return None
    made = []
    for due, here, the_step in places:
        facing = DigestContext(
            message, receiver, cycle, due, here, the_step, working_days, roster, tree, now
        )
        made.append(await _digest(tx, facing))
        if the_step.audience is Audience.OWNER and made[-1]:
            break
    return _together([each for each in made if each])


def _places(
    message: OutboxMessage, cycle: Cycle, calendar: WorkCalendar
) -> list[tuple[date | None, Cycle, Step]]:
    """The steps that a message names, each with its own due day and the period as it runs then."""
    found: list[tuple[date | None, Cycle, Step]] = []
    for wanted in message.routing.steps:
        here = placed(cycle, wanted.due, calendar)
        found += [(wanted.due, here, each) for each in here.steps if each.rung == wanted.rung]
    return found


async def _digest(tx: Tx, facing: DigestContext) -> MessageContent | None:
    found = await readdress.only_news(tx, facing.message, await _open_duties(tx, facing))
    if facing.step.audience is not Audience.OWNER:
        facing = replace(facing, reasons=await unreached(tx, found, facing.period))
    if facing.step.audience is Audience.DEPUTY_DIRECTOR:
        below = facing.tree.subtree(facing.period.root_unit_id)
        waiting = len(await extensions.all_open(tx, below))
        known = await issues.count_open(tx, below)
        facing = replace(facing, issues=known, extensions=waiting)
    return _compose(facing, found)


def _together(digests: Sequence[MessageContent]) -> MessageContent | None:
    """Parts of one message; what can be done about all of them is offered once, at its end."""
    if not digests:
        return None
    parts = [part for each in digests for part in each.parts]
    bare = [replace(part, choices=()) for part in parts[:-1]] if len(digests) > 1 else parts[:-1]
    return MessageContent(
        (*bare, parts[-1]), tuple(duty for each in digests for duty in each.duties)
    )


async def unreached(tx: Tx, found: Sequence[Duty], cycle: Cycle) -> dict[int, str]:
    """Why no message has reached the owners of these duties, by official."""
    people = {duty.owner_id for duty in found if duty.owner_id and duty.reached_at is None}
    return await undelivered_reasons.reasons(tx, people, cycle.opens_at)


async def _open_duties(tx: Tx, facing: DigestContext) -> list[Duty]:
    """What the step may speak of; an owner is spared the duties of everybody else.

    To whoever owes something of this course, everything owed; to others, what is of this course.
    Duties that nobody is asked for are told to the Office once, and stay its open items.
    """
    roster, reader = facing.roster, facing.receiver
    whose = {reader.id, *roster.away} if facing.step.audience is Audience.OWNER else None
    if whose and reader.id in roster.linked:
        owed = await duties.owed_by(tx, whose, facing.now)
        known = await _known_to_be_vacant(tx, facing, owed)
        here = [d for d in owed if d.cycle_id == facing.cycle.id and d.id not in known]
        mine = [d for d in here if reader in told(facing.step, d, roster).officials]
        return mine if any(duty.time.due_day == facing.due for duty in mine) else []
    of_nobody = reader in roster.offices()  # they are told of what nobody owns
    found = await duties.unanswered(
        tx,
        Silence(
            facing.cycle.id,
            facing.step.rung,
            facing.now,
            units_told(facing.step.audience, reader, roster),
            None if of_nobody else whose,
        ),
    )
    return [duty for duty in found if duty.time.due_day == facing.due]


async def _known_to_be_vacant(
    tx: Tx, facing: DigestContext, mine: Sequence[Duty]
) -> Collection[int]:
    if all(facing.roster.asked(duty) for duty in mine):
        return ()
    known = await outbox.told_of(tx, facing.receiver.id, facing.cycle.opens_at, facing.message.id)
    return known & {duty.id for duty in mine if facing.roster.asked(duty) is None}


def _compose(facing: DigestContext, open_duties: Sequence[Duty]) -> MessageContent | None:
    mine: list[Duty] = []
    vacant: list[Duty] = []
    for duty in open_duties:
        receivers = told(facing.step, duty, facing.roster)
        if any(each.id == facing.receiver.id for each in receivers.officials):
            (vacant if receivers.vacant else mine).append(duty)
    if not mine and not vacant:
        return None
    everything = [*mine, *vacant]
    if gives_way(facing.step, everything, facing.receiver, facing.cycle, facing.roster, facing.now):
        return None
    parts = [_part(facing, mine)] if mine else []
    if vacant:
        parts.append(_vacant(facing, vacant))
    return MessageContent(tuple(parts), (*mine, *vacant))


def _part(facing: DigestContext, mine: Sequence[Duty]) -> Reply:
    match facing.step.audience:
        case Audience.OWNER:
            return _owner(facing, mine)
        case Audience.HEAD:
            return _head(facing, mine)
        case Audience.OFFICE:
            return _office(facing, mine)
        case Audience.DEPUTY_DIRECTOR:
            return _deputy(facing, mine)
        case _:
            assert_never(facing.step.audience)


def _again(facing: DigestContext) -> bool:
    """Whether owners were asked earlier on the same day."""
    step = facing.step
    return any(
        each.audience is step.audience
        and local_day(each.at) == local_day(step.at)
        and each.at < step.at
        for each in facing.period.steps
    )


def _moved_from(facing: DigestContext) -> str:
    """The day of the month on which reports would be due, had it been a working day."""
    usual = facing.period.period.day(facing.period.policy.due_day)
    return "" if facing.calendar.is_working(usual) else usual.isoformat()


def _listed(facing: DigestContext, mine: Sequence[Duty], said: date) -> list[dict[str, Any]]:
    """The duties; a task whose own deadline has passed is marked."""
    today = local_day(facing.now)
    facts = duty_facts(mine, facing.receiver, facing.roster, facing.period, said)
    late = [bool(duty.deadline and duty.deadline < today) for duty in mine]
    return [{**each, "overdue": passed} for each, passed in zip(facts, late, strict=True)]


def _owner(facing: DigestContext, mine: Sequence[Duty]) -> Reply:
    dues = sorted(due_at_of(duty, facing.period, facing.calendar) for duty in mine)
    due = next((each for each in dues if each >= facing.now), dues[-1])
    facts = {
        **_facts(facing),
        "due_at": due.isoformat(),
        "today": local_day(due) == local_day(facing.now),
        "again": _again(facing),
        "moved_from": _moved_from(facing),
        "overdue": facing.now > due,
        "first": facing.step.rung == 0 and facing.due is None,
        "repeated": facing.message.facts.get("repeated", False),
        "duties": _listed(facing, mine, local_day(due)),
    }
    snoozing = snooze_choices(facing.cycle, facing.now, dues[-1], facing.calendar)
    more = (*_to_give(facing, mine), *snoozing)
    return Reply(_key(facing), facts, duty_choices(mine, facing.cycle, more))


def snooze_choices(
    cycle: Cycle, now: datetime, last_due: datetime, calendar: WorkCalendar
) -> tuple[Choice, ...]:
    """Later today, or tomorrow morning, as long as that is before the due time."""
    times = {
        "choice.snooze_afternoon": this_afternoon(now),
        "choice.snooze_morning": next_morning(now, calendar),
    }
    return tuple(
        Choice(key, str(ButtonAction("snooze", cycle.id, number)))
        for number, (key, at) in enumerate(times.items(), start=1)
        if now < at < last_due
    )


def _to_give(facing: DigestContext, mine: Sequence[Duty]) -> tuple[Choice, ...]:
    lacking = any(is_to_give(duty, facing.receiver, facing.roster) for duty in mine)
    hand = Choice("choice.hand_over", str(ButtonAction("handfrom", facing.message.id)))
    return (hand,) if lacking else ()


def _head(facing: DigestContext, mine: Sequence[Duty]) -> Reply:
    facts = _facts(facing) | _overview(facing, mine)
    unreached = any(list_of(duty, facing.roster) == "unreached" for duty in mine)
    choices = _actions(facing, facing.step.escalates, unreached)
    return Reply(_key(facing), facts, (*_whole_list(facing, facts), *choices))


def _actions(facing: DigestContext, escalates: bool, unreached: bool) -> tuple[Choice, ...]:
    outbox_id = facing.message.id
    choices = [
        Choice("choice.remind_now", str(ButtonAction("remind", outbox_id))),
        Choice("choice.on_behalf", str(ButtonAction("behalf", outbox_id))),
    ]
    if not escalates:
        choices.append(Choice("choice.extend", str(ButtonAction("extends", outbox_id))))
    if escalates:
        choices.insert(1, Choice("choice.acknowledge", str(ButtonAction("ack", outbox_id))))
    choices += _about_people(outbox_id)
    if unreached:
        choices.append(Choice("choice.invite_again", str(ButtonAction("invite", outbox_id))))
    return tuple(choices)


def _about_people(outbox_id: int) -> tuple[Choice, ...]:
    return (
        Choice("choice.hand_over", str(ButtonAction("handfrom", outbox_id))),
        Choice("choice.mark_absent", str(ButtonAction("absfrom", outbox_id))),
    )


def _office(facing: DigestContext, mine: Sequence[Duty]) -> Reply:
    outbox_id = facing.message.id
    remind = Choice("choice.remind_now", str(ButtonAction("remind", outbox_id)))
    behalf = Choice("choice.on_behalf", str(ButtonAction("behalf", outbox_id)))
    facts = _facts(facing) | _overview(facing, mine)
    more = _whole_list(facing, facts)
    choices = (*more, remind, behalf, *_about_people(outbox_id), _picture(facing))
    return Reply(_key(facing), facts, choices)


def _picture(facing: DigestContext) -> Choice:
    """The message's own button for the summary: it also tells the message from all others."""
    return Choice("choice.summary", str(ButtonAction("summary", facing.message.id)))


def _deputy(facing: DigestContext, mine: Sequence[Duty]) -> Reply:
    """Only what a leader decides is asked for; heads and the Office act on the rest."""
    facts = _facts(facing) | _overview(facing, mine)
    facts |= {"issues": facing.issues, "extensions": facing.extensions}
    waiting = (
        Choice("choice.open_issues", str(ButtonAction("issues")), {"count": facing.issues}),
        Choice(
            "choice.open_extensions", str(ButtonAction("requests")), {"count": facing.extensions}
        ),
    )
    decided = (each for each in waiting if each.facts["count"])
    return Reply(_key(facing), facts, (*decided, *_whole_list(facing, facts), _picture(facing)))


def _vacant(facing: DigestContext, vacant: Sequence[Duty]) -> Reply:
    facts = _facts(facing) | _overview(facing, vacant)
    return Reply("escalation.vacant", facts, (*_whole_list(facing, facts), _picture(facing)))


def _overview(facing: DigestContext, mine: Sequence[Duty]) -> dict[str, Any]:
    return overview(mine, facing.cycle, facing.tree, facing.roster, facing.reasons)


def _whole_list(facing: DigestContext, facts: Facts) -> tuple[Choice, ...]:
    return whole_list(facing.message.id, facts["count"], facts["left"])


def _key(facing: DigestContext) -> str:
    rule = rule_of(facing.step.audience)
    return rule.text_key if facing.step.escalates else rule.early_key


def _facts(facing: DigestContext) -> dict[str, Any]:
    return {
        "name": facing.receiver.name,
        "position": facing.receiver.position,
        "period": str(facing.cycle.period),
        "due_at": facing.cycle.due_at.isoformat(),
        "now_at": facing.now.isoformat(),
    }


@routes.composer("digest.asked")
async def asked(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """A reminder that somebody asked for: what the person still owes in that period."""
    roster = await officials.roster(tx, now)
    receiver = roster.get(message.official_id)
    if receiver is None:
        return None
    owed = await duties.owed_by(tx, {receiver.id, *roster.away}, now)
    here = [duty for duty in owed if duty.cycle_id == message.facts["cycle"]]
    mine = [duty for duty in here if roster.asked(duty) == receiver]
    if not mine:
        return None
    cycle = await cycles.get(tx, message.facts["cycle"])
    facts: Facts = {
        "name": receiver.name,
        "asker": message.facts["asker"],
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "duties": duty_facts(mine, receiver, roster, cycle, cycle.due_day),
    }
    return MessageContent((Reply("reminder.asked", facts, duty_choices(mine, cycle)),), tuple(mine))
