"""The start of a chat: an invitation code that came along, a greeting, or one's own duties."""

from bot.features.profile import handlers as profile
from bot.features.registration import handlers as registration
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.messages import Reply
from domain.people.access import Entrance

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
