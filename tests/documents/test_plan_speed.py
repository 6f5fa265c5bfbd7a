"""Reading a plan takes as long as its cells, not as its cells times the units of the department."""

import random
import time
from pathlib import Path

from documents.plan.reader import read_plan
from domain.imports.rows import UnitLine

WORDS = ("Kế hoạch", "Tài chính", "Thương mại", "Công nghiệp", "Năng lượng", "Xây dựng")
TASKS, SHARE, REPEATS = 30, 0.7, 3


def units(count: int) -> list[UnitLine]:
    chance = random.Random(count)
    names = (" ".join(chance.choices(WORDS, k=3)) for _ in range(count))
    root = UnitLine("LD", "Lãnh đạo Sở", "", "lanh_dao", None)
    divisions = enumerate(names)
    return [root, *(UnitLine(f"U{n}", f"Phòng {s} {n}", "", "phong", "LD") for n, s in divisions)]


def seconds(folder: Path, count: int) -> float:
    known, chance = units(count), random.Random(count)
    lines = ["STT;Nhiệm vụ;Đơn vị chủ trì;Đơn vị phối hợp;Thời hạn"]
    for number in range(1, TASKS + 1):
        named = [unit.name for unit in chance.sample(known[1:], int(count * SHARE))]
        lines.append(f"{number};Việc {number};{named[0]};{', '.join(named[1:])};30/11/2025")
    path = folder / f"{count}.csv"
    path.write_text("\n".join(lines), "utf-8")
    took = []
    for _ in range(REPEATS):
        begun = time.process_time()
        reading = read_plan(path, known)
        took.append(time.process_time() - begun)
        assert (len(reading.lines), reading.errors) == (TASKS, ())
    return min(took)


def test_four_times_the_units_take_far_less_than_sixteen_times_as_long(tmp_path: Path) -> None:
    seconds(tmp_path, 8)
    assert seconds(tmp_path, 160) < 8 * seconds(tmp_path, 40)
