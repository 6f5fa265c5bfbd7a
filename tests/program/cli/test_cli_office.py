"""The Office's rounds on the command line: the page for a briefing, and what was made known."""

import asyncio
import io
import json
from pathlib import Path

import pytest
from docx import Document

from domain.announcements.announcements import asked
from domain.messaging.moments import Source
from domain.reporting.duties import Status
from domain.reporting.policy import Policy
from domain.reporting.reports import ReportInput, report
from scheduler.reporting import cycles as opening
from storage.engine.database import open_database
from storage.office import announcements
from storage.people import officials, units
from storage.reports import cycles, duties
from storage.reports.duties import Move
from tests import department
from tests.flows.world import at
from tests.program.shell import Shell

NOW = at("2025-10-20 09:00")


async def lived(shell: Shell) -> None:
    """A department whose period is open, with one answer, and one text made known."""
    db = await open_database(shell.database)
    await department.found(db, at("2025-10-01 00:00"))
    await opening.plan_periods(db, Policy(), at("2025-10-01 00:00"))
    await opening.open_periods(db, NOW)
    async with db.begin() as tx:
        duty = await duties.find_open_period(tx, "NV-3", 3)
        assert duty is not None
        claim = ReportInput(Status.BLOCKED, None, "Thiếu kinh phí")
        cycle = await cycles.get(tx, duty.cycle_id)
        made = report(duty, cycle, claim, author_id=8, at=NOW)
        await duties.settle(tx, duty, made, source=Source("t", "1"), then=Move(duty.id, 0, None))
        tree, roster = await units.tree(tx), await officials.roster(tx)
        people = asked([3], roster.officials, tree, 4)
        text = await announcements.add(
            tx,
            root_unit_id=1,
            author_id=4,
            text="Kế hoạch",
            units=[3],
            replaces=None,
            people=people,
            now=NOW,
            next_at=None,
        )
        await announcements.confirm(tx, text, 7, NOW)
    await db.close()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    asyncio.run(lived(made))
    return made


def test_the_page_for_a_briefing_in_three_forms(shell: Shell, tmp_path: Path) -> None:
    told = json.loads(shell("briefing", "--since", "2025-10-01", "--format", "json").stdout)
    assert told["since"] == "2025-10-01T00:00:00+07:00"
    assert [(each["unit"], each["task"], each["note"]) for each in told["stuck"]] == [
        ("P_TM", "NV-3", "Thiếu kinh phí")
    ]
    assert told["summary"]["month"] == "2025-10"
    assert "repeated" not in told
    text = shell("briefing", "--since", "2025-10-01").stdout
    assert "Phòng Thương mại – NV-3: Thiếu kinh phí" in text
    page = tmp_path / "giao-ban.docx"
    written = shell("briefing", "--since", "2025-10-01", "--format", "docx", "--output", page)
    assert "Đã ghi" in written.stdout
    document = Document(io.BytesIO(page.read_bytes()))
    assert any("NV-3: Thiếu kinh phí." in each.text for each in document.paragraphs)


def test_what_was_made_known_is_counted_apart(shell: Shell) -> None:
    [told] = json.loads(shell("dissemination", "--json").stdout)
    assert told["total"] == {
        "asked": 4,
        "sent": 0,
        "delivered": 0,
        "confirmed": 1,
        "share": 0.25,
        "silent": [],
        "unreached": ["Đặng Phó", "Hà Trưởng", "Võ Văn Minh"],
    }
    assert "đã xác nhận 1 (25%)" in shell("dissemination").stdout
