"""python -m benchmarks [--quick] [--runs N] [--only WORD] [--against COMMIT] [--table FILE].

Prints a table, and JSON as its last line.
"""

import argparse
import dataclasses
import json
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from benchmarks.measuring import ROOT, Contender, Result, Row, busy, bytecode, checkout, race


@dataclasses.dataclass(frozen=True, slots=True)
class Scale:
    """How large everything is."""

    digests: int
    postgres_digests: int
    taps: int
    duties: int
    history: int
    seconds: int
    units: int
    tasks: int
    bots: int
    peak: int
    broadcast: int
    heads: tuple[int, int]
    grown: int


FULL = Scale(
    20_000, 20_000, 20_000, 100_000, 1_200_000, 60, 50, 100, 50, 1000, 100_000, (600, 5000), 4_000
)
QUICK = Scale(300, 200, 200, 1_000, 12_000, 5, 10, 20, 20, 400, 500, (200, 600), 400)


def _ran(name: str, module: str, *arguments: object) -> Contender:
    return Contender(name, f"benchmarks.{module}", tuple(str(each) for each in arguments))


def delivery(scale: Scale) -> list[Row]:
    count, fewer = scale.digests, scale.postgres_digests
    ours = _ran("outbox, SQLite", "delivery", "--count", count)
    one = _ran("outbox, PostgreSQL", "delivery", "--database", "postgres", "--count", fewer)
    two = _ran(
        "two workers", "delivery", "--database", "postgres", "--workers", 2, "--count", fewer
    )
    ptb = _ran("PTB loop, bare", "peers", "ptb", "--count", min(count, 5000), "--at-once", 1)
    aiogram = _ran(
        "aiogram, bare", "peers", "aiogram", "--count", min(count, 10_000), "--at-once", 32
    )
    return [
        Row("delivery from the outbox", "/s", ours, ptb, 3.0),
        Row("delivery from the outbox", "/s", ours, aiogram, 0.8),
        Row("delivery, PostgreSQL", "/s", one, ours, 0.8),
        Row("delivery, PostgreSQL, two workers", "/s", two, one, 1.6),
    ]


def peak(scale: Scale) -> list[Row]:
    size = ("--bots", scale.bots, "--people", scale.peak, "--seconds", scale.seconds)
    one = _ran("one sender", "peak", *size)
    two = _ran("two senders", "peak", *size, "--workers", 2)
    return [Row("peak of many bots, two senders", "/s", two, one, 1.6)]


def hearing(scale: Scale) -> list[Row]:
    taps = ("--count", scale.taps, "--at-once", 64)
    ours, peer = (
        _ran("inbox to edit", "inbound", "taps", *taps),
        _ran("PTB polling", "peers", "ptb_taps", *taps),
    )
    busy, idle = _ran("during a broadcast", "answering", "busy"), _ran("idle", "answering", "idle")
    return [
        Row("taps answered", "/s", ours, peer, 3.0),
        Row("a tap answered, median", "ms", busy, idle, 1.5, more=False),
        Row("a tap answered, 99 %", "ms", _slowest(busy), _slowest(idle), 3.0, more=False),
    ]


def _slowest(answering: Contender) -> Contender:
    return _ran(answering.name, "answering", *answering.arguments, "--p99")


def heads(scale: Scale) -> list[Row]:
    """Silence climbs to heads: what a digest costs, and whether anybody waits for it."""
    rows = []
    for people in scale.heads:
        wait = _ran("a hundred heads are told", "heads", "wait", "--people", people)
        name = f"what is heard is stored, worst, {people} people"
        rows.append(Row(name, "ms", wait, None, 300.0, more=False))
    for people in (60, 300, 600):
        size = ("--people", people, "--units", max(7, people * 68 // 600))
        for departments in (1, 3):
            one = _ran("a head's digest", "heads", "digest", *size, "--departments", departments)
            name = f"a head's digest, {people} people, {departments} departments"
            rows.append(Row(name, "ms", one, None, 3.0, more=False))
    return rows


def tables(scale: Scale) -> list[Row]:
    count = ("--count", scale.duties)
    opening, written = (
        _ran("opening", "opening", "ours", *count),
        _ran("executemany", "opening", "bare", *count),
    )
    rows = [Row("opening a period", "s", opening, written, 4.0, more=False)]
    for kind in ("sqlite", "postgres"):
        size = ("--database", kind, "--duties", scale.history)
        ours, bare, whole, tick = (
            _ran(name, "history", work, *size)
            for name, work in (
                ("figures", "figures"),
                ("bare SQL, covering index", "bare"),
                ("with names", "summary"),
                ("tick", "tick"),
            )
        )
        rows.append(Row(f"figures of a summary, {kind}", "ms", ours, bare, 2.0, more=False))
        rows.append(Row(f"summary, {kind}", "ms", whole, None, 100.0, more=False))
        rows.append(Row(f"tick with nothing due, {kind}", "ms", tick, None, 2.0, more=False))
    return rows


def board(scale: Scale) -> list[Row]:
    """Pages and panel over a period in which nobody has answered yet."""
    size = ("--units", scale.duties // 50, "--tasks", 50)
    return [
        Row(f"board, {name}", "ms", _ran("p95", "board", *size, "--worst", what), None, goal, False)
        for name, what, goal in (("slowest page", "pages", 150.0), ("panel", "panel", 80.0))
    ]


def open_boards(scale: Scale) -> list[Row]:
    """Two hundred boards that listen while five hundred acts a minute are entered into the log."""
    seconds = ("--seconds", scale.seconds)
    core = _ran("200 open boards", "open_boards", "core", *seconds)
    beside = _ran("200 open boards", "open_boards", "taps", *seconds)
    return [
        Row("open boards, share of a core", "", core, None, 0.05, more=False),
        Row("a tap beside open boards by one alone", "×", beside, None, 1.1, more=False),
    ]


def program(scale: Scale) -> list[Row]:
    memory = (
        _ran("idle service", "inbound", "memory", "--count", 60),
        _ran("PTB application", "peers", "ptb_memory"),
    )
    broadcast = _ran("while sending", "inbound", "broadcast", "--count", scale.broadcast)
    starting = (
        _ran("first message", "starting", "ours"),
        _ran("three imports", "starting", "imports"),
    )
    pace = ("--count", scale.seconds, "--at-once", 30)
    core = (
        _ran("paced digests", "inbound", "paced", *pace),
        _ran("PTB loop", "peers", "ptb_paced", *pace),
    )
    return [
        Row("memory, idle", "MiB", *memory, 1.6, more=False),
        Row("memory grows during a broadcast", "MiB", broadcast, None, 10.0, more=False),
        Row("start to first message", "s", *starting, 1.3, more=False),
        Row("share of a core at 30/s", "", *core, 0.6, more=False),
    ]


READING = {"memory": "memory", "still": "the loop meanwhile comes late, 99 %"}


def files(scale: Scale) -> list[Row]:
    size = ("--units", scale.units, "--tasks", scale.tasks)
    rows = []
    for count, goal in ((150, 0.3), (75, 0.15)):
        naming = _ran("30 tasks", "naming", "--units", count)
        rows.append(
            Row(
                f"a plan whose tasks name most of {count} units",
                "s",
                naming,
                None,
                goal,
                more=False,
            )
        )
    reading = _ran("read and checked", "reading", "ours")
    libraries = _ran("calamine, and openpyxl's styles", "reading", "peers")
    name = "a plan of 5,000 rows as .xlsx"
    rows.append(Row(name, "s", reading, libraries, 2.0, more=False))
    for what, unit, goal in (("memory", "MiB", 300.0), ("still", "ms", 50.0)):
        ours = _ran(READING[what], "reading", what)
        rows.append(Row(f"{name}, {READING[what]}", unit, ours, None, goal, more=False))
    for form, peer, goal in (
        ("docx", "python-docx", 0.5),
        ("xlsx", "openpyxl", 0.6),
        ("png", "matplotlib, cold", 1.0),
    ):
        ours, plain = _ran(form, "files", form, *size), _ran(peer, "files", form, "--plain", *size)
        rows.append(
            Row(f"{form} of {scale.units} × {scale.tasks}", "s", ours, plain, goal, more=False)
        )
        blocked = _ran("aside", "files", form, "--blocked", *size)
        rows.append(Row(f"the loop stands still, {form}", "ms", blocked, None, 50.0, more=False))
    return rows


def words(_scale: Scale) -> list[Row]:
    """Replies in words, read one after the other."""
    return [
        Row(f"a reply in words, {name}", unit, _ran(name, "wording", what), None, goal, more=False)
        for name, what, unit, goal in (
            ("processor time", "time", "ms", 1.0), ("memory", "memory", "MiB", 5.0),
        )
    ]  # fmt: skip


TIMES = 10
STEEPEST = 1.15  # the exponent of what grows a little more than what it works on


def growing(scale: Scale) -> list[Row]:
    """What a cost at ten times the size is of that at the size, as an exponent."""
    rows = []
    for name, work, count in (
        ("roster after one change", "roster", scale.grown),
        ("a round of seals with nothing new", "seals", 5 * scale.grown),
        ("verifying the log", "verify", 5 * scale.grown),
    ):
        much, little = (
            _ran(f"{size:,}", "growth", work, "--count", size) for size in (TIMES * count, count)
        )
        rows.append(Row(f"growth: {name}", "ms", much, little, STEEPEST, more=False, times=TIMES))
    many, few = (_ran(f"{people:,}", "simulating", "--officials", people) for people in (600, 60))
    name = "growth: a month simulated, ten times as many officials"
    rows.append(Row(name, "s", many, few, STEEPEST, more=False, times=TIMES))
    return rows


PARTS = delivery, peak, hearing, heads, tables, board, open_boards, program, words, files, growing


def line(result: Result) -> str:
    row = result.row
    if result.ours is None:
        return f"| {row.name} | not measured: {result.why} | | | | |"
    ours = f"{row.ours.name}: {result.ours:.3g} {row.unit}".strip()
    peer = (
        f"{row.peer.name}: {result.peer:.3g} {row.unit}".strip()
        if row.peer and result.peer
        else result.why or "—"
    )
    ratio = f"{result.ratio:.2f}" if result.ratio else "—"
    goal = (
        f"{'≥' if row.more else '≤'} {row.goal:g}{'' if row.peer else ' ' + row.unit}"
        if row.goal
        else "—"
    )
    return f"| {row.name} | {ours} | {peer} | {ratio} | {goal} | {_verdict(result)} |"


def _verdict(result: Result) -> str:
    return "—" if result.met is None else "met" if result.met else "missed"


HEAD = "| What | Ours | Peer | Ratio | Goal | |\n|---|---|---|---|---|---|"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small, one run: for development")
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--only", default="", help="rows whose name contains this")
    parser.add_argument("--against", default="", help="another commit, instead of the peers")
    parser.add_argument("--table", type=Path, help="append the table to this file")
    given = parser.parse_args()
    scale = QUICK if given.quick else FULL
    rows = [row for part in PARTS for row in part(scale) if given.only in row.name]
    bytecode(ROOT)
    sys.stderr.write(busy() + "\n")
    with checkout(given.against) if given.against else nullcontext() as other:
        _measure([_against(row, given.against, other) if other else row for row in rows], given)


def _against(row: Row, commit: str, root: Path) -> Row:
    """The same work of another commit as the peer; growth has its own peer."""
    then = dataclasses.replace(row.ours, name=commit, root=root)
    return dataclasses.replace(row, peer=then, goal=None, times=0)


def _measure(rows: Sequence[Row], given: argparse.Namespace) -> None:
    lines, results = HEAD.splitlines(), []
    runs = given.runs or (1 if given.quick else 5)
    print(HEAD)
    for row in rows:
        try:
            result = race(row, runs)
        except RuntimeError as broken:
            result = Result(row, None, why=str(broken).strip().splitlines()[-1])
        results.append(result)
        lines.append(line(result))
        print(lines[-1], flush=True)
    if given.table:
        with given.table.open("a", encoding="utf-8") as file:
            file.write(_about(runs, given.quick) + "\n\n" + "\n".join(lines) + "\n")
    print(json.dumps([_plain(each) for each in results], ensure_ascii=False))


def _about(runs: int, quick: bool) -> str:
    python = sys.version.split()[0]
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    size = "quick scale" if quick else "full scale"
    return (
        f"\nPython {python}, {os.cpu_count()} cores, load before {load}, median of {runs}, {size}:"
    )


def _plain(result: Result) -> dict[str, object]:
    row = result.row
    peer = row.peer.name if row.peer else None
    told: dict[str, object] = {
        "name": row.name,
        "unit": row.unit,
        "contender": row.ours.name,
        "peer": peer,
        "goal": row.goal,
    }
    found = {"ours": result.ours, "theirs": result.peer, "ratio": result.ratio, "met": result.met}
    return told | found | {"why": result.why}


if __name__ == "__main__":
    main()
