"""Several processes on PostgreSQL, killed and stopped at random: nothing is lost or said twice."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import POSTGRES_BINARIES

BLOWS = int(os.environ.get("KILLS", "8"))
WORKERS = int(os.environ.get("WORKERS", "2"))
HURRY = os.environ.get("HURRY", "0.15")
TAKEN_OVER_S = 30.0
ENGINES = os.environ.get("ENGINES", "local").split()
ROOT = Path(__file__).parents[3]


@pytest.mark.crash
@pytest.mark.timeout(1800 + 10 * BLOWS)
@pytest.mark.parametrize("engine", ENGINES)
def test_processes_that_die_or_stand_still_are_replaced(tmp_path: Path, engine: str) -> None:
    """With a queue of jobs, too, whose tables are emptied meanwhile."""
    if not POSTGRES_BINARIES:
        pytest.skip("PostgreSQL is not installed: several processes are not exercised")
    verdict = verdict_after(tmp_path, engine)
    assert engine == "local" or verdict["emptied"] > 0
    assert verdict["killed"] + verdict["stopped"] > BLOWS // 2
    assert verdict["uncertain"] > 0, "nothing was hit in flight: nothing was tried"
    for wrong in ("unfinished", "lost", "duplicated", "failed"):
        assert verdict[wrong] == [], wrong
    assert set(verdict["kinds_expired"]) <= {"answer"}, "only what has no button may be left"
    assert verdict["effects"] == [1] * 7
    assert verdict["statuses"] == ["in_progress"]
    assert max(verdict["longest_s"].values()) <= TAKEN_OVER_S * float(HURRY) + 2


def verdict_after(folder: Path, engine: str) -> dict[str, Any]:
    driver = [sys.executable, "-m", "tests.flows.kills.kill_cluster"]
    run = subprocess.run(
        [*driver, str(folder), str(BLOWS), str(WORKERS), HURRY, engine],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1800 + 10 * BLOWS,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    verdict: dict[str, Any] = json.loads(run.stdout)
    sys.stdout.write(run.stdout)
    return verdict
