"""The hard month that is shipped with the product, lived through to its end."""

import pytest

from domain.calendar.periods import Period
from domain.reporting.policy import Policy
from nhacviec.onboarding.importing import DEMO_DATA
from nhacviec.simulation.behaviour import Behaviour
from nhacviec.simulation.simulate import Setting, live_through, prepared

FILE = DEMO_DATA / "benchmark_month.toml"
HAPPENED = {
    "SELECT count(*) FROM absences": 6,
    "SELECT count(*) FROM extensions WHERE state = 'granted'": 1,
    "SELECT count(*) FROM extensions WHERE state = 'refused'": 1,
    "SELECT count(*) FROM returns": 2,
    "SELECT count(*) FROM objections": 1,
    "SELECT count(*) FROM duties WHERE late": 5,
    "SELECT count(*) FROM outbox_messages "
    "WHERE state IN ('uncertain', 'sending', 'queued', 'retry')": 0,
}
TOLD = (
    ("2026-04-18T08:30", "reminder", "official"),  # a Saturday that is worked
    ("2026-04-23T14:00", "notice", "head"),
    ("2026-04-28T08:30", "escalation", "head"),  # the Monday was a day off
    ("2026-04-29T08:30", "escalation", "office"),
    ("2026-05-04T08:30", "escalation", "deputy_director"),  # after 30 April and 1 May
)


@pytest.mark.timeout(900)  # two months of a whole department on a loaded machine
async def test_the_hard_month_breaks_no_promise() -> None:
    setting = Setting(Period(2026, 4), DEMO_DATA, Behaviour.load(FILE), Policy())
    async with prepared(setting) as simulation:
        lived = await live_through(simulation, setting)
        async with simulation.service.db.read() as tx:
            counted = {q: (await tx.exec_driver_sql(q)).scalar_one() for q in HAPPENED}
        assert simulation.phones.crashes == []
    assert counted == HAPPENED
    broken = {name: n for name, n in lived.score.as_json().items() if name != "messages" and n}
    assert broken == {}
    said = {(each["at"][:16], each["kind"], each["to_role"]) for each in lived.messages}
    assert set(TOLD) <= said
    of_headless = [m for m in lived.messages if m["to_role"] == "office" and m["rung"] == 5]
    assert any("MAU-01@P_QLNL" in each["duties"] for each in of_headless)
