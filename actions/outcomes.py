"""What came of an act: done, changed meanwhile, or refused; with the facts that follow from it."""

from collections.abc import Awaitable
from dataclasses import dataclass, field

from domain.messaging.messages import Facts, Refusal


@dataclass(frozen=True, slots=True)
class Done:
    """`facts`: for whoever says it. `told`: the names of those who hear of it."""

    facts: Facts = field(default_factory=dict)
    told: tuple[str, ...] = ()


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


async def attempt(act: Awaitable[Done | Changed]) -> Outcome:
    """The same with a refusal as an outcome, where many are done one after the other."""
    try:
        return await act
    except Refusal as refused:
        return Refused(refused.key, refused.facts)
