"""The gate: nothing leaves unaligned. What is missing, whose turn it is, the KCC's yes, the override and the release code."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from registry import audit, forecast, mailing_view, notice, recipients, staffing
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated
from registry.gate import Requirement as Requirement
from registry.gate import conditions, gates, standings
from registry.kinds import MailingKind, Missing, NoticeKind, Role, Stage
from registry.mailing import Mailing, StaleRevision, lock, refuse_over, require_reason
from registry.mailing_view import MailingView
from registry.norms import get_norms
from registry.rights import Operation, require

MOST_CHANGES = 100  # so many changes are looked through for a code that was withdrawn
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0 or 1: the code is read out over the telephone


class NotAligned(Anticipated):
    """The KCC has not said yes. Facts: mailing, missing (what and whose turn); `requirements` holds them whole."""

    code = "not_aligned"

    def __init__(self, *, mailing: str, requirements: tuple[Requirement, ...]) -> None:
        self.requirements = requirements
        missing = tuple((item.what, item.turn) if item.turn else item.what for item in requirements)
        super().__init__(mailing=mailing, missing=missing)


class NotReleased(Anticipated):
    """There is no release code yet. Facts: mailing."""

    code = "not_released"


class ReleaseWithdrawn(NotReleased):
    """The release code that was given out is no longer valid. Facts: mailing, release_code."""

    code = "release_withdrawn"


def requirements(session: Session, row: Mailing) -> tuple[Requirement, ...]:
    """Return all conditions of the gate for a mailing but the yes, in the order in which they are usually met."""
    return conditions(standings(session, [row.id])[row.id])


def gate(session: Session, mailing_id: int) -> tuple[Requirement, ...]:
    """Return the gate as a list for pages and commands, the KCC lead's yes last."""
    return gates(session, [mailing_id]).get(mailing_id, ())


def align(
    session: Session, actor: Actor, mailing_id: int, *, expected_revision: int | None = None, now: datetime
) -> None:
    """Say the KCC's yes and freeze the forecast as the plan; the department is told. Saying it twice changes nothing.

    Raises:
        NotAligned: with what is missing and whose turn it is.
        StaleRevision: when the mailing changed since the lead looked.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.ALIGN, row.department_id)
    refuse_over(row)
    if row.aligned_at is not None:
        return
    if expected_revision is not None and expected_revision != row.revision:
        raise StaleRevision(expected=expected_revision, found=row.revision)
    missing = tuple(item for item in requirements(session, row) if not item.is_met)
    if missing:
        raise NotAligned(mailing=row.reference, requirements=missing)
    _say_yes(session, actor, row, now)
    people = recipients.department(session, row.department_id, on=day_of(now))
    key = f"{row.id}:{row.revision}:{now.isoformat()}"  # after another letter the same revision gets a yes once more
    notice.tell(session, NoticeKind.MAILING_ALIGNED, people, key=key, now=now, mailing_id=row.id, by=actor.name)


def announce(session: Session, actor: Actor, mailing_id: int, *, now: datetime) -> None:
    """Tell the KCC of a mailing whose forecast is there: what it will cost. A small one is aligned by itself instead.

    Announced once per mailing: what changes later is told by the change itself. The staffing question for the peak of the
    forecast is asked again for each material revision.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.PREPARE)
    latest = forecast.latest(session, row.id)
    if latest is None or row.stage not in (Stage.REGISTERED, Stage.PREPARED):
        return
    if align_by_itself(session, actor, mailing_id, now=now):
        return
    people = recipients.kcc(session, row.department_id, on=day_of(now))
    must_know = mailing_view.get_mailing(session, mailing_id).content.must_also_know
    people = (*people, *recipients.also(session, must_know, on=day_of(now)))
    facts = {"low": latest.low, "expected": latest.expected, "high": latest.high, "quantity": row.quantity}
    key = f"{row.id}:1"  # what a mailing that never changed has always had: nobody is told anew after an upgrade
    notice.tell(session, NoticeKind.MAILING_REGISTERED, people, key=key, now=now, mailing_id=row.id, **facts)
    peak_on, peak = forecast.peak(latest)
    staffing.ask(session, actor, mailing_id, peak_on=peak_on, peak_contacts=peak, now=now)


def remind(session: Session, actor: Actor, mailing_id: int, *, step: int, now: datetime) -> int:
    """Remind everybody whose turn it is that the first handover comes near; once per rung of the ladder. Return how many."""
    row = lock(session, mailing_id)
    require(actor, Operation.PREPARE)
    missing = [item for item in requirements(session, row) if not item.is_met]
    on = day_of(now)
    people = recipients.kcc(session, row.department_id, on=on)
    if any(item.is_turn_of(Role.DEPARTMENT) for item in missing):
        people = (*people, *recipients.department(session, row.department_id, on=on))
    facts = {
        "missing": [item.what.value for item in missing],
        "first_on": row.first_on.isoformat(),
        "days_left": (row.first_on - on).days,
    }
    return notice.tell(
        session, NoticeKind.REMINDER, people, key=f"{row.id}:{step}", now=now, mailing_id=row.id, **facts
    )


def align_by_itself(session: Session, actor: Actor, mailing_id: int, *, now: datetime) -> bool:
    """Align a mailing below the size class of the norms, with a notice to the KCC; tell whether it was done."""
    row = lock(session, mailing_id)
    require(actor, Operation.PREPARE)
    small = row.kind is MailingKind.MAILING and row.quantity < get_norms(session).auto_align_below
    latest = forecast.latest(session, row.id)
    is_current = latest is not None and latest.for_revision == row.revision
    if not small or not is_current or row.aligned_at is not None or row.stage not in (Stage.REGISTERED, Stage.PREPARED):
        return False
    row.aligned_by_itself = True
    _say_yes(session, actor, row, now)
    people = recipients.kcc(session, row.department_id, on=day_of(now))
    notice.tell(
        session,
        NoticeKind.AUTO_ALIGNED,
        people,
        key=f"{row.id}:{row.revision}",
        now=now,
        mailing_id=row.id,
        quantity=row.quantity,
    )
    return True


def override(session: Session, actor: Actor, mailing_id: int, *, reason: str, now: datetime) -> None:
    """Let a mailing go without the KCC's yes: signed, reasoned, counted and told to the KCC leads."""
    row = lock(session, mailing_id)
    require(actor, Operation.OVERRIDE, row.department_id)
    refuse_over(row)
    if row.aligned_at is not None or row.overridden_at is not None:
        return
    require_reason(reason)
    missing = [item.what.value for item in requirements(session, row) if not item.is_met]
    row.overridden_at, row.overridden_by, row.override_reason = now, actor.name, reason.strip()
    row.aligned_revision = row.revision
    forecast.freeze(session, row.id, now=now)
    facts = {"reason": reason.strip(), "missing": missing, "by": actor.name}
    audit.record(session, actor, "mailing.overridden", "mailing", row.id, now=now, mailing_id=row.id, **facts)
    people = recipients.kcc(session, row.department_id, on=day_of(now))
    notice.tell(
        session, NoticeKind.OVERRIDE_USED, people, key=f"{row.id}:{row.revision}", now=now, mailing_id=row.id, **facts
    )


def release(session: Session, actor: Actor, mailing_id: int, *, now: datetime) -> str:
    """Give out the release code for the print room and return it; asked again it is the same code.

    Raises:
        NotAligned: when the KCC has not said yes and nobody signed an override.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.RELEASE, row.department_id)
    refuse_over(row)
    require_yes(session, row)
    if row.release_code is None:
        row.release_code, row.released_at = _new_code(), now
        audit.record(session, actor, "mailing.released", "mailing", row.id, now=now, mailing_id=row.id)
        people = recipients.kcc(session, row.department_id, on=day_of(now))
        key = f"{row.id}:{row.release_code}"
        notice.tell(session, NoticeKind.RELEASED, people, key=key, now=now, mailing_id=row.id, by=actor.name)
    return row.release_code


def require_code(session: Session, view: MailingView) -> str:
    """Return the valid release code of a mailing.

    Raises:
        ReleaseWithdrawn: the code that was given out is void, because of a change or because the mailing was cancelled.
        NotReleased: none was ever given out.
    """
    if view.release_code is not None and view.stage is not Stage.CANCELLED:
        return view.release_code
    void_code = view.release_code or _void_code(session, view.id)
    if void_code is not None:
        raise ReleaseWithdrawn(mailing=view.reference, release_code=void_code)
    raise NotReleased(mailing=view.reference)


def require_yes(session: Session, row: Mailing) -> None:
    """Raise `NotAligned` with what is missing unless the mailing is aligned or overridden."""
    if row.aligned_at is None and row.overridden_at is None:
        missing = tuple(item for item in requirements(session, row) if not item.is_met)
        lead = Requirement(Missing.LEAD_YES, is_met=False, turn=Role.KCC_LEAD)
        raise NotAligned(mailing=row.reference, requirements=(*missing, lead))


def _void_code(session: Session, mailing_id: int) -> str | None:
    """Return the code that the newest withdrawal made void; None when there was none, or before such a code was kept."""
    changes = audit.list_lines(session, mailing_id=mailing_id, action="mailing.changed", limit=MOST_CHANGES)
    return next((line.facts["void_code"] for line in changes if "void_code" in line.facts), None)


def _say_yes(session: Session, actor: Actor, row: Mailing, now: datetime) -> None:
    row.aligned_at, row.aligned_by, row.aligned_revision = now, actor.name, row.revision
    if row.stage in (Stage.REGISTERED, Stage.PREPARED):
        row.stage = Stage.ALIGNED
    forecast.freeze(session, row.id, now=now)
    audit.record(
        session,
        actor,
        "mailing.aligned",
        "mailing",
        row.id,
        now=now,
        mailing_id=row.id,
        revision=row.revision,
        by_itself=row.aligned_by_itself,
    )


def _new_code() -> str:
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(8))
    return f"TK-{letters[:4]}-{letters[4:]}"
