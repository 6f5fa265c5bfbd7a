"""What an answer may need from outside: the address of the pages, new tokens, limits."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.imports.changes.endings import SHARE
from domain.messaging.messages import Refusal
from domain.messaging.quota import Budget, Quota
from domain.people.chat_links import Home


def _no_token() -> str:
    raise Refusal("help.no_web")


async def _no_budget(_now: datetime, _unit: str) -> Budget | None:
    return None


@dataclass(frozen=True, slots=True)
class HandlerDependencies:
    """What an answer may need besides: `public_url` of the pages, and `new_token` for links.

    `quotas`: what channels bear, where that is limited. `aside`: channels that do not become the
    one to write to first when somebody has another. `budget`: what the channel of a department
    whose quota is the tightest can still bear; None where there is none. `new_code`: for
    invitations, to type. `homes`: of the channels that belong to one department; the others are
    everybody's. `end_share`: how many of a hundred people or tasks an import may end without a
    second question. `unit_groups`: whether groups of units may be linked. `keeps_seen`: whether it
    is kept when somebody has seen a message.
    """

    public_url: str = ""
    new_token: Callable[[], str] = _no_token
    quotas: Mapping[str, Quota] = field(default_factory=dict)
    aside: Collection[str] = ("web",)
    budget: Callable[[datetime, str], Awaitable[Budget | None]] = _no_budget
    new_code: Callable[[], str] = _no_token
    homes: Mapping[str, Home] = field(default_factory=dict)
    end_share: int = SHARE
    unit_groups: bool = False
    keeps_seen: bool = False
