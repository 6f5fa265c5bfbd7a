"""What came of an act: done, changed meanwhile, or refused; with the facts that follow from it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from domain.messaging.messages import Facts, Refusal
from storage.engine.database import Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """`facts`: for whoever says it. `told`: the names of those who hear of it.

    `undo`: how it was before, for whoever can take it back.
    """

    facts: Facts = field(default_factory=dict)
    told: tuple[str, ...] = ()
    undo: tuple[Facts, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody was quicker; nothing was stored. `facts`: of what stands now."""

    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """The rules say no; `key` names the sentence that says why."""

    key: str
    facts: Facts = field(default_factory=dict)


Outcome = Done | Changed | Refused


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of the same act on many things, each done or left alone by itself."""

    done: tuple[Done, ...]
    changed: int
    refused: tuple[Refused, ...]

    @property
    def facts(self) -> dict[str, Any]:
        """How many were done, how many had changed, and each reason of a refusal once."""
        why = {each.key: {"key": each.key, "facts": dict(each.facts)} for each in self.refused}
        counts = {"count": len(self.done), "changed": self.changed, "no": len(self.refused)}
        return {**counts, "refused": list(why.values())}

    @property
    def undo(self) -> tuple[Facts, ...]:
        return tuple(step for each in self.done for step in each.undo)


async def attempt(act: Awaitable[Done | Changed]) -> Outcome:
    """The same with a refusal as an outcome, where many are done one after the other."""
    try:
        return await act
    except Refusal as refused:
        return Refused(refused.key, refused.facts)


async def attempt_all(
    tx: Tx, things: Iterable[T], act: Callable[[T], Awaitable[Done | Changed]]
) -> Tally:
    """One after the other; of what is not done nothing is stored, and the others go on."""
    done: list[Done] = []
    refused: list[Refused] = []
    changed = 0
    for each in things:
        point = await tx.begin_nested()
        outcome = await attempt(act(each))
        if isinstance(outcome, Done):
            await point.commit()
            done.append(outcome)
            continue
        await point.rollback()
        changed += isinstance(outcome, Changed)
        refused += [outcome] if isinstance(outcome, Refused) else []
    return Tally(tuple(done), changed, tuple(refused))
