"""What a department is called, which plan it carries out and who signs: its data, not our words."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from domain.messaging.messages import Refusal
from domain.text.dates import read_day
from domain.text.department_kinds import kind_of

PLAN_DATE = "plan_date"
ANY_DAY = date(2000, 1, 1)  # a day with its year is read the same on every day
WITH_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class DepartmentNames:
    """As they stand in messages, on pages and in files; "" for what nobody has set.

    `authority`: the body above it. `symbol`: how its documents are numbered (…/BC-SCT).
    `plan`: number of the plan, with its day and what it is about. `signs_for`: "TL. GIÁM ĐỐC".
    `body`: the word for it in running text, as in "Văn phòng Sở".
    """

    name: str = ""
    body: str = ""
    authority: str = ""
    place: str = ""
    symbol: str = ""
    plan: str = ""
    plan_date: date | None = None
    plan_subject: str = ""
    signs_for: str = ""
    signer_post: str = ""
    signer: str = ""

    @property
    def called(self) -> str:
        """The word for it in running text: as somebody has set it, else as its name begins."""
        return self.body or kind_of(self.name)

    @property
    def facts(self) -> dict[str, str]:
        """For sentences."""
        day = self.plan_date.isoformat() if self.plan_date else ""
        return {"department": self.name, "plan": self.plan, PLAN_DATE: day}


KEYS = tuple(field.name for field in fields(DepartmentNames))
UNNAMED = DepartmentNames()


def renamed(names: DepartmentNames, key: str, value: str) -> DepartmentNames:
    """With one of them changed. Raises Refusal for an unknown one, or a day that is none."""
    if key not in KEYS:
        raise Refusal("naming.no_such", {"what": key, "keys": ", ".join(KEYS)})
    if key != PLAN_DATE:
        return of_json(as_json(names) | {key: " ".join(value.split())})
    day = read_day(value, ANY_DAY) if WITH_YEAR.search(value) else None
    if value and day is None:
        raise Refusal("naming.no_day", {"value": value})
    return replace(names, plan_date=day)


def as_json(names: DepartmentNames) -> dict[str, Any]:
    return asdict(names) | {PLAN_DATE: names.facts[PLAN_DATE]}


def of_json(values: Mapping[str, Any]) -> DepartmentNames:
    """What was kept; what this program does not know any more is left out."""
    known = {key: value for key, value in values.items() if key in KEYS and value}
    day = known.pop(PLAN_DATE, None)
    return DepartmentNames(**known, plan_date=date.fromisoformat(str(day)) if day else None)
