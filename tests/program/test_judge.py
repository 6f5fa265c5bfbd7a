"""The judge of a lived period finds what is wrong: each promise is broken once on purpose."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.calendar.periods import Period
from domain.messaging.outbox import Kind
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Policy
from nhacviec.onboarding.importing import DEMO_DATA
from nhacviec.simulation.behaviour import Behaviour
from nhacviec.simulation.invariants import Judge
from nhacviec.simulation.simulate import Setting, begun, live_through
from storage.engine.database import Database, open_database
from storage.messaging import message_log
from storage.messaging.message_log import SentLetter
from storage.people import units
from storage.reports import cycles
from tests import department
from tests.flows.world import at, sqlite_url

SETTING = Setting(Period(2025, 10), DEMO_DATA, Behaviour(default="silent"), Policy())


@pytest.fixture
async def silent(tmp_path: Path) -> AsyncIterator[Database]:
    """A month in which nobody answered."""
    db = await open_database(sqlite_url(tmp_path), durable=False)
    await department.found(db, at("2025-10-01 00:00"))
    await live_through(await begun(db, SETTING), SETTING)
    yield db
    await db.close()


async def judged(db: Database) -> tuple[Judge, list[SentLetter], Cycle]:
    async with db.read() as tx:
        root = (await units.tree(tx)).by_code["LD"].id
        cycle = await cycles.find(tx, root, SETTING.month)
        assert cycle is not None
        sent = await message_log.sent(tx)
        return await Judge.of(tx, sent, cycle), sent, cycle


async def test_a_month_as_it_should_be_is_found_whole(silent: Database) -> None:
    judge, sent, _ = await judged(silent)
    assert (judge.wrong_recipients(sent), judge.missed_escalations(sent), judge.gaps()) == (0, 0, 0)


async def test_an_escalation_that_was_never_sent_is_missed(silent: Database) -> None:
    judge, sent, _ = await judged(silent)
    heads = [each for each in sent if each.kind is Kind.ESCALATION and each.rung == 5]
    without = [each for each in sent if each not in heads]
    assert judge.missed_escalations(without) == sum(len(each.duties) for each in heads) > 0


async def test_a_message_to_somebody_else_is_found(silent: Database) -> None:
    judge, sent, _ = await judged(silent)
    first = next(each for each in sent if each.rung == 0)
    astray = replace(first, official_id=1)
    assert judge.wrong_recipients([astray]) == len(first.duties)


async def test_a_gap_in_the_owners_of_a_duty_is_found(silent: Database) -> None:
    async with silent.begin() as tx:
        await tx.exec_driver_sql("DELETE FROM duty_owners WHERE duty_id = 1")
    judge, _, _ = await judged(silent)
    assert judge.gaps() == 1
