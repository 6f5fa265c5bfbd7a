"""Killed at any instant, the service loses no answer and no message, and says nothing twice."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KILLS = int(os.environ.get("KILLS", "10"))
ROOT = Path(__file__).parents[3]


def verdict_after(folder: Path, kills: int, probe: str) -> dict[str, Any]:
    driver = [sys.executable, "-m", "tests.flows.kills.kill_telegram"]
    run = subprocess.run(
        [*driver, str(folder), str(kills), "5064", probe],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200 + 4 * kills,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    verdict: dict[str, Any] = json.loads(run.stdout)
    sys.stdout.write(run.stdout)
    return verdict


@pytest.mark.crash
@pytest.mark.timeout(240 + 4 * KILLS)
def test_killing_the_process_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    verdict = verdict_after(tmp_path, KILLS, "on")
    assert verdict["killed"] >= KILLS
    assert verdict["uncertain"] > 0, "no kill hit a message in flight: nothing was tried"
    for wrong in ("unfinished", "lost", "duplicated", "failed"):
        assert verdict[wrong] == [], wrong
    assert set(verdict["kinds_expired"]) <= {"answer"}, "only what has no button may be left"
    assert verdict["effects"] == [1] * 7
    assert verdict["statuses"] == ["in_progress"]


@pytest.mark.crash
def test_a_messenger_that_cannot_be_asked_is_told_no_reminder_twice(tmp_path: Path) -> None:
    verdict = verdict_after(tmp_path, 8, "off")
    assert verdict["uncertain"] > 0, "no kill hit a message in flight: nothing was tried"
    for wrong in ("unfinished", "lost", "failed"):
        assert verdict[wrong] == [], wrong
    assert set(verdict["duplicated_kinds"]) <= {"escalation", "alarm", "?"}
    assert set(verdict["kinds_expired"]) <= {"reminder", "answer", "notice"}
    assert verdict["effects"] == [1] * 7
