"""Questions: passed on to whoever can answer, and the answer brought back."""

from bot.features.questions.conversation import AnswerQuestion
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.messaging.outbox import Kind
from domain.people.officials import Official, Role
from domain.people.permissions import Action, Target
from domain.reporting.recipients import Roster
from storage.people import officials
from storage.reports import duties, questions
from storage.reports.questions import Question

routes = Router()

FLOW = "asking"


async def ask(context: UpdateContext, text: str, duty_id: int | None = None) -> list[Reply]:
    """Put the question before the unit's focal point, or before the Office."""
    duty = await duties.find(context.tx, duty_id) if duty_id else None
    question_id = await questions.add(
        context.tx, asker_id=context.me.id, duty_id=duty_id, text=text, now=context.acted_at
    )
    receivers = _receivers(await officials.roster(context.tx, context.now), context.me)
    unit = (await context.tree()).by_id[context.me.unit_id]
    facts = {
        "asker": context.me.name,
        "unit": unit.name,
        "code": duty.task_code if duty else "",
        "text": text,
    }
    for receiver in receivers:
        await context.tell(
            receiver.id,
            "question.asked",
            facts | {"name": receiver.name},
            key=f"question:{question_id}:{receiver.id}",
            choices=(Choice("choice.reply", str(ButtonAction("reply", question_id))),),
        )
    await context.record("asked", f"question:{question_id}")
    names = ", ".join(receiver.name for receiver in receivers)
    return [Reply("question.passed_on", {"names": names})]


def _receivers(roster: Roster, asker: Official) -> tuple[Official, ...]:
    """The focal point of the asker's unit, if that is somebody else who can be reached."""
    own = roster.within(asker.unit_id)
    focal = roster.reachable(roster.holders(Role.FOCAL_POINT, asker.unit_id))
    others = tuple(each for each in focal if each.id != asker.id)
    return others or tuple(each for each in own.office() if each.id != asker.id)


@routes.id_button("reply", require=Action.ANSWER_QUESTION)
async def write(context: UpdateContext, question_id: int) -> list[Reply]:
    """Whoever may answer writes the answer next."""
    question, asker = await _question(context, question_id)
    if question.answer:
        return [Reply("question.answered_before", {"answer": question.answer})]
    facts = {"question_id": question.id, "asker": asker.name, "text": question.text}
    await context.wait_for(FLOW, "hear_reply", **facts)
    return [Reply("question.write", facts)]


async def answer(context: UpdateContext, question_id: int, text: str) -> list[Reply]:
    """Bring the answer back, once."""
    question, asker = await _question(context, question_id)
    if not await questions.answer(context.tx, question_id, context.me.id, text, context.acted_at):
        return [Reply("question.answered_before", {"answer": question.answer})]
    await context.tell(
        asker.id,
        "question.answered",
        {"by": context.me.name, "question": question.text, "answer": text},
        key=f"question-answered:{question_id}",
        kind=Kind.ANSWER,
    )
    await context.record("replied", f"question:{question_id}")
    return [Reply("question.thanks", {"asker": asker.name})]


async def _question(context: UpdateContext, question_id: int) -> tuple[Question, Official]:
    """The question with whoever asked it; refused to those who may not answer it."""
    question = await questions.find(context.tx, question_id)
    asker = await officials.get(context.tx, question.asker_id) if question else None
    if question is None or asker is None:
        raise Refusal("help.not_allowed")
    await context.authorise(Action.ANSWER_QUESTION, Target(asker.unit_id))
    return question, asker


@routes.effect(AnswerQuestion)
async def answer_asked(context: UpdateContext, effect: AnswerQuestion) -> list[Reply]:
    return await answer(context, effect.question_id, effect.text)
