"""Who leads a task and who takes part, and which cells of a task a person should look at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from documents.plan.rows import Row
from domain.imports.deadlines import Deadline
from domain.imports.naming.mentions import Mention, Trouble
from domain.imports.plan_parts import parts, without_roles
from domain.imports.plan_vocabulary import Heading
from domain.imports.rows import Remark, TaskLine
from domain.imports.unit_names import UnitNames

ALWAYS = frozenset(
    (Heading.LEAD, Heading.COORDINATING, Heading.DEADLINE, Heading.RECURRENCE, Heading.MAX_SCORE)
)
"""What a scan says of these is looked at by somebody, however well it was read."""
SURE = 90
NO_DAY = "import.doubt_no_day"
LATEST = 5
"""How many years after its annex a task may end before somebody should look."""


def of_row(row: Row) -> Iterator[Remark]:
    """What the file itself makes doubtful: hidden columns, letters of an old encoding, scans."""
    if row.columns.periods and row.text(Heading.DEADLINE):
        yield Remark(Heading.DEADLINE, "import.doubt_ticked")
    timed = row.columns.periods or Heading.DEADLINE in row.columns.places
    if timed and not (row.text(Heading.DEADLINE) or row.text(Heading.RECURRENCE)):
        yield Remark(Heading.DEADLINE, NO_DAY)
    for heading in row.columns.places:
        cell = row.cell(heading)
        if cell.unseen and row.text(heading):
            yield Remark(heading, "import.doubt_hidden")
        if cell.decoded:
            yield Remark(heading, "import.doubt_encoding", {"value": cell.decoded})
        read = cell.recognised
        if read and row.text(heading) and (heading in ALWAYS or read.confidence < SURE):
            yield Remark(heading, "import.doubt_scan", {"confidence": str(read.confidence)})


def of_task(task: TaskLine, deadline: Deadline, year: int | None) -> Iterator[Remark]:
    if not task.code:
        yield Remark(Heading.NUMBER, "import.doubt_number")
    reason = _of_deadline(task, deadline, year)
    if reason:
        day = f"{task.deadline:%d/%m/%Y}" if task.deadline else ""
        yield Remark(Heading.DEADLINE, reason, {"day": day})


def _of_deadline(task: TaskLine, deadline: Deadline, year: int | None) -> str:
    if task.deadline_text and not deadline.day and not deadline.recurrence:
        return NO_DAY
    if deadline.assumed:
        return "import.doubt_year"
    if deadline.several:
        return "import.doubt_several"
    far = deadline.day and year and not year <= deadline.day.year <= year + LATEST
    return "import.doubt_far" if far else ""


KEPT = {
    Trouble.OUTSIDE: "import.doubt_outside",
    Trouble.AMBIGUOUS: "import.doubt_vague",
    Trouble.ELSEWHERE: "import.doubt_elsewhere",
    Trouble.UNKNOWN: "import.doubt_not_known",
}
GROUP = "import.doubt_group"


@dataclass(slots=True)
class Parties:
    """Codes of units, words of others, and what there is to say of them."""

    leads: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    doubts: list[Remark] = field(default_factory=list)
    wrong: list[Remark] = field(default_factory=list)

    @property
    def outside(self) -> str:
        return "; ".join(dict.fromkeys(" ".join(each.split()) for each in self.others))


def parties(units: UnitNames, lead: str, coordinating: str) -> Parties:
    """What the two cells say; a cell of leads may name partners, too."""
    said, found = parts(lead), Parties()
    _lead(found, units, units.mentions(said.leads))
    _take_part(found, Heading.LEAD, units.mentions(said.partners))
    _take_part(found, Heading.COORDINATING, units.mentions(without_roles(coordinating)))
    found.partners = [code for code in dict.fromkeys(found.partners) if code not in found.leads]
    if not said.sure:
        found.doubts.insert(0, Remark(Heading.LEAD, "import.doubt_roles"))
    return found


def _lead(found: Parties, units: UnitNames, mentions: Sequence[Mention]) -> None:
    """Leads must be units; others beside a certain one are kept as text."""
    certain = any(each.codes and not each.trouble for each in mentions)
    for each in mentions:
        if _kept_beside(each, certain=certain):
            _keep(found, Heading.LEAD, each)
        elif each.trouble and not (each.group and each.codes):
            found.wrong.append(_remark(Heading.LEAD, f"import.{each.trouble.value}", each))
        else:
            found.leads += [code for code in each.codes if code not in found.leads]
            found.doubts += _group(each, units)
    if not found.leads and not found.wrong:
        found.wrong.append(Remark(Heading.LEAD, "import.lead_missing"))


def _kept_beside(mention: Mention, *, certain: bool) -> bool:
    """Whether it may be left as text where another unit leads: no unit of ours can be meant."""
    if mention.learnt and not mention.codes:
        return True
    ours = mention.trouble is Trouble.UNKNOWN or bool(mention.suggestions)
    return certain and mention.trouble is not None and not ours


def _take_part(found: Parties, heading: Heading, mentions: Iterable[Mention]) -> None:
    """Nobody that only takes part ever refuses a task."""
    for each in mentions:
        if each.trouble or not each.codes:
            _keep(found, heading, each)
        else:
            found.partners += each.codes


def _keep(found: Parties, heading: Heading, mention: Mention) -> None:
    found.others.append(mention.words)
    if mention.trouble:
        found.doubts.append(_remark(heading, KEPT[mention.trouble], mention))


def _group(mention: Mention, units: UnitNames) -> Iterator[Remark]:
    """Which units a group of leads was taken to be."""
    if mention.group:
        names = [unit.name for unit in units.units if unit.code in mention.codes]
        facts = {"value": mention.words, "units": "; ".join(names)}
        yield Remark(Heading.LEAD, GROUP, facts)


def _remark(heading: Heading, reason: str, mention: Mention) -> Remark:
    facts = {"value": mention.words, "guess": next(iter(mention.suggestions), "")}
    return Remark(heading, reason, facts, mention.suggestions or mention.offered)
