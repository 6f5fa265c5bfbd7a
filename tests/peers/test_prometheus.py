"""Prometheus takes the rules that we ship."""

import subprocess
from pathlib import Path

from tests.peers.conftest import program

RULES = Path(__file__).parents[2] / "deploy" / "alerts.yml"


def test_the_rules_are_rules() -> None:
    done = subprocess.run(
        [program("promtool"), "check", "rules", RULES], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
