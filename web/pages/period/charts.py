"""Charts as SVG from the server: only places are worked out here, the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.calendar.work_calendar import ONE_DAY, at_local, local_day

WIDTH, HEIGHT = 760, 262
LEFT, RIGHT, TOP, BOTTOM = 44, 744, 30, 232


@dataclass(frozen=True, slots=True)
class Axis:
    """Instants from left to right."""

    begins: datetime
    ends: datetime

    def x(self, instant: datetime) -> float:
        share = (instant - self.begins) / (self.ends - self.begins)
        return round(LEFT + max(0.0, min(1.0, share)) * (RIGHT - LEFT), 1)

    @property
    def days(self) -> list[datetime]:
        """Noon of each local day, at most fourteen of them."""
        first, last = local_day(self.begins), local_day(self.ends - timedelta(seconds=1))
        count = (last - first).days + 1
        step = -(-count // 14)
        noons = (at_local(first + ONE_DAY * number, time(12)) for number in range(0, count, step))
        return [noon for noon in noons if self.begins <= noon <= self.ends]


def y(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def steps(axis: Axis, counts: Sequence[tuple[datetime, int]], whole: int, until: datetime) -> str:
    """A line that climbs in steps: after each hour, the share of the whole so far."""
    done, line = 0, [f"M{LEFT} {BOTTOM}"]
    for hour, count in counts:
        done += count
        line.append(f"H{axis.x(min(hour + timedelta(hours=1), until))}V{y(done / max(whole, 1))}")
    return "".join([*line, f"H{axis.x(until)}"])


def closed(line: str) -> str:
    """The area under a line."""
    return f"{line}V{BOTTOM}H{LEFT}Z"
