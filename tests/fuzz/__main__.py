"""Fuzzes one target for some minutes, led by what code it reaches: `make fuzz` runs all of them.

What is found is kept beside the seeds, so that the tests have it from then on.
"""

import sys
from pathlib import Path

import atheris
import structlog

SEEDS = Path(__file__).parent / "seeds"
SLOWEST_S, MOST_MB, LONGEST = 20, 2_048, 65_536


def main(name: str, minutes: float) -> None:
    with atheris.instrument_imports(include=["bot", "documents", "domain", "storage"]):
        from tests.fuzz.targets import TARGETS
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("CRITICAL"))
    (SEEDS / name).mkdir(exist_ok=True)
    found = Path("var/fuzz") / name
    found.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={round(minutes * 60)}",
        f"-timeout={SLOWEST_S}",
        f"-rss_limit_mb={MOST_MB}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={SEEDS / name}/found-",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(found), str(SEEDS / name)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
