"""The start of a chat, and what a chat reports: a phone card, that it was blocked, a flood."""

from collections.abc import Sequence

from bot.features.profile import handlers as profile
from bot.features.registration import handlers as registration
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.messages import Reply
from domain.people.access import Entrance
from domain.people.chat_links import LinkState
from storage.messaging import chat_links

routes = Router()


@routes.command("/start", require=Entrance.ANYBODY)
async def start(context: UpdateContext, argument: str) -> list[Reply]:
    """A code is tried; a stranger is greeted, an official sees the duties."""
    secret = registration.secret_in(argument, announced=True)
    if secret is not None:
        return await registration.try_secret(context, secret)
    if context.official is None:
        return await registration.hello(context)
    return [*await profile.show_first(context), profile.help_text(context)]


@routes.event("contact", require=Entrance.ANYBODY)
async def take_contact(context: UpdateContext) -> Sequence[Reply]:
    contact = context.event.contact
    return await registration.by_contact(context, contact) if contact else []


@routes.event("blocked", "unblocked", require=Entrance.ANYBODY)
async def change_link(context: UpdateContext) -> Sequence[Reply]:
    blocked = context.event.kind == "blocked"
    state = LinkState.SUSPENDED if blocked else LinkState.ACTIVE
    reason = "blocked" if blocked else ""
    if await chat_links.change(context.tx, context.chat, state, reason, context.now):
        await context.record(f"link.{state}", context.me.subject, channel=context.chat.channel)
    return []


@routes.event("flood", require=Entrance.ANYBODY)
async def slow_down(_context: UpdateContext) -> Sequence[Reply]:
    return [Reply("help.too_many")]
