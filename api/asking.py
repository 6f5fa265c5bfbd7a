"""One request to the read API: which token asks, of which units, for which page of what."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from api.answers import Problem
from domain.calendar.periods import Period
from domain.people.api_tokens import ApiToken, ReadKind
from domain.people.units import Tree, Unit
from domain.reporting.cycles import Cycle, CycleState
from storage.engine.database import Tx
from storage.reports import cycles

PAGE, MOST_PAGE = 100, 500
MOST_ROWS = 20_000
PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)  # ids of any database


@dataclass(frozen=True, slots=True)
class Asked:
    """`given`: the parameters. `table`: everything is wanted at once, to stand in a spreadsheet."""

    tx: Tx
    token: ApiToken
    tree: Tree
    now: datetime
    given: Mapping[str, str]
    table: bool = False

    @property
    def own(self) -> Unit:
        """The unit of the token."""
        return self.tree.by_id[self.token.unit_id]

    @property
    def root(self) -> Unit:
        """Its department."""
        return self.tree.upwards(self.token.unit_id)[-1]

    @property
    def names(self) -> bool:
        """Whether people may be named."""
        return self.token.may(ReadKind.NAMES)

    @property
    def units(self) -> Collection[int]:
        """Those asked for, of those that the token reads of. Raises Problem."""
        code, whole = self.given.get("unit"), self.tree.subtree(self.token.unit_id)
        if code is None:
            return whole
        unit = self.tree.by_code.get(code)
        if unit is None or unit.id not in whole:
            raise Problem(404, "no such unit, or not for this token")
        return self.tree.subtree(unit.id)

    @property
    def everything(self) -> bool:
        """Whether no unit of the department is left out."""
        return self.tree.subtree(self.root.id) <= frozenset(self.units)

    @property
    def most(self) -> int:
        """How many a page has. Raises Problem."""
        given = self.given.get("limit")
        if given is None:
            return MOST_ROWS if self.table else PAGE
        if not NUMBER.fullmatch(given) or not 1 <= int(given) <= MOST_PAGE:
            raise Problem(422, f"limit: a number from 1 to {MOST_PAGE}")
        return int(given)

    @property
    def after(self) -> int:
        return self.number("cursor") or 0

    def number(self, name: str) -> int | None:
        """A number among the parameters. Raises Problem."""
        given = self.given.get(name)
        if given is None:
            return None
        if not NUMBER.fullmatch(given):
            raise Problem(422, f"{name}: up to 9 digits")
        return int(given)

    async def cycle(self) -> Cycle:
        """The period asked for, else the one opened last. Raises Problem."""
        given = self.given.get("period")
        if given is not None and not PERIOD.fullmatch(given):
            raise Problem(422, "period: as in 2025-10")
        if given is None:
            found = await cycles.newest(self.tx, self.root.id)
        elif given.startswith("0000"):
            found = None
        else:
            found = await cycles.find(self.tx, self.root.id, Period.parse(given))
        if found is None or found.state is CycleState.PLANNED:
            raise Problem(404, "no such period, or not opened yet")
        return found


def asked_for(request: Request, known: Collection[str]) -> Mapping[str, str]:
    """The parameters of the address and its query. Raises Problem for one that nobody knows."""
    given = [*request.query_params.multi_items()]
    for name, _ in given:
        if name not in known or [each for each, _ in given].count(name) > 1:
            raise Problem(422, f"{name[:40]}: unknown, or given twice")
    return {**dict(given), **request.path_params}
