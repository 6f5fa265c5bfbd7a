"""Every seed, and a fixed number of broken copies of each: what `make fuzz` does for minutes."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

SEEDS = Path(__file__).parent / "seeds"
EXAMPLES = 150
STORIES = [(name, path) for name in sorted(TARGETS) for path in sorted((SEEDS / name).iterdir())]
Edit = tuple[int, int, bytes]
EDITS = st.lists(
    st.tuples(
        st.integers(0, 2**16),
        st.integers(0, 64),
        st.one_of(
            st.binary(max_size=8), st.sampled_from([b"\0", b"-1", b"9" * 40, b"<", b'"', b"\xff"])
        ),
    ),
    min_size=1,
    max_size=6,
)


def broken(seed: bytes, edits: list[Edit]) -> bytes:
    """A copy in which some places hold something else."""
    for place, length, instead in edits:
        at = place % (len(seed) + 1)
        seed = seed[:at] + instead + seed[at + length :]
    return seed


@pytest.mark.parametrize(("name", "path"), STORIES, ids=[f"{n}-{p.name}" for n, p in STORIES])
def test_a_seed_is_read_or_refused(name: str, path: Path) -> None:
    TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_broken_seed_is_read_or_refused(name: str) -> None:
    seeds = [path.read_bytes() for path in sorted((SEEDS / name).iterdir())]

    @settings(max_examples=EXAMPLES, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(seeds), EDITS)
    @example(b"", [(0, 0, b"\0")])
    def fuzz(seed: bytes, edits: list[Edit]) -> None:
        TARGETS[name](broken(seed, edits))

    fuzz()
