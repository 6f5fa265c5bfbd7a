"""Reading a plan of 30 tasks that each name most of so many units: seconds of processor time."""

import argparse
import random
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import told
from documents.plan.reader import read_plan
from domain.imports.rows import UnitLine

WORDS = (
    "Kế hoạch", "Tài chính", "Thương mại", "Công nghiệp", "Năng lượng", "Môi trường", "Xây dựng",
    "Tư pháp", "Tổng hợp", "Nghiệp vụ", "Thanh tra", "Đào tạo", "Hợp tác", "Quốc tế", "Thông tin",
)  # fmt: skip
TASKS, SHARE = 30, 0.7


def units(count: int) -> list[UnitLine]:
    """Names of several words, half of them with an "và" within."""
    chance = random.Random(count)
    made = [UnitLine("LD", "Lãnh đạo Sở", "", "lanh_dao", None)]
    for number in range(count):
        name = " ".join(chance.choices(WORDS, k=3))
        more = f" và {chance.choice(WORDS)}" if number % 2 else ""
        made.append(UnitLine(f"U{number}", f"Phòng {name}{more}", "", "phong", "LD"))
    return made


def seconds(count: int, path: Path) -> float:
    known, chance = units(count), random.Random(count)
    lines = ["STT;Nhiệm vụ;Đơn vị chủ trì;Đơn vị phối hợp;Thời hạn"]
    for number in range(1, TASKS + 1):
        named = [unit.name for unit in chance.sample(known[1:], int(count * SHARE))]
        lines.append(f"{number};Việc {number};{named[0]};{', '.join(named[1:])};30/11/2025")
    path.write_text("\n".join(lines), "utf-8")
    begun = time.process_time()
    read_plan(path, known)
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=150)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.csv"
        seconds(5, path)  # what is loaded when it is first wanted
        told(seconds(given.units, path))


if __name__ == "__main__":
    main()
