"""Killed at any instant, the service loses no answer and no letter, and says nothing twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("KILLS", "60"))
ROOT = Path(__file__).parents[2]


@pytest.mark.crash
def test_killing_the_process_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.flows.kill_driver", str(tmp_path), str(KILLS), "5064"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60 + 3 * KILLS,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    verdict = json.loads(run.stdout)
    assert verdict["killed"] >= KILLS
    assert verdict["unfinished"] == []
    assert verdict["lost"] == []
    assert verdict["duplicated"] == []
    assert verdict["expired"] == []
    assert verdict["looked_into"] > 0, "no kill hit a message in flight: nothing was tried"
    assert verdict["answers"] == 7
    assert verdict["effects"] == [1] * 7
    assert "duty-digest:2025-10:rung:7:CB002" in verdict["keys"]
    assert "duty-digest:2025-10:rung:1:CB021" not in verdict["keys"]
