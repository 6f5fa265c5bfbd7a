"""A department small enough to follow: three units, nine people, three tasks."""

from datetime import date, datetime

from domain.imports.rows import AssignmentLine, DayLine, OfficialLine, TaskLine, UnitLine
from domain.reporting.plans import Recurrence
from storage.engine.database import Database
from storage.people import officials, units
from storage.plans import calendar, plans
from storage.plans.plans import Source

UNITS = (
    UnitLine("LD", "Lãnh đạo Sở", "Leadership", "lanh_dao", None),
    UnitLine("VP", "Văn phòng Sở", "Office", "van_phong", "LD"),
    UnitLine("P_TM", "Phòng Thương mại", "Trade Division", "phong", "LD"),
    UnitLine("P_CN", "Phòng Công nghiệp", "Industry Division", "phong", "LD"),
)
OFFICIALS = (
    OfficialLine("GD", "Nguyễn Giám Đốc", "+84500000001", "LD", "giam_doc", "Giám đốc Sở", False),
    OfficialLine(
        "PGD",
        "Bùi Phó Giám",
        "+84500000002",
        "LD",
        "pho_giam_doc",
        "Phó Giám đốc Sở phụ trách cải cách hành chính",
        False,
    ),
    OfficialLine(
        "CVP",
        "Trịnh Chánh Văn",
        "+84500000003",
        "VP",
        "chanh_van_phong",
        "Chánh Văn phòng Sở",
        False,
    ),
    OfficialLine("MAI", "Mai Đầu Mối", "+84500000004", "VP", "cong_chuc", "Chuyên viên", True),
    OfficialLine("HAI", "Hà Trưởng", "+84500000005", "P_TM", "truong_phong", "Trưởng phòng", False),
    OfficialLine("DEP", "Đặng Phó", "+84500000006", "P_TM", "pho_phong", "Phó phòng", False),
    OfficialLine("LAN", "Phạm Thị Lan", "+84500000007", "P_TM", "cong_chuc", "Chuyên viên", True),
    OfficialLine("MINH", "Võ Văn Minh", "+84500000008", "P_TM", "cong_chuc", "Chuyên viên", False),
    OfficialLine(
        "TAM", "Trịnh Minh Tâm", "+84500000009", "P_CN", "truong_phong", "Trưởng phòng", False
    ),
)


def _task(
    code: str, title: str, lead: str, others: tuple[str, ...], recurrence: Recurrence
) -> TaskLine:
    deadline = date(2025, 11, 28) if recurrence is Recurrence.ONCE else None
    return TaskLine(
        code,
        "Lĩnh vực",
        "1.1",
        "",
        title,
        "Báo cáo",
        (lead,),
        others,
        deadline,
        "",
        recurrence,
        1.0,
    )


TASKS = (
    _task("NV-1", "Báo cáo hồ sơ đúng hạn", "P_TM", ("P_CN",), Recurrence.MONTHLY),
    _task("NV-2", "Công khai thủ tục", "P_TM", (), Recurrence.MONTHLY),
    _task("NV-3", "Sáng kiến cải cách", "P_TM", (), Recurrence.ONCE),
)
ASSIGNMENTS = (
    AssignmentLine("NV-1", "P_TM", "LAN"),
    AssignmentLine("NV-2", "P_TM", "LAN"),
    AssignmentLine("NV-3", "P_TM", "MINH"),
)
DAYS = (
    DayLine(date(2025, 9, 1), False, "Quốc khánh", "official", ""),
    DayLine(date(2025, 9, 2), False, "Quốc khánh", "official", ""),
)


async def found(db: Database, now: datetime) -> None:
    """Write the department into an empty database."""
    async with db.begin() as tx:
        await calendar.save(tx, DAYS)
        await units.save(tx, UNITS, now)
        await officials.save(tx, OFFICIALS, now)
        root = (await units.tree(tx)).by_code["LD"]
        await plans.save(tx, root_unit_id=root.id, lines=TASKS, source=Source("test", ""), now=now)
        await plans.save_assignments(tx, ASSIGNMENTS, now)
