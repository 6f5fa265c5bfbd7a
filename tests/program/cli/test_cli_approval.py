"""The switches of units and the acceptance of what is done, on the command line."""

import asyncio
import json
from pathlib import Path

import pytest

from actions import consequences
from bot.inbound.context import UpdateContext
from bot.rendering.catalogue import Catalogue
from domain.messaging.messages import Chat, IncomingEvent
from domain.messaging.moments import Source
from domain.reporting.duties import Status
from domain.reporting.policy import Policy
from domain.reporting.reports import ReportInput, report
from scheduler.reporting import cycles as opening
from storage.audit import log as audit
from storage.engine.database import open_database
from storage.messaging import outbox
from storage.people import officials
from storage.reports import cycles, duties, sign_offs
from storage.reports.duties import Move
from tests import department
from tests.flows.world import at
from tests.program.shell import Shell

NOW = at("2025-10-20 09:00")
POLICY = Policy(acceptance=True)


async def lived(shell: Shell) -> None:
    """A department whose period is open, with one task reported as done."""
    db = await open_database(shell.database)
    await department.found(db, at("2025-10-01 00:00"))
    await opening.plan_periods(db, POLICY, at("2025-10-01 00:00"))
    await opening.open_periods(db, NOW)
    async with db.begin() as tx:
        duty = await duties.find_open_period(tx, "NV-3", 3)
        assert duty is not None
        cycle = await cycles.get(tx, duty.cycle_id)
        made = report(duty, cycle, ReportInput(Status.DONE), author_id=8, at=NOW)
        await duties.settle(tx, duty, made, source=Source("t", "1"), then=Move(duty.id, 0, None))
        heard = IncomingEvent(Chat("t", "MINH"), "1", NOW)
        context = UpdateContext(tx, heard, await officials.get(tx, 8), NOW, Catalogue())
        await consequences.follow(context.acting, duty, made)
    await db.close()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    asyncio.run(lived(made))
    return made


def test_a_unit_is_switched_on_and_off(shell: Shell) -> None:
    assert "Đã bật" in shell("unit", "confirm", "P_TM", "on").stdout
    assert "Không thay đổi" in shell("unit", "confirm", "P_TM", "on").stdout
    assert "Đã tắt" in shell("unit", "confirm", "P_TM", "off").stdout
    assert "Không tìm thấy" in shell("unit", "confirm", "P_XX", "on").stderr

    async def recorded() -> tuple[int, bool]:
        db = await open_database(shell.database)
        async with db.read() as tx:
            entries = (await audit.actions(tx)).count("switch_unit")
            on = bool(await sign_offs.switched_on(tx))
        await db.close()
        return entries, on

    assert asyncio.run(recorded()) == (2, False)


NAMED = ("--duty", "NV-3@P_TM", "--month", "2025-10")


def test_a_claim_is_listed_rejected_and_not_decided_twice(shell: Shell) -> None:
    assert "chờ nghiệm thu" in shell("acceptance").stdout
    told = json.loads(shell("acceptance", "--json").stdout)
    assert [(each["task"], each["state"], each["accepted_at"]) for each in told] == [
        ("NV-3", "waiting", None)
    ]
    reject = ("acceptance", "reject", *NAMED)
    assert "phân quyền" in shell(*reject, "--by", "HAI", "--reason", "Thiếu").stderr
    assert "Võ Văn Minh" in shell(*reject, "--by", "MAI", "--reason", "Thiếu biên bản").stdout
    again = shell("acceptance", "accept", *NAMED, "--by", "MAI")
    assert "đã được quyết định" in again.stderr
    told = json.loads(shell("acceptance", "--json").stdout)
    assert (told[0]["state"], told[0]["reason"]) == ("rejected", "Thiếu biên bản")

    async def letter_known() -> bool:
        db = await open_database(shell.database)
        async with db.read() as tx:
            known = await outbox.known(tx, "rejected:1:MINH")
        await db.close()
        return known

    assert asyncio.run(letter_known())


def test_a_claim_is_accepted_with_both_dates(shell: Shell) -> None:
    accept = ("acceptance", "accept")
    assert "Đã chấp nhận" in shell(*accept, *NAMED, "--by", "MAI").stdout
    told = json.loads(shell("acceptance", "--json").stdout)[0]
    assert told["claimed_at"].startswith("2025-10-20T09:00")
    assert told["accepted_at"] is not None
    missing = shell(*accept, "--duty", "NV-1@P_TM", "--month", "2025-10", "--by", "MAI")
    assert "Không có báo cáo hoàn thành" in missing.stderr
