"""The frozen form of an issued report: canonical JSON, so that equal rows have equal hashes."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from domain.calendar.periods import Period
from domain.reporting.cycles import Cycle
from domain.summaries.report_snapshots import Snapshot

FORM = 1
"""Of the frozen text; a later form must still read the earlier ones."""
TIMES = ("due_day", "due_at", "late_after")
ROWS: TypeAdapter[Snapshot] = TypeAdapter(Snapshot)


def freeze(snapshot: Snapshot) -> str:
    """The same rows give the same text."""
    cycle = snapshot.cycle
    times: dict[str, Any] = {name: getattr(cycle, name).isoformat() for name in TIMES}
    plain = ROWS.dump_python(snapshot, mode="json", exclude={"cycle"})
    plain |= {"form": FORM, "cycle": {"period": str(cycle.period), **times}}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def thaw(content: str, cycle: Cycle) -> Snapshot:
    """The snapshot again, of this cycle, with the times that held when it was frozen."""
    plain = json.loads(content)
    del plain["form"]
    times = plain["cycle"]
    then = replace(
        cycle,
        period=Period.parse(times["period"]),
        due_day=date.fromisoformat(times["due_day"]),
        due_at=datetime.fromisoformat(times["due_at"]),
        late_after=datetime.fromisoformat(times["late_after"]),
    )
    return ROWS.validate_python({**plain, "cycle": then})
