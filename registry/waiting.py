"""What waits for somebody: one list over all mailings of everything that is this person's turn, with its age and due day.

Nothing here is remembered; each line is derived from the record, as the sweep does. A handful of statements, whatever the
number of mailings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.actor import Actor
from registry.audit import AuditRow
from registry.callback import CallbackRequest
from registry.clock import day_of
from registry.faq_tables import FaqEntry
from registry.gate import Requirement, gates
from registry.kinds import FaqState, MailingKind, Missing, Role, Stage, Todo
from registry.mailing import OVER, Batch, Mailing
from registry.organisation import Department
from registry.review import Review
from registry.rights import Operation, may, require
from registry.staffing import StaffingQuestion

OPEN = (Stage.REGISTERED, Stage.PREPARED)


@dataclass(frozen=True)
class WaitingItem:
    """One thing that waits. `mailing` (reference) and `title` are "" for what belongs to no single mailing.

    Attributes:
        since: From when on it could be done, aware.
        due_on: The day it must be done at the latest; None where nothing says so.
        count: How many lines, slots, batches or callbacks.
    """

    what: Todo
    mailing: str
    title: str
    department: str
    since: datetime
    due_on: date | None
    count: int = 1

    def is_late(self, on: date) -> bool:
        """Tell whether the due day is over."""
        return self.due_on is not None and self.due_on < on


# which condition of the gate asks for which work, and who may do that work
_WORK: Mapping[Missing, tuple[Todo, Operation]] = {
    Missing.LETTER: (Todo.LETTER, Operation.CHANGE_MAILING),
    Missing.FAQ_ANSWERS: (Todo.FAQ_ANSWER, Operation.EDIT_FAQ),
    Missing.FAQ_APPROVAL: (Todo.FAQ_JUDGE, Operation.JUDGE_FAQ),
    Missing.STAFFING: (Todo.STAFFING, Operation.ANSWER_STAFFING),
    Missing.SLOTS: (Todo.SLOTS, Operation.OPEN_SLOTS),
    Missing.LEAD_YES: (Todo.ALIGN, Operation.ALIGN),
}
# the KCC lead may do a department's work as well, but it does not wait for the lead
_OF_DEPARTMENT = frozenset({Todo.LETTER, Todo.FAQ_ANSWER, Todo.FAQ_RETURNED, Todo.SLOTS, Todo.RELEASE, Todo.SENDING})
_DEPARTMENT_ROLES = frozenset({Role.DEPARTMENT, Role.SPECIALIST})


def list_waiting(session: Session, actor: Actor, *, now: datetime) -> tuple[WaitingItem, ...]:
    """Return everything that waits for the actor, the first due on top.

    Raises:
        NotAllowed: the actor may not see mailings.
    """
    require(actor, Operation.SEE_MAILINGS)
    rows = _open_mailings(session)
    names = dict(session.execute(select(Department.id, Department.name)).tuples().all())
    found = [
        *_of_gate(session, actor, rows, names),
        *_returned(session, actor, names),
        *_to_release(session, actor, names),
        *_to_mark_sent(session, actor, names, day_of(now)),
        *_callbacks(session, actor, names),
        *_reviews(session, actor, names),
    ]
    return tuple(sorted(found, key=lambda item: (item.due_on or date.max, item.since, item.mailing, item.what)))


def has_waiting(session: Session, actor: Actor, *, now: datetime) -> bool:
    """Tell whether anything waits for the actor.

    Raises:
        NotAllowed: the actor may not see mailings.
    """
    return bool(list_waiting(session, actor, now=now))


def _open_mailings(session: Session) -> Sequence[Mailing]:
    return session.scalars(select(Mailing).where(Mailing.stage.in_(OPEN)).order_by(Mailing.id)).all()


def _is_turn(actor: Actor, todo: Todo, operation: Operation, department_id: int) -> bool:
    if todo in _OF_DEPARTMENT:
        return department_id in actor.departments_as(_DEPARTMENT_ROLES) and may(actor, operation, department_id)
    return may(actor, operation, department_id)


def _of_gate(
    session: Session, actor: Actor, rows: Sequence[Mailing], names: Mapping[int, str]
) -> Iterator[WaitingItem]:
    numbers = [row.id for row in rows]
    conditions = gates(session, numbers)
    drafted, asked = _drafted(session, numbers), _asked(session, numbers)
    empty = _unanswered(session, numbers)
    for row in rows:
        for item in conditions.get(row.id, ()):
            work = _WORK.get(item.what)
            if work is None or item.is_met or item.turn is None or item.waits_for is not None:
                continue
            todo, operation = work
            if not _is_turn(actor, todo, operation, row.department_id):
                continue
            known = {Todo.FAQ_JUDGE: drafted, Todo.FAQ_ANSWER: drafted, Todo.STAFFING: asked}.get(todo, {})
            due_on, count = row.first_on, _count(item)
            if todo is Todo.FAQ_ANSWER:  # what was sent back stands apart
                owed_on, count = empty.get(row.id, (None, 0))
                due_on = owed_on or due_on
            since = known.get(row.id) or row.registered_at
            if since is not None and count:
                yield _item(todo, row, names, since, due_on, count)


def _count(item: Requirement) -> int:
    return max(1, item.needed_count - item.done_count)


def _item(
    todo: Todo, row: Mailing, names: Mapping[int, str], since: datetime, due_on: date | None, count: int = 1
) -> WaitingItem:
    department = names.get(row.department_id, "")
    return WaitingItem(todo, row.reference, row.title, department, since, due_on, count)


def _drafted(session: Session, numbers: Sequence[int]) -> dict[int, datetime]:
    """Return when the sheet of each mailing was last drafted or answered by the department."""
    query = select(AuditRow.mailing_id, func.max(AuditRow.at)).where(
        AuditRow.mailing_id.in_(numbers), AuditRow.action == "faq.drafted"
    )
    rows = session.execute(query.group_by(AuditRow.mailing_id)).tuples()
    return {number: at for number, at in rows if number is not None}


def _asked(session: Session, numbers: Sequence[int]) -> dict[int, datetime]:
    query = select(StaffingQuestion.mailing_id, func.max(StaffingQuestion.asked_at))
    query = query.where(StaffingQuestion.mailing_id.in_(numbers)).group_by(StaffingQuestion.mailing_id)
    return dict(session.execute(query).tuples().all())


def _unanswered(session: Session, numbers: Sequence[int]) -> dict[int, tuple[date | None, int]]:
    """Return per mailing the first day on which a department owes an answer, and how many; lines sent back left out."""
    query = select(FaqEntry.mailing_id, func.min(FaqEntry.answer_due_on), func.count(FaqEntry.id)).where(
        FaqEntry.mailing_id.in_(numbers),
        FaqEntry.answer == "",
        FaqEntry.state.not_in((FaqState.DROPPED, FaqState.RETURNED)),
    )
    found = session.execute(query.group_by(FaqEntry.mailing_id)).tuples()
    return {number: (due_on, count) for number, due_on, count in found}


def _returned(session: Session, actor: Actor, names: Mapping[int, str]) -> Iterator[WaitingItem]:
    """Lines that the KCC sent back, also of a mailing that was aligned since: agents do not see them until they are mended."""
    query = (
        select(Mailing, func.min(FaqEntry.judged_at), func.min(FaqEntry.answer_due_on), func.count(FaqEntry.id))
        .join(FaqEntry, FaqEntry.mailing_id == Mailing.id)
        .where(FaqEntry.state == FaqState.RETURNED, Mailing.stage.not_in(OVER))
        .group_by(Mailing.id)
        .order_by(Mailing.id)
    )
    for row, since, due_on, count in session.execute(query).tuples():
        if since is not None and _is_turn(actor, Todo.FAQ_RETURNED, Operation.EDIT_FAQ, row.department_id):
            yield _item(Todo.FAQ_RETURNED, row, names, since, due_on or row.first_on, count)


def _to_release(session: Session, actor: Actor, names: Mapping[int, str]) -> Iterator[WaitingItem]:
    query = select(Mailing).where(
        Mailing.stage == Stage.ALIGNED, Mailing.release_code.is_(None), Mailing.kind == MailingKind.MAILING
    )
    for row in session.scalars(query.order_by(Mailing.id)):
        if row.aligned_at is not None and _is_turn(actor, Todo.RELEASE, Operation.RELEASE, row.department_id):
            yield _item(Todo.RELEASE, row, names, row.aligned_at, row.first_on)


def _to_mark_sent(session: Session, actor: Actor, names: Mapping[int, str], today: date) -> Iterator[WaitingItem]:
    """Batches whose day has come of mailings that may go, and of which nobody said that they went."""
    query = (
        select(Mailing, func.min(Batch.handover_on), func.count(Batch.id))
        .join(Batch, Batch.mailing_id == Mailing.id)
        .where(
            Mailing.stage.in_((*OPEN, Stage.ALIGNED, Stage.SENT)),
            Mailing.released_at.is_not(None),
            Batch.sent_on.is_(None),
            Batch.handover_on <= today,
        )
        .group_by(Mailing.id)
        .order_by(Mailing.id)
    )
    for row, first, count in session.execute(query).tuples():
        if row.released_at is not None and _is_turn(actor, Todo.SENDING, Operation.MARK_SENT, row.department_id):
            yield _item(Todo.SENDING, row, names, row.released_at, first, count)


def _callbacks(session: Session, actor: Actor, names: Mapping[int, str]) -> Iterator[WaitingItem]:
    """Open callbacks of each department that the actor may close, one line for each department."""
    query = (
        select(
            CallbackRequest.department_id,
            func.min(CallbackRequest.noted_at),
            func.min(CallbackRequest.due_at),
            func.count(CallbackRequest.id),
        )
        .where(CallbackRequest.closed_at.is_(None))
        .group_by(CallbackRequest.department_id)
        .order_by(CallbackRequest.department_id)
    )
    for department_id, since, due_at, count in session.execute(query).tuples():
        if may(actor, Operation.CLOSE_CALLBACK, department_id):
            yield WaitingItem(Todo.CALLBACK, "", "", names.get(department_id, ""), since, day_of(due_at), count)


def _reviews(session: Session, actor: Actor, names: Mapping[int, str]) -> Iterator[WaitingItem]:
    """Final reviews that nobody closed."""
    newest = select(func.max(Review.id)).group_by(Review.mailing_id)
    query = (
        select(Mailing, Review.made_at)
        .join(Review, Review.mailing_id == Mailing.id)
        .where(Mailing.stage == Stage.AFTERCARE, Review.is_final, Review.id.in_(newest))
        .order_by(Mailing.id)
    )
    for row, made_at in session.execute(query).tuples():
        if may(actor, Operation.CLOSE_REVIEW, row.department_id):
            yield _item(Todo.REVIEW, row, names, made_at, None)
