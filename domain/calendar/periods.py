"""A reporting period: one calendar month, written 2025-10."""

import re
from dataclasses import dataclass
from datetime import date

from domain.messaging.messages import Refusal

WRITTEN = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})[/-](\d{4})")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read "2025-10", "10/2025" or "10-2025"; refuse anything else."""
        match = WRITTEN.fullmatch(text.strip())
        if match is None:
            raise Refusal("period.unreadable", {"text": text.strip()[:20]})
        year, month, month_first, year_last = match.groups()
        period = cls(int(year or year_last), int(month or month_first))
        if not (1 <= period.month <= 12 and period.year > 0):
            raise Refusal("period.unreadable", {"text": text.strip()[:20]})
        return period

    @classmethod
    def containing(cls, day: date) -> "Period":
        return cls(day.year, day.month)

    def shifted(self, months: int) -> "Period":
        count = self.year * 12 + self.month - 1 + months
        return Period(count // 12, count % 12 + 1)

    def day(self, number: int) -> date:
        return date(self.year, self.month, number)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
