"""Runs contenders side by side, each in a process of its own, and says who was how fast."""

import compileall
import gc
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
PEERS = (
    ROOT / ".venv" / "bench" / "bin" / "python"
)  # peers that do not get on with our dependencies
LONGEST_S = 3600
MISSING = 3  # the exit code of a contender whose library is not installed


@dataclass(frozen=True, slots=True)
class Contender:
    """`python -m benchmarks.<module> <arguments>`, whose last line is {"value": number}."""

    name: str
    module: str
    arguments: Sequence[str] = ()
    root: Path = ROOT


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: `goal` is the ratio ours / peer, at least when `more` is better.

    Where `times` is given, ours is run at so many times the size of the peer, and what is compared
    is the exponent with which the cost grows.
    """

    name: str
    unit: str
    ours: Contender
    peer: Contender | None = None
    goal: float | None = None
    more: bool = True
    times: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    row: Row
    ours: float | None
    peer: float | None = None
    ratio: float | None = None
    why: str = ""
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        measured = self.ratio if self.row.peer else self.ours
        if measured is None or self.row.goal is None:
            return None
        return measured >= self.row.goal if self.row.more else measured <= self.row.goal


class Missing(Exception):
    """A contender cannot run here; the text says why."""


def race(row: Row, runs: int) -> Result:
    """Medians of `runs` runs, the contenders taking turns; the ratio is that of the pairs."""
    pairs: list[tuple[float, float | None]] = []
    why = ""
    for _ in range(runs):
        try:
            mine = _run(row.ours)
        except Missing as missing:
            return Result(row, None, why=str(missing))
        theirs = None
        if row.peer and not why:
            try:
                theirs = _run(row.peer)
            except Missing as missing:
                why = str(missing)
        pairs.append((mine, theirs))
    ours = statistics.median(mine for mine, _ in pairs)
    known = [(mine, theirs) for mine, theirs in pairs if theirs]
    if not known:
        return Result(row, ours, why=why)
    ratio = statistics.median(mine / theirs for mine, theirs in known)
    if row.times:
        ratio = math.log(ratio, row.times)
    return Result(row, ours, statistics.median(theirs for _, theirs in known), ratio)


def _run(contender: Contender) -> float:
    peer = contender.module == "benchmarks.peers" and contender.arguments[0] == "aiogram"
    python = str(PEERS) if peer and PEERS.exists() else sys.executable
    ended = subprocess.run(
        [python, "-m", contender.module, *contender.arguments],
        cwd=contender.root,
        env=os.environ | {"PTB_TIMEDELTA": "1"},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    if ended.returncode == MISSING:
        raise Missing(ended.stderr.strip().splitlines()[-1])
    if ended.returncode:
        raise RuntimeError(f"{contender.name}: {ended.stderr[-2000:]}")
    return float(json.loads(ended.stdout.strip().splitlines()[-1])["value"])


def bytecode(root: Path) -> None:
    """Nobody is to be measured while compiling what the other finds compiled."""
    ours = "actions", "api", "bot", "documents", "domain", "nhacviec", "scheduler", "storage", "web"
    for each in ("benchmarks", *ours):
        compileall.compile_dir(root / each, quiet=1)


def busy() -> str:
    """A warning where others use the machine; empty where nobody does."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load < cores / 2:
        return ""
    return f"The machine is busy (load {load:.1f} on {cores} cores): read ratios, not figures."


@contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """Another commit of the project, gone afterwards; it runs with the libraries of this one."""
    with tempfile.TemporaryDirectory(prefix="nhacviec-bench-") as folder:
        root = Path(folder) / "project"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(root), commit], check=True)
        try:
            bytecode(root)
            yield root
        finally:
            subprocess.run([*git, "remove", "--force", str(root)], check=True)


def as_the_program() -> None:
    """What is imported is not looked through for garbage, as in nhacviec/__main__.py."""
    gc.freeze()


def told(value: float) -> None:
    """What a contender says last."""
    print(json.dumps({"value": value}))


def missing(reason: str) -> None:
    """A contender gives up, with a reason."""
    sys.stderr.write(reason + "\n")
    raise SystemExit(MISSING)


@contextmanager
def messenger() -> Iterator[str]:
    """A Bot API server in a process of its own; its address."""
    program = [sys.executable, "-m", "benchmarks.messenger"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.kill()
