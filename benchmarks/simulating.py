"""A month lived through by a department made of copies of the sample: seconds of the processor.

`python -m benchmarks.simulating --officials 600`: each sixty officials are another copy of the units, their people
and tasks, below one leadership and one Office.
"""

import argparse
import asyncio
import csv
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import told
from domain.calendar.periods import Period
from domain.reporting.policy import Policy
from nhacviec.simulation.behaviour import Behaviour
from nhacviec.simulation.simulate import Setting, simulate

SAMPLE = Path(__file__).parents[1] / "nhacviec" / "demo" / "data"
ABOVE = ("LD", "VP")
A_COPY = 60  # officials
MONTH = Period.parse("2025-11")


def _copied(name: str, number: int) -> str:
    return name if number == 0 or name in ABOVE else f"{name}X{number}"


def _unit(row: dict[str, str], number: int) -> dict[str, str]:
    code, parent = row["code"], row["parent_code"]
    names = {name: f"{row[name]} {number}" for name in ("name_vi", "name_en")}
    return row | names | {"code": _copied(code, number), "parent_code": _copied(parent, number)}


def _official(row: dict[str, str], number: int) -> dict[str, str]:
    told = {"code": f"{row['code']}X{number}", "full_name": f"{row['full_name']} {number}"}
    phone = f"05{number:03d}{row['phone'][-5:]}"
    return row | told | {"phone": phone, "unit_code": _copied(row["unit_code"], number)}


def _task(row: dict[str, str], number: int) -> dict[str, str]:
    others = row["coordinating_unit_codes"].split(";")
    coordinating = ";".join(_copied(each, number) for each in others if each)
    lead = _copied(row["lead_unit_code"], number)
    units = {"lead_unit_code": lead, "coordinating_unit_codes": coordinating}
    return row | units | {"code": f"{row['code']}-{number}"}


COPIES = {
    "units.csv": (_unit, "code"),
    "officials.csv": (_official, "unit_code"),
    "tasks.csv": (_task, ""),
}


def written(folder: Path, copies: int) -> None:
    """The files of a department so many times as large; leadership and Office are there once."""
    for name, (copy, unit) in COPIES.items():
        with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        more = [
            copy(row, number)
            for number in range(1, copies)
            for row in rows
            if row.get(unit) not in ABOVE
        ]
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows([*rows, *more])
    (folder / "calendar_days.csv").write_bytes((SAMPLE / "calendar_days.csv").read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officials", type=int, default=600)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), max(1, given.officials // A_COPY))
        setting = Setting(MONTH, Path(folder), Behaviour(), Policy())
        before = time.process_time()
        made = asyncio.run(simulate(setting))
        spent = time.process_time() - before
    print(f"{len(made.messages)} messages")
    told(spent)


if __name__ == "__main__":
    main()
