"""What a reply in words costs: `python -m benchmarks.wording time|memory`, over labelled replies.

`time`: processor time of a reply, the median, in ms; `memory`: what words, patterns and weights take
at their peak while a thousand replies are read, in MiB beyond the loaded program.
"""

import argparse
import csv
import statistics
import time
import tracemalloc
from pathlib import Path

from benchmarks.measuring import told
from domain.replies.interpreter import interpret

REPLIES = Path(__file__).parents[1] / "tests/domain/data/replies_labelled.csv"
READ = 1000


def texts() -> list[str]:
    """About a thousand replies, evenly picked, so that each phenomenon is there."""
    with REPLIES.open(encoding="utf-8") as lines:
        every = [row["text"] for row in csv.DictReader(lines)]
    return every[:: max(1, len(every) // READ)]


def median_ms(replies: list[str]) -> float:
    """The first reply compiles the patterns and is not counted."""
    interpret(replies[0])
    took = []
    for text in replies:
        begun = time.process_time_ns()
        interpret(text)
        took.append(time.process_time_ns() - begun)
    return statistics.median(took) / 1e6


def memory_mib(replies: list[str]) -> float:
    tracemalloc.start()
    for text in replies:
        interpret(text)
    return tracemalloc.get_traced_memory()[1] / 2**20


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("what", choices=("time", "memory"))
    measure = {"time": median_ms, "memory": memory_mib}[asked.parse_args().what]
    told(measure(texts()))


if __name__ == "__main__":
    main()
