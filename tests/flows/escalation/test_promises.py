"""The promises, over random months, behaviours and outages."""

import os
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from documents.readers.calendar import read_calendar
from domain.calendar.periods import Period
from domain.calendar.work_calendar import WorkCalendar, local
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Policy
from nhacviec.onboarding.importing import DEMO_DATA
from nhacviec.simulation.behaviour import Behaviour, Outage
from nhacviec.simulation.result import Simulated
from nhacviec.simulation.simulate import Setting, begun, live_through
from storage.engine.database import open_database
from storage.people import open_items, units
from storage.plans import calendar
from storage.reports import cycles, duties
from tests import department
from tests.flows.world import sqlite_url

MONTHS = st.builds(Period, st.sampled_from([2025, 2026, 2027]), st.integers(1, 12))
LIVED = int(os.environ.get("MONTHS_LIVED", "12"))  # the nightly lives through more
CODES = [line.code for line in department.OFFICIALS]


@st.composite
def outages(draw: st.DrawFn, month: Period) -> Outage:
    start = datetime(month.year, month.month, 14, tzinfo=UTC)
    begin = start + timedelta(hours=draw(st.integers(0, 24 * 22)))
    end = begin + timedelta(hours=draw(st.integers(1, 24 * 6)))
    return Outage.model_validate({"from": begin, "to": end})


@st.composite
def lives(draw: st.DrawFn) -> Setting:
    month = draw(MONTHS)
    behaviour = Behaviour(
        default=draw(st.sampled_from(["silent", "prompt", "mixed"])),
        unlinked=draw(st.lists(st.sampled_from(CODES), unique=True, max_size=4)),
        outage=draw(st.lists(outages(month), max_size=2)),
    )
    return Setting(month, DEMO_DATA, behaviour, Policy(), draw(st.integers(1, 1000)))


async def _live(setting: Setting) -> tuple[Simulated, Cycle, list[str], WorkCalendar]:
    """The simulated month, its cycle, the duties nobody is asked for, and the calendar."""
    with tempfile.TemporaryDirectory() as folder:
        db = await open_database(sqlite_url(Path(folder)), durable=False)
        start = datetime(setting.month.year, setting.month.month, 1, tzinfo=UTC)
        await department.found(db, start)
        async with db.begin() as tx:
            await calendar.save(tx, read_calendar(DEMO_DATA / "calendar_days.csv").lines)
        lived = await live_through(await begun(db, setting), setting)
        async with db.read() as tx:
            root = (await units.tree(tx)).by_code["LD"].id
            cycle = await cycles.find(tx, root, setting.month)
            assert cycle is not None
            everything = await duties.of_cycle(tx, cycle.id)
            waiting = {item.facts["task"] for item in await open_items.all_open(tx)}
            working_days = await calendar.get(tx)
        await db.close()
    orphans = [d.task_code for d in everything if not d.owner_id and d.task_code not in waiting]
    return lived, cycle, orphans, working_days


@settings(
    max_examples=LIVED,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # shrinking lives through hundreds of months
    suppress_health_check=[HealthCheck.too_slow],
)
@given(setting=lives())
async def test_every_month_keeps_the_promises(setting: Setting) -> None:
    lived, cycle, orphans, working_days = await _live(setting)
    assert orphans == []
    assert lived.score.duplicate_messages == 0
    assert lived.score.outside_window == 0
    assert lived.score.reminders_after_answer == 0
    unasked = [line for line in lived.messages if line["kind"] not in ("answer", "registration")]
    assert len({line["key"] for line in lived.messages}) == len(lived.messages)
    per_day = Counter((line["to"], line["at"][:10]) for line in unasked)
    assert all(count <= 2 for count in per_day.values()), per_day
    _each_returns_to_one_message(setting, unasked, cycle, working_days)


def _each_returns_to_one_message(
    setting: Setting,
    unasked: list[dict[str, object]],
    cycle: Cycle,
    working_days: WorkCalendar,
) -> None:
    """Within two hours after an outage nobody gets more than one message."""
    for outage in setting.behaviour.outage:
        leaves_at = cycle.policy.window.next_open(outage.end, working_days)
        span = local(leaves_at).isoformat(), local(leaves_at + timedelta(minutes=90)).isoformat()
        after = [line for line in unasked if span[0] <= str(line["at"]) < span[1]]
        twice = [who for who, n in Counter(line["to"] for line in after).items() if n > 1]
        assert twice == []


async def test_silence_alone_reaches_the_deputy_director_every_month() -> None:
    for year, month in ((2025, 1), (2025, 10), (2026, 4), (2027, 12)):
        setting = Setting(Period(year, month), DEMO_DATA, Behaviour(default="silent"), Policy())
        lived, *_ = await _live(setting)
        roles = [line["to_role"] for line in lived.messages if line["kind"] == "escalation"]
        assert roles == ["head", "head", "office", "office", "deputy_director"]


async def test_whoever_answers_promptly_is_never_escalated() -> None:
    setting = Setting(Period(2025, 10), DEMO_DATA, Behaviour(default="prompt"), Policy())
    lived, *_ = await _live(setting)
    assert {line["kind"] for line in lived.messages} == {"reminder", "answer"}
    assert lived.summary.totals.missing == 0


async def test_the_same_input_gives_the_same_output() -> None:
    setting = Setting(Period(2025, 10), DEMO_DATA, Behaviour(default="mixed"), Policy(), seed=7)
    first, *_ = await _live(setting)
    second, *_ = await _live(setting)
    assert first.messages == second.messages
    assert first.as_json() == second.as_json()
