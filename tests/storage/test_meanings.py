"""What words of a plan mean is remembered by one department, and offered to the others."""

from dataclasses import replace
from pathlib import Path

from nhacviec.onboarding.importing import learn_meaning, look_at_plan
from storage.engine.database import Database
from storage.people import units
from tests import department
from tests.flows.world import at

NOW = at("2025-10-17 09:00")
WORDS = "Các phòng liên quan"
THERE = [
    replace(each, code=f"{each.code}_B", parent_code=each.parent_code and f"{each.parent_code}_B")
    for each in department.UNITS
]


async def test_what_words_meant_elsewhere_is_offered_and_never_taken(
    db: Database, tmp_path: Path
) -> None:
    await department.found(db, NOW)
    async with db.begin() as tx:
        await units.save(tx, [*department.UNITS, *THERE], NOW)
    plan = tmp_path / "a.csv"
    plan.write_text(f"STT,Nhiệm vụ,Chủ trì,Phối hợp\n1,Rà soát,{WORDS},\n2,Báo cáo,VP,{WORDS}\n")

    assert await learn_meaning(db, f"{WORDS} = P_TM; P_CN", NOW, "LD")
    here = await look_at_plan(db, plan, "LD")
    there = await look_at_plan(db, plan, "LD_B")

    assert [task.lead_codes for task in here.lines] == [("P_TM", "P_CN"), ("VP",)]
    assert [task.code for task in there.lines] == ["2"]
    assert there.lines[0].coordinating_codes == ()
    [question] = (each.wrong for each in there.rows if each.wrong)
    assert question[0].suggestions == ("Phòng Thương mại; Phòng Công nghiệp",)
    assert await learn_meaning(db, f"{WORDS} = {question[0].suggestions[0]}", NOW, "LD_B")
    assert (await look_at_plan(db, plan, "LD_B")).lines[0].lead_codes == ("P_TM_B", "P_CN_B")


async def test_what_is_called_otherwise_here_is_not_offered(db: Database, tmp_path: Path) -> None:
    await department.found(db, NOW)
    other = [replace(each, name=f"{each.name} Hai") for each in THERE]
    async with db.begin() as tx:
        await units.save(tx, [*department.UNITS, *other], NOW)
    plan = tmp_path / "a.csv"
    plan.write_text(f"STT,Nhiệm vụ,Chủ trì\n1,Rà soát,{WORDS}\n")
    assert await learn_meaning(db, f"{WORDS} = P_TM; P_CN", NOW, "LD")
    [row] = (await look_at_plan(db, plan, "LD_B")).rows
    assert [each.suggestions for each in row.wrong] == [()]
