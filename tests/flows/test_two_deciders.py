"""Two people, or two processes, decide on the same thing at the same instant: one decision."""

import ast
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, select, text

from bot.channels.protocol import SendFailed
from bot.delivery.reconciliation import DeliveryReconciler
from bot.inbound.context import UpdateContext
from bot.inbound.dispatcher import decide
from bot.rendering.rendered import Rendered
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Chat, IncomingEvent, Reply
from domain.reporting.policy import Policy
from storage.audit import log as audit
from storage.engine.database import Tx, open_database
from storage.messaging import quarantine, rate_limits
from storage.people import officials
from storage.plans import import_changes
from storage.reports import cycles, issues, sign_offs
from storage.tables import DUTIES, OFFICIALS
from tests import templates
from tests.conftest import Postgres
from tests.flows.acceptance.test_acceptance import reports_done
from tests.flows.extensions.test_extension import asks
from tests.flows.imports.test_imports import annex, sends
from tests.flows.issues.test_issues import is_stuck
from tests.flows.sign_off.test_confirmations import answer_all, confirming
from tests.flows.world import CHANNEL, Messenger, World
from tests.packages import PACKAGES

PATIENCE_S = 30.0
HOUSE = Path(__file__).parents[2]


@pytest.fixture
async def world(postgres: Postgres, tmp_path: Path) -> AsyncIterator[World]:
    """A department on PostgreSQL, where two transactions do meet."""
    db = await open_database(postgres.new_database(), [templates.KEY])
    created = await World.create(db, tmp_path, Policy(acceptance=True))
    yield created
    await created.db.close()


@dataclass(frozen=True, slots=True)
class Race:
    """Who presses what first and second; what the second one reads, and what is on record.

    `nothing`: finds what the second one would have brought.
    """

    first: tuple[str, str]
    second: tuple[str, str]
    loser_reads: str
    actions: Sequence[str]
    nothing: Select[Any] | None = None


async def pressed(world: World, tx: Tx, who: str, tap: str) -> Sequence[Reply]:
    """What somebody reads in this transaction, which is not over yet."""
    return await decide(await context_of(world, tx, who, tap))


async def context_of(world: World, tx: Tx, who: str, tap: str) -> UpdateContext:
    """Somebody presses, whether or not he was offered this button."""
    person = await officials.find_by_code(tx, who)
    assert person is not None
    acting = await officials.acting(tx, person.id, world.clock())
    world.events += 1
    event = IncomingEvent(Chat(CHANNEL, who), f"race{world.events}", world.clock(), tap=tap)
    inbound = world.service.inbound
    with_all = inbound.catalogue, inbound.dependencies, inbound.routes
    return UpdateContext(tx, event, acting, world.clock(), *with_all)


async def run(world: World, race: Race) -> list[str]:
    """The second one reads before the first has committed; returns the keys of what both read."""

    async def second() -> Sequence[Reply]:
        async with world.db.begin() as tx:
            return await pressed(world, tx, *race.second)

    async with world.db.begin() as tx:
        says = await pressed(world, tx, *race.first)
        later = asyncio.create_task(second())
        await _waits_or_is_done(world, later)
    return [says[0].key, (await later)[0].key]


async def _waits_or_is_done(world: World, task: asyncio.Task[Any]) -> None:
    query = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with asyncio.timeout(PATIENCE_S):
        while not task.done():
            async with world.db.read() as tx:
                if (await tx.execute(query)).scalar():
                    return
            await asyncio.sleep(0.01)


async def extension(world: World) -> Race:
    minh = await world.phone("MINH")
    await minh.writes("/nhiemvu")
    await asks(minh, "31/10/2025")
    deny, grant = ButtonAction("deny", 1), ButtonAction("grant", 1)
    decided = ["extension.refused", "extension.granted"]
    moved = select(DUTIES.c.id).where(DUTIES.c.due_day.is_not(None))
    presses = ("MAI", str(deny)), ("CVP", str(grant))
    return Race(*presses, "extension.decided_before", decided, moved)


async def acceptance(world: World) -> Race:
    await reports_done(await world.phone("MINH"), "NV-3")
    accept = str(ButtonAction("accept", 1, 1))
    return Race(("MAI", accept), ("CVP", accept), "acceptance.decided_before", ["accept"])


async def acceptance_of_all(world: World) -> Race:
    await reports_done(await world.phone("MINH"), "NV-3")
    accept = str(ButtonAction("acceptall", 3, 1))
    return Race(("MAI", accept), ("CVP", accept), "acceptance.none", ["accept"])


async def confirmation(world: World) -> Race:
    await confirming(world)
    _, lan, minh = [await world.phone(code) for code in ("HAI", "LAN", "MINH")]
    await world.pass_time(minutes=1)
    await answer_all(lan, minh)
    async with world.db.read() as tx:
        cycle = await cycles.newest(tx, 1)
        assert cycle is not None
        [closing] = await sign_offs.of_cycle(tx, cycle.id)
    tap = str(ButtonAction("closeyes", closing.id, closing.newest))
    return Race(("HAI", tap), ("HAI", tap), "closing.confirmed_before", ["confirm_unit"])


async def issue_of_figures(world: World) -> Race:
    async with world.db.read() as tx:
        cycle = await cycles.newest(tx, 1)
    assert cycle is not None
    tap = str(ButtonAction("fixyes", cycle.id, 1))
    return Race(("MAI", tap), ("CVP", tap), "issued.before", ["report.issue"])


async def importing(world: World) -> Race:
    mai = await world.phone("MAI")
    await mai.writes("/nhapkehoach")
    rows = [(f"NV-{n}", f"Việc {n}", "Phòng Thương mại", "", "Hằng tháng", "") for n in range(1, 9)]
    await sends(world, mai, "phu luc.docx", annex(*rows))
    tap = str(ButtonAction("impyes", 1))
    return Race(("MAI", tap), ("MAI", tap), "intake.settled", ["import.plan"])


async def taking_back(world: World) -> Race:
    race = await importing(world)
    mai = race.first[0]
    async with world.db.begin() as tx:
        await pressed(world, tx, mai, race.first[1])
    async with world.db.read() as tx:
        [applied] = await import_changes.recent(tx, world.clock())
    tap = str(ButtonAction("impback", applied.id))
    return Race((mai, tap), (mai, tap), "undo.over", ["import.undone"])


async def admission(world: World) -> Race:
    newcomer = world.stranger("new")
    await newcomer.writes("/start")
    await newcomer.taps("Phòng Thương mại")
    await newcomer.writes("Đỗ Thị Mới")
    await newcomer.writes("Chuyên viên")
    no, yes = str(ButtonAction("refuse", 1)), str(ButtonAction("admit", 1))
    decided = ["registration.refuse", "registration.admit"]
    newcomer_kept = select(OFFICIALS.c.id).where(OFFICIALS.c.name == "Đỗ Thị Mới")
    presses = ("HAI", no), ("HAI", yes)
    return Race(*presses, "registration.decided_before", decided, newcomer_kept)


async def difficulty(world: World) -> Race:
    minh = await world.phone("MINH")
    await minh.writes("/nhiemvu")
    await is_stuck(minh, "Thiếu kinh phí")
    async with world.db.read() as tx:
        [found] = await issues.listed(tx)
    tap = str(ButtonAction("settle", found.id, found.version))
    return Race(("MAI", tap), ("CVP", tap), "issue.changed", ["issue_closed"])


async def held_back(world: World) -> Race:
    async with world.db.begin() as tx:
        await quarantine.begin(tx, "restored", world.clock())
    tap = str(ButtonAction("lift", 1))
    return Race(("CVP", tap), ("CVP", tap), "quarantine.lifted_before", ["lift_quarantine"])


CASES: list[Callable[[World], Awaitable[Race]]] = [
    extension,
    acceptance,
    acceptance_of_all,
    confirmation,
    issue_of_figures,
    importing,
    taking_back,
    admission,
    difficulty,
    held_back,
]


@pytest.mark.parametrize("case", CASES)
async def test_one_of_two_decides_and_the_other_reads_so(
    world: World, case: Callable[[World], Awaitable[Race]]
) -> None:
    await world.until("2025-10-17 09:00")
    race = await case(world)
    first, second = await run(world, race)
    assert second == race.loser_reads != first
    async with world.db.read() as tx:
        recorded = [name for name in await audit.actions(tx) if name in race.actions]
        brought = [] if race.nothing is None else (await tx.execute(race.nothing)).all()
    assert (len(recorded), brought) == (1, [])


class Remembers(Messenger):
    """A messenger that can be asked, and has every message."""

    def can_tell(self, message: Rendered, after: str) -> bool:
        return True

    async def find(
        self, address: str, message: Rendered, *, after: str, known: frozenset[str]
    ) -> str:
        return "77"


async def test_who_looks_into_a_message_and_who_records_others_do_not_wait_for_each_other(
    world: World,
) -> None:
    await world.phone("MINH")
    world.messenger.failures["MINH"] = [SendFailed("timeout", uncertain=True)]
    await world.until("2025-10-17 08:31")
    doubts = DeliveryReconciler(world.db, {CHANNEL: Remembers()})
    now = world.clock() + timedelta(minutes=1)
    async with world.db.begin() as tx:
        await rate_limits.hold(tx, [CHANNEL])
        looking = asyncio.create_task(doubts.look_into(now))
        await _waits_or_is_done(world, looking)
        await audit.add(tx, at=now, actor="service", action="message.sent", subject="message:0")
    assert await looking
    async with world.db.read() as tx:
        assert await rate_limits.newest_message(tx, CHANNEL) == "77"


GUARDED = {
    ("acceptances", "decide"),
    ("announcements", "confirm"),
    ("cycles", "force"),
    ("cycles", "mark_open"),
    ("duties", "give_back"),
    ("duties", "settle"),
    ("extensions", "decide"),
    ("import_changes", "mark_undone"),
    ("imports", "choose"),
    ("imports", "settle"),
    ("issues", "decide"),
    ("issues", "end"),
    ("privacy_requests", "decide"),
    ("privacy_requests", "put_off"),
    ("questions", "answer"),
    ("registrations", "decide"),
}
OF_ITS_OWN_MAKING = {"bot/features/privacy/handlers.py", "nhacviec/cli/people/personal_data.py"}
"""Nobody else can know of what was written in the same transaction."""


def test_the_result_of_a_guarded_decision_is_always_looked_at() -> None:
    """A statement that changes nothing has decided nothing."""
    ignored = {
        str(path.relative_to(HOUSE))
        for package in PACKAGES
        for path in (HOUSE / package).rglob("*.py")
        for statement in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(statement, ast.Expr) and _calls(statement.value) in GUARDED
    }
    assert ignored == OF_ITS_OWN_MAKING


def _calls(waited: ast.expr) -> tuple[str, str] | None:
    call = waited.value if isinstance(waited, ast.Await) else waited
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    module = call.func.value
    return (module.id, call.func.attr) if isinstance(module, ast.Name) else None
