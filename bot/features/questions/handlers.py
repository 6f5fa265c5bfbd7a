"""Questions: passed on to whoever can answer, and the answer brought back."""

from bot.inbound.context import Scene
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.messaging.outbox import Kind
from domain.people.officials import Official, Role, holders
from domain.people.permissions import Action, Target
from domain.reporting.recipients import Roster
from storage.people import officials
from storage.reports import duties, questions
from storage.reports.questions import Question

FLOW = "asking"


async def ask(scene: Scene, text: str, duty_id: int | None = None) -> list[Say]:
    """Put the question before the unit's focal point, or before the Office."""
    duty = await duties.find(scene.tx, duty_id) if duty_id else None
    question_id = await questions.add(
        scene.tx, asker_id=scene.me.id, duty_id=duty_id, text=text, now=scene.now
    )
    receivers = _receivers(await officials.roster(scene.tx, scene.now), scene.me)
    unit = (await scene.tree()).by_id[scene.me.unit_id]
    facts = {
        "asker": scene.me.name,
        "unit": unit.name,
        "code": duty.task_code if duty else "",
        "text": text,
    }
    for receiver in receivers:
        await scene.tell(
            receiver.id,
            "question.asked",
            facts | {"name": receiver.name},
            key=f"question:{question_id}:{receiver.id}",
            choices=(Choice("choice.reply", str(Tap("reply", question_id))),),
        )
    await scene.record("asked", f"question:{question_id}")
    names = ", ".join(receiver.name for receiver in receivers)
    return [Say("question.passed_on", {"names": names})]


def _receivers(roster: Roster, asker: Official) -> tuple[Official, ...]:
    """The focal point of the asker's unit, if that is somebody else who can be reached."""
    own = roster.within(asker.unit_id)
    focal = roster.reachable(holders(roster.officials, Role.FOCAL_POINT, asker.unit_id))
    others = tuple(each for each in focal if each.id != asker.id)
    return others or tuple(each for each in own.office() if each.id != asker.id)


async def write(scene: Scene, question_id: int) -> list[Say]:
    """Whoever may answer writes the answer next."""
    question, asker = await _question(scene, question_id)
    if question.answer:
        return [Say("question.answered_before", {"answer": question.answer})]
    facts = {"question_id": question.id, "asker": asker.name, "text": question.text}
    await scene.wait_for(FLOW, "hear_reply", **facts)
    return [Say("question.write", facts)]


async def answer(scene: Scene, question_id: int, text: str) -> list[Say]:
    """Bring the answer back, once."""
    question, asker = await _question(scene, question_id)
    if not await questions.answer(scene.tx, question_id, scene.me.id, text, scene.now):
        return [Say("question.answered_before", {"answer": question.answer})]
    await scene.tell(
        asker.id,
        "question.answered",
        {"by": scene.me.name, "question": question.text, "answer": text},
        key=f"question-answered:{question_id}",
        kind=Kind.ANSWER,
    )
    await scene.record("replied", f"question:{question_id}")
    return [Say("question.thanks", {"asker": asker.name})]


async def _question(scene: Scene, question_id: int) -> tuple[Question, Official]:
    """The question with whoever asked it; refused to those who may not answer it."""
    question = await questions.find(scene.tx, question_id)
    asker = await officials.get(scene.tx, question.asker_id) if question else None
    if question is None or asker is None:
        raise Refusal("help.not_allowed")
    await scene.authorise(Action.ANSWER_QUESTION, Target(asker.unit_id))
    return question, asker
