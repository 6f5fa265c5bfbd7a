"""What is said about a message that was not kept because it is, or may be, a state secret."""

from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from bot.inbound.secrecy_filter import SENDING_AGAIN
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.messaging.outbox import Kind
from domain.people.access import Entrance
from storage.people import officials

routes = Router()


@routes.event("secret", require=Entrance.ANYBODY)
@routes.simple_button("issecret", require=Entrance.ANYBODY)
async def forget(context: UpdateContext) -> list[Reply]:
    """Tell the sender what to do, and the Office who and when, never what."""
    roster = await officials.roster(context.tx, context.now)
    told = roster.within(context.me.unit_id).office() if context.official else ()
    for receiver in told:
        await context.tell(
            receiver.id,
            "help.secret_told",
            {"at": context.acted_at.isoformat(), "name": context.me.name},
            key=f"secret:{context.chat.channel}:{context.event.event_id}:{receiver.id}",
            kind=Kind.ALARM,
        )
    await _record(context, "suspected")
    return [Reply("help.secret")]


@routes.event("unclear", require=Entrance.ANYBODY)
async def ask(context: UpdateContext) -> list[Reply]:
    """Only the person can say what is meant; nobody else hears of it."""
    await _record(context, "asked")
    choices = (
        Choice("choice.no_secret", str(ButtonAction("nosecret"))),
        Choice("choice.is_secret", str(ButtonAction("issecret"))),
    )
    return [Reply("help.secret_unclear", choices=choices)]


@routes.simple_button("nosecret", require=Entrance.ANYBODY)
async def believe(context: UpdateContext) -> list[Reply]:
    """It was not kept, so that it has to be sent again."""
    await _record(context, "denied")
    return [Reply("help.secret_again", choices=(Choice("choice.drop_secret", SENDING_AGAIN),))]


@routes.simple_button("dropsecret", require=Entrance.ANYBODY)
async def let_be(context: UpdateContext) -> list[Reply]:
    """The next prompt ends the time in which the word counts."""
    choices = (Choice("choice.back", str(ButtonAction("mine"))),) if context.official else ()
    return [Reply("help.secret_dropped", choices=choices)]


async def _record(context: UpdateContext, what: str) -> None:
    place = f"{context.chat.channel}:{context.event.event_id}"
    await context.record(f"secret.{what}", place)
