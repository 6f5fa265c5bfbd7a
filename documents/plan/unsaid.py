"""Which fields of its tasks an annex says nothing of, as it has no column for them."""

from collections.abc import Sequence, Set

from domain.imports.plan_parts import parts
from domain.imports.plan_rows import AnnexRow
from domain.imports.plan_vocabulary import Heading

SAID_BY = {
    Heading.CRITERION: ("criterion",),
    Heading.LIMITATION: ("limitation",),
    Heading.OUTPUT: ("output",),
    Heading.MAX_SCORE: ("max_score",),
    Heading.DEADLINE: ("deadline", "deadline_text"),
}
"""Fields of `TaskLine` that nothing but a column of their own can say."""
PARTNERS = ("coordinating_codes", "outside")


def unsaid(named: Set[Heading], rows: Sequence[AnnexRow]) -> tuple[str, ...]:
    """Names of fields of `TaskLine`; `named`: the columns that the file's tables have.

    The lead's column says who takes part as soon as one of its cells does, and a field may be
    named by sections: then what is not there is said to be none.
    """
    kept = [name for heading, names in SAID_BY.items() if heading not in named for name in names]
    often = {Heading.DEADLINE, Heading.RECURRENCE} & named
    partners = Heading.COORDINATING in named or any(_names_partners(row) for row in rows)
    fields = Heading.FIELD in named or any(row.cells[Heading.FIELD] for row in rows)
    return (
        *kept,
        *(() if often else ("recurrence",)),
        *(() if partners else PARTNERS),
        *(() if fields else ("field",)),
    )


def _names_partners(row: AnnexRow) -> bool:
    return bool(parts(row.cells[Heading.LEAD]).partners.strip())
