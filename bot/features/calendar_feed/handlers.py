"""The command /lich: an address for the calendar program, a new one, or an end of it."""

from actions import calendar_feed
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.calendar_feed.addresses import address
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.access import Entrance
from domain.text.normalize import plain
from storage.calendar_feed import addresses
from storage.calendar_feed.addresses import CalendarFeed

routes = Router()

NEW = ("moi", "new")
END = ("huy", "thoi", "tat", "thu hoi", "off")
RENEW_CHOICE = Choice("choice.new_calendar", str(ButtonAction("calnew")))
END_CHOICE = Choice("choice.end_calendar", str(ButtonAction("calend")))


@routes.command("/lich", require=Entrance.MEMBER, menu=30)
async def command(context: UpdateContext, argument: str) -> list[Reply]:
    """Without a word: an address, or what may be done with the one that there is."""
    said = plain(argument).rstrip(" .")
    if said in END:
        return await end(context)
    there = await addresses.of(context.tx, context.me.id)
    if there is None or said in NEW:
        return await give(context)
    return [_there(there)]


def _there(feed: CalendarFeed) -> Reply:
    facts = {
        "since": feed.created_at.isoformat(),
        "read_at": feed.read_at.isoformat() if feed.read_at else "",
    }
    return Reply("calendar.there", facts, (RENEW_CHOICE, END_CHOICE))


@routes.simple_button("calnew", require=Entrance.MEMBER)
async def give(context: UpdateContext) -> list[Reply]:
    """A new address; the one before it no longer opens anything."""
    if not context.dependencies.public_url:
        raise Refusal("calendar.off")
    token = context.dependencies.new_token()
    await calendar_feed.give(context.acting, context.chat, token)
    return [Reply("calendar.address", {"url": address(context.dependencies.public_url, token)})]


@routes.simple_button("calend", require=Entrance.MEMBER)
async def end(context: UpdateContext) -> list[Reply]:
    ended = await calendar_feed.end(context.acting)
    return [Reply("calendar.ended" if ended else "calendar.none")]
