"""What goes out when, days off and made up for, the ladder, and what a change of it would mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from starlette.responses import Response

from actions.acting import Acting
from actions.office import ladder as deeds
from actions.office.ladder import LadderDraft
from actions.outcomes import Changed, Done
from domain.calendar.periods import Period
from domain.calendar.work_calendar import ONE_DAY, CalendarDay, WorkCalendar, local_day
from domain.ladder.effect import Effect, applied, effect
from domain.messaging.messages import Refusal
from domain.people.permissions import Action, Target, may
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Policy, Step
from storage.engine.database import Tx
from storage.people import units
from storage.plans import calendar, ladder
from storage.plans.ladder import Version
from storage.reports import cycles
from web import periods
from web.acting import answered
from web.pages.calendar.drafts import Fields
from web.request import BoardRequest, NotThere
from web.routing import BoardRouter

routes = BoardRouter()
routes.section("calendar", "/lich", icon="lich", place=70, require=Action.VIEW_UNIT)

MOST_DAYS = 40
MOST_VERSIONS = 10


@routes.get("/lich", require=Action.VIEW_UNIT)
async def show(request: BoardRequest) -> Response:
    async with request.board.db.read() as tx:
        facts = await _facts(tx, request)
        chosen = _version(request, facts["versions"])
    facts["draft"] = Fields.from_policy(chosen.policy if chosen else facts["policy"])
    return request.page("pages/calendar/page.html", facts)


def _version(request: BoardRequest, known: list[Version]) -> Version | None:
    """An earlier version whose steps are laid into the form again."""
    return next((each for each in known if str(each.number) == request.query("ban")), None)


@routes.get("/lich/thu", require=Action.SET_LADDER)
async def rehearse(request: BoardRequest) -> Response:
    """The same page with what the draft in the address would mean; nothing is written."""
    draft = Fields.of(request.http.query_params)
    async with request.board.db.read() as tx:
        facts = await _facts(tx, request) | {"draft": draft}
        try:
            facts["effect"] = await _effect(tx, request, draft, facts["policy"])
            facts["mark"] = draft.mark(facts["basis"])
        except Refusal as refused:
            facts["wrong"] = refused
    return request.page("pages/calendar/page.html", facts)


async def _effect(tx: Tx, request: BoardRequest, draft: Fields, now: Policy) -> Effect:
    root = await periods.root(tx, request)
    wanted = draft.policy(now)
    deeds.refuse_flawed(wanted)
    period = await deeds.first_period(tx, root.id, request.now)
    readers = await ladder.readers(tx, root.id, request.now)
    return effect(period, now, wanted, await calendar.get(tx), readers)


@routes.post("/lich/luu", require=Action.SET_LADDER)
async def save(request: BoardRequest) -> Response:
    """Save exactly the draft whose effect was looked at."""
    form = await request.form()
    draft, given = Fields.of(form), await request.said("basis", 9)
    basis = int(given) if given.isdecimal() else -1
    usual = request.board.policy

    async def deed(acting: Acting) -> Done | Changed:
        if draft.mark(basis) != await request.said("mark", 64):
            raise Refusal("ladder.not_looked_at")
        request.refuse_stale()
        root = await periods.root(acting.tx, request)
        now = await ladder.policy_of(acting.tx, root.id, usual)
        made = LadderDraft(draft.policy(now), basis, usual)
        return await deeds.save(acting, root.id, made)

    return await answered(request, "thang-nhac", deed)


async def _facts(tx: Tx, request: BoardRequest) -> dict[str, Any]:
    root, tree = await periods.root(tx, request), await units.tree(tx)
    month, days = _month(request), await calendar.days(tx)
    known = await ladder.versions(tx, root.id)
    policy = applied(request.board.policy, known[0].policy if known else None)
    near = [await cycles.find(tx, root.id, month.shifted(step)) for step in (-1, 0, 1)]
    today = local_day(request.now)
    return {
        "section": "calendar",
        "month": month,
        "weeks": weeks(month, today, days, [each for each in near if each]),
        "cycle": near[1] or await periods.newest(tx, request),
        "days_off": _coming(days, today),
        "unknown_year": _unknown_year(days, today),
        "policy": policy,
        "first": await deeds.first_period(tx, root.id, request.now),
        "basis": known[0].number if known else 0,
        "versions": known[:MOST_VERSIONS],
        "edits": may(request.me, Action.SET_LADDER, Target(request.me.unit_id), tree),
        "calendar": WorkCalendar.of(days),
        "effect": None,
        "wrong": None,
        "key": request.board.new_token(),
    }


def _month(request: BoardRequest) -> Period:
    asked = request.query("thang")
    try:
        return Period.parse(asked) if asked else Period.containing(local_day(request.now))
    except Refusal:
        raise NotThere from None


def _coming(days: list[Any], today: date) -> list[Any]:
    return [each for each in days if each.day >= today][:MOST_DAYS]


def _unknown_year(days: list[Any], today: date) -> int | None:
    """The next year of whose days off nothing is known yet, from October on."""
    known = {each.day.year for each in days}
    wanted = today.year + (today.month >= 10)
    return None if wanted in known else wanted


@dataclass(frozen=True, slots=True)
class DayEvent:
    """`kind`: step, due, late or closes. `at`: of a day that ends, its last moment."""

    at: datetime
    kind: str
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class ShownDay:
    """`name`: of a day off or made up for. `shifted`: the report day that is no working day."""

    day: date
    inside: bool
    working: bool
    today: bool
    name: str
    shifted: bool
    events: tuple[DayEvent, ...]

    @property
    def due(self) -> bool:
        return any(each.kind == "due" for each in self.events)


def weeks(
    period: Period, today: date, known: Sequence[CalendarDay], near: Sequence[Cycle]
) -> list[list[ShownDay]]:
    """Whole weeks from Monday on, with days of the months beside it."""
    first = period.day(1)
    day = first - timedelta(days=first.weekday())
    after = period.shifted(1).day(1)
    calendar, names = WorkCalendar.of(list(known)), {each.day: each.name for each in known}
    events = _by_day(near)
    shifted = {each.period.day(each.policy.due_day) for each in near} - {
        each.due_day for each in near
    }
    found: list[list[ShownDay]] = []
    while day < after:
        found.append([])
        for _ in range(7):
            inside, events_here = Period.containing(day) == period, tuple(events.get(day, ()))
            working, name = calendar.is_working(day), names.get(day, "")
            found[-1].append(
                ShownDay(day, inside, working, day == today, name, day in shifted, events_here)
            )
            day += ONE_DAY
    return found


def _by_day(near: Iterable[Cycle]) -> Mapping[date, list[DayEvent]]:
    days: dict[date, list[DayEvent]] = {}
    for each in sorted((e for cycle in near for e in _events(cycle)), key=lambda e: e.at):
        days.setdefault(local_day(each.at), []).append(each)
    return days


def _events(cycle: Cycle) -> list[DayEvent]:
    moment = timedelta(seconds=1)
    found = [DayEvent(step.at, "step", step) for step in cycle.steps]
    found.append(DayEvent(cycle.due_at, "due"))
    if cycle.late_after != cycle.due_at:
        found.append(DayEvent(cycle.late_after - moment, "late"))
    return [*found, DayEvent(cycle.closes_at - moment, "closes")]
