"""Routes one incoming event: to a button, a command, a step, or what reads words."""

from collections.abc import Sequence
from dataclasses import replace

from bot.inbound.context import UpdateContext
from bot.inbound.route_table import Route
from bot.inbound.routing import step_key
from bot.inbound.turn import Turn
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Refusal, Reply
from domain.text.cleaning import clean
from storage.messaging import conversations
from storage.messaging.conversations import ConversationState

TYPED = ("message", "sticker")


async def decide(context: UpdateContext) -> Sequence[Reply]:
    """The answers; a refusal of the rules is an answer too."""
    try:
        return await _decide(context)
    except Refusal as no:
        return [Reply(no.key, no.facts)]


async def _decide(context: UpdateContext) -> Sequence[Reply]:
    event = context.event
    kind = "contact" if event.contact is not None and event.kind in TYPED else event.kind
    if kind in TYPED and event.tap:
        return await press(context, event.tap)
    if kind in TYPED and clean(event.text).startswith("/"):
        return await _commanded(context)
    return await _handled(context, context.routes.events[kind])


async def _handled(context: UpdateContext, route: Route, *about: object) -> Sequence[Reply]:
    context.enter(route.require)
    replies: Sequence[Reply] = await route.handle(context, *about)
    return replies


async def press(context: UpdateContext, pressed: str) -> Sequence[Reply]:
    """What a button does; a number that stands for one does the same."""
    context.event = replace(context.event, tap=pressed)
    action = ButtonAction.parse(pressed)
    route = context.routes.buttons.get(action.action) if action else None
    if route is not None:
        return await _handled(context, route, action)
    place = await conversations.find(context.tx, context.chat, context.acted_at)
    if place is not None and action is not None:
        return await take_step(context, place)
    return await _handled(context, context.routes.events["unknown_button"])


async def _commanded(context: UpdateContext) -> Sequence[Reply]:
    name, _, argument = clean(context.event.text).partition(" ")
    route = context.routes.commands.get(name.split("@")[0].casefold())
    if route is None:
        return await _handled(context, context.routes.events["unknown_command"])
    context.enter(route.require)
    await context.stop_waiting()
    return await _handled(context, route, argument)


async def take_step(context: UpdateContext, place: ConversationState) -> Sequence[Reply]:
    """One turn of the conversation that this chat is in."""
    route = context.routes.steps.get(step_key(place.flow, place.step))
    if route is None:
        await context.stop_waiting()
        return [Reply("registration.lost")]
    context.enter(route.require)
    turn: Turn = route.handle(place.data, context.event)
    await context.stop_waiting()
    if turn.goto is not None:
        await context.wait_for(place.flow, turn.goto, **turn.data)
    replies = [turn.say] if turn.say else []
    if turn.effect is not None:
        replies += await context.routes.effects[type(turn.effect)](context, turn.effect)
    return replies
