"""Files of one department on the command line leave the others as they are."""

from pathlib import Path

import pytest

from domain.imports.changes.endings import Missing
from domain.messaging.messages import Refusal
from nhacviec.onboarding.importing import (
    DEMO_DATA,
    import_folder,
    import_plan,
    import_roster,
    look_at_roster,
)
from storage.engine.database import Database
from storage.people import officials, units
from storage.plans import plans
from tests import department
from tests.flows.world import at

NOW = at("2025-10-01 09:00")
UNITS = """code,name_vi,name_en,kind,parent_code,sourced
SNN,Sở Nông nghiệp,Agriculture,lanh_dao,,sourced
{office},Văn phòng Sở Nông nghiệp,Office,van_phong,SNN,sourced
"""
OFFICIALS = """code,full_name,phone,unit_code,role,position_vi,focal
{person},Nguyễn Thị Ruộng,0590000001,{office},cong_chuc,Chuyên viên,x
"""


def files(folder: Path, *, office: str = "SNN_VP", person: str = "RUONG") -> tuple[Path, Path]:
    """The two files of a department of one person."""
    folder.joinpath("units.csv").write_text(UNITS.format(office=office))
    people = OFFICIALS.format(office=office, person=person)
    folder.joinpath("officials.csv").write_text(people)
    return folder / "units.csv", folder / "officials.csv"


async def standing(db: Database) -> tuple[set[str], set[str]]:
    """The codes of units and people."""
    async with db.read() as tx:
        people = {each.code for each in await officials.members(tx)}
        return set((await units.tree(tx)).by_code), people


async def test_a_second_department_is_founded_beside_the_first(
    sqlite: Database, tmp_path: Path
) -> None:
    await department.found(sqlite, NOW)
    before = await standing(sqlite)
    both = files(tmp_path)
    await import_roster(sqlite, *both, NOW, skip_bad_rows=False, root="SNN")
    wanted = before[0] | {"SNN", "SNN_VP"}, before[1] | {"RUONG"}
    assert await standing(sqlite) == wanted
    again = files(tmp_path, person="MAT")
    end = Missing(end=True)
    await import_roster(sqlite, *again, NOW, skip_bad_rows=False, root="SNN", missing=end)
    assert await standing(sqlite) == (wanted[0], before[1] | {"MAT"})


@pytest.mark.parametrize("taken", [{"office": "VP"}, {"person": "LAN"}])
async def test_codes_of_another_department_are_refused(
    sqlite: Database, tmp_path: Path, taken: dict[str, str]
) -> None:
    await department.found(sqlite, NOW)
    before = await standing(sqlite)
    both = files(tmp_path, **taken)
    with pytest.raises(Refusal) as refused:
        await import_roster(sqlite, *both, NOW, skip_bad_rows=False, root="SNN")
    assert refused.value.key == "cli.other_department"
    assert await standing(sqlite) == before


async def test_which_department_is_meant_is_not_guessed(sqlite: Database, tmp_path: Path) -> None:
    await import_folder(sqlite, DEMO_DATA, NOW)
    both = files(tmp_path)
    await import_roster(sqlite, *both, NOW, skip_bad_rows=False, root="SNN")
    plan = DEMO_DATA / "tasks.csv"
    for code in ("", "NOBODY"):
        with pytest.raises(Refusal) as refused:
            await import_plan(sqlite, plan, NOW, root=code)
        assert refused.value.facts == {"codes": "LD, SNN"}
        with pytest.raises(Refusal):
            await look_at_roster(sqlite, both[1], code)
    with pytest.raises(Refusal):
        await import_roster(sqlite, *both, NOW, skip_bad_rows=False)
    done = await import_plan(sqlite, plan, NOW, root="LD")
    assert done.change
    assert done.change.total == 0
    read = await import_plan(sqlite, plan, NOW, skip_bad_rows=True, root="SNN")
    assert read.reading.errors
    async with sqlite.read() as tx:
        tree = await units.tree(tx)
        assert len(await plans.tasks(tx, tree.by_code["LD"].id)) == len(done.reading.lines)
