"""Each channel with its state, people, queue and budget; alarms; messages that did not arrive."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from domain.messaging.outbox import MessageState
from domain.people.chat_links import messenger_of
from domain.people.permissions import Action
from domain.people.units import Tree
from storage.board import channels
from storage.engine.database import Tx
from storage.messaging import quarantine, quota_usage
from storage.monitoring import health_findings
from storage.people import units
from storage.plans import ladder
from web import periods
from web.request import BoardRequest
from web.routing import BoardRouter

routes = BoardRouter()
routes.section("channels", "/kenh", icon="kenh", place=90, require=Action.VIEW_CHANNELS)

LATELY = timedelta(days=7)
SILENT = timedelta(minutes=2)
"""A channel of which nothing was told for so long is not being listened to."""
MOST_TROUBLED = 50


@routes.get("/kenh", require=Action.VIEW_CHANNELS)
async def show(request: BoardRequest) -> Response:
    since = request.now - LATELY
    async with request.board.db.read() as tx:
        tree, root = await units.tree(tx), await periods.root(tx, request)
        within = None if _alone(tree) else tree.subtree(root.id)
        queues = await channels.queues(tx, request.now)
        facts = {
            "section": "channels",
            "rows": await _rows(tx, request, queues, (root.code, within)),
            "queues": queues,
            "budgets": await _budgets(tx, request, root.code),
            "findings": await health_findings.standing(tx),
            "held": await quarantine.stands(tx),
            "troubled": await channels.troubled(tx, since, within, MOST_TROUBLED),
            "cycle": await periods.newest(tx, request),
        }
    return request.page("pages/channels/page.html", facts)


def _alone(tree: Tree) -> bool:
    return sum(each.parent_id is None for each in tree.by_id.values()) == 1


async def _rows(
    tx: Tx,
    request: BoardRequest,
    queues: Mapping[str, channels.Queue],
    own: tuple[str, Collection[int] | None],
) -> list[dict[str, Any]]:
    """Channels that anybody is on, or that a bot serves; of other departments' bots, none."""
    code, within = own
    bots, heard = await channels.bots(tx), await channels.heard(tx)
    people, fates = (
        await channels.people(tx, within),
        await channels.fates(tx, request.now - LATELY),
    )
    names = sorted({*bots, *heard, *people, *fates} - {""})
    return [
        {
            "name": name,
            "messenger": messenger_of(name),
            "bot": bots.get(name),
            "heard": heard.get(name),
            "standing": _standing(bots.get(name), heard.get(name), request.now),
            "people": people.get(name, 0),
            "queue": queues.get(name, channels.Queue()),
            "sent": fates.get(name, {}).get(MessageState.SENT.value, 0),
            "failed": fates.get(name, {}).get(MessageState.FAILED.value, 0),
        }
        for name in names
        if name.partition(":")[2] in ("", code)
    ]


def _standing(bot: channels.Bot | None, heard: channels.Heard | None, now: datetime) -> str:
    """The worst that is known: down, silent, pausing, catching up; else well."""
    if bot is not None and bot.down_since is not None:
        return "down"
    if heard is not None and heard.seen_at < now - SILENT:
        return "silent"
    if bot is not None and bot.paused_until > now:
        return "pausing"
    return "behind" if heard is not None and not heard.complete else "well"


async def _budgets(tx: Tx, request: BoardRequest, code: str) -> list[dict[str, Any]]:
    """What each bot with a quota has used, and what a period still needs of it."""
    policy = await ladder.policy_of(tx, (await periods.root(tx, request)).id, request.board.policy)
    return [
        {
            "name": name,
            "budget": await quota_usage.forecast(tx, name, quota, policy, request.now),
        }
        for name, quota in request.board.quotas.items()
        if quota.serves(code)
    ]
