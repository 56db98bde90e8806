"""Advice on sizes and dates of a mailing's batches: what was asked, the options, and which one was taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit, mailing, mailing_view
from registry.actor import Actor
from registry.errors import Anticipated
from registry.mailing import lock
from registry.mailing_content import BatchContent, Difference, MailingContent, differences
from registry.mailing_view import MailingView
from registry.rights import Operation, require
from registry.store import Base


class Advice(Base):
    """One version of the advice. `question` is all that it rests on; `planned` is what the batches as they are would do.

    `options`: [{code, parts: [{quantity, handover_on, arrives_from, arrives_until}], over_capacity, ...}], best first.
    """

    __tablename__ = "advice"
    __table_args__ = (UniqueConstraint("mailing_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    version: Mapped[int]
    for_revision: Mapped[int]
    made_at: Mapped[datetime]
    is_renewed: Mapped[bool] = mapped_column(default=False)
    question: Mapped[dict[str, Any]]
    planned: Mapped[dict[str, Any]]
    options: Mapped[list[Any]]
    yardsticks: Mapped[list[Any]]
    why: Mapped[dict[str, Any]]
    chosen_code: Mapped[str | None] = mapped_column(String(24))
    chosen_at: Mapped[datetime | None]
    chosen_by: Mapped[str | None] = mapped_column(String(200))


class AdviceNotFound(Anticipated):
    """There is no advice for this mailing (yet). Facts: mailing."""

    code = "advice_not_found"


class OptionNotFound(Anticipated):
    """The advice has no such option. Facts: value, choices."""

    code = "advice_option_not_found"


class AdviceOutdated(Anticipated):
    """The mailing was changed, or a batch of it sent, after the advice was made. Facts: mailing."""

    code = "advice_outdated"


@dataclass(frozen=True)
class NewAdvice:
    """What was reckoned; see Advice. `is_renewed`: made while the mailing runs, for the batches that were not sent."""

    for_revision: int
    question: Mapping[str, Any]
    planned: Mapping[str, Any]
    options: Sequence[Mapping[str, Any]]
    yardsticks: Sequence[Mapping[str, Any]]
    why: Mapping[str, Any]
    is_renewed: bool = False


@dataclass(frozen=True)
class AdviceView(NewAdvice):
    """Stored advice for pages and commands. Among the yardsticks `sooner` is what an earlier first day would have given."""

    id: int = 0
    mailing_id: int = 0
    version: int = 0
    made_at: datetime | None = None
    chosen_code: str | None = None
    chosen_at: datetime | None = None
    chosen_by: str | None = None

    @property
    def sooner(self) -> Mapping[str, Any] | None:
        """Return what an earlier start would have given, None where it would not have helped."""
        return next((each for each in self.yardsticks if each["code"] == "sooner"), None)

    def option(self, code: str) -> Mapping[str, Any]:
        """Return one option.

        Raises:
            OptionNotFound: the advice has no such option.
        """
        found = next((each for each in self.options if each["code"] == code), None)
        if found is None:
            choices = ", ".join(each["code"] for each in self.options)
            raise OptionNotFound(field="option", value=code[:40], choices=choices)
        return found


def store_advice(session: Session, actor: Actor, mailing_id: int, new: NewAdvice, *, now: datetime) -> int:
    """Keep a new version and return its number; the same advice again makes none."""
    require(actor, Operation.PREPARE)
    lock(session, mailing_id)
    return _kept(session, actor, mailing_id, new, now)


def ask_anew(session: Session, actor: Actor, mailing_id: int, new: NewAdvice, *, now: datetime) -> int:
    """Keep the advice on a question that somebody changed, and return its version.

    Raises:
        AdviceOutdated: the mailing was changed meanwhile.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.CHANGE_MAILING, row.department_id)
    if row.revision != new.for_revision:
        raise AdviceOutdated(mailing=row.reference)
    return _kept(session, actor, mailing_id, new, now)


def _kept(session: Session, actor: Actor, mailing_id: int, new: NewAdvice, now: datetime) -> int:
    newest = _newest(session, mailing_id)
    plain = {name: getattr(new, name) for name in NewAdvice.__dataclass_fields__}
    plain |= {name: dict(plain[name]) for name in ("question", "planned", "why")}
    plain |= {name: [dict(each) for each in plain[name]] for name in ("options", "yardsticks")}
    if newest is not None and all(getattr(newest, name) == value for name, value in plain.items()):
        return newest.version
    version = newest.version + 1 if newest else 1
    session.add(Advice(mailing_id=mailing_id, version=version, made_at=now, **plain))
    audit.record(
        session,
        actor,
        "advice.stored",
        "advice",
        f"{mailing_id}.{version}",
        now=now,
        mailing_id=mailing_id,
        for_revision=new.for_revision,
        is_renewed=new.is_renewed,
    )
    return version


def preview(session: Session, mailing_id: int, code: str) -> tuple[MailingContent, tuple[Difference, ...]]:
    """Return the content that taking over an option would give, and what differs from the mailing as it is.

    Raises:
        AdviceNotFound, OptionNotFound, AdviceOutdated: there is nothing to take over.
    """
    view = mailing_view.get_mailing(session, mailing_id)
    found = get_advice(session, mailing_id)
    option = found.option(code)
    if not fits(found, view):
        raise AdviceOutdated(mailing=view.reference)
    content = _with_parts(view, option["parts"])
    return content, differences(view.content, content)


def choose(
    session: Session, actor: Actor, mailing_id: int, code: str, *, expected_revision: int | None, now: datetime
) -> tuple[Difference, ...]:
    """Take over an option: change the mailing's batches by the operation of every change, and note which option it was.

    Raises:
        AdviceNotFound, OptionNotFound, AdviceOutdated: there is nothing to take over.
        NotAllowed, StaleRevision, Refused: as `registry.mailing.change`.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.CHANGE_MAILING, row.department_id)
    content, _ = preview(session, mailing_id, code)
    found = mailing.change(session, actor, mailing_id, content, expected_revision=expected_revision, now=now)
    newest = _newest(session, mailing_id)
    assert newest is not None
    newest.chosen_code, newest.chosen_at, newest.chosen_by = code, now, actor.name
    audit.record(
        session,
        actor,
        "advice.chosen",
        "advice",
        f"{mailing_id}.{newest.version}",
        now=now,
        mailing_id=mailing_id,
        option=code,
    )
    return found


def fits(found: AdviceView, view: MailingView) -> bool:
    """Tell whether advice is about the mailing as it stands: its newest content, and just the letters that were not sent."""
    unsent = sum(batch.quantity for batch in view.batches if batch.sent_on is None)
    about_all = all(sum(part["quantity"] for part in option["parts"]) == unsent for option in found.options)
    return found.for_revision == view.revision and unsent > 0 and about_all


def find_advice(session: Session, mailing_id: int) -> AdviceView | None:
    """Return the newest advice, None before there is any."""
    row = _newest(session, mailing_id)
    return None if row is None else _view(row)


def get_advice(session: Session, mailing_id: int) -> AdviceView:
    """Return the newest advice.

    Raises:
        AdviceNotFound: before there is any.
    """
    found = find_advice(session, mailing_id)
    if found is None:
        raise AdviceNotFound(mailing=mailing_id)
    return found


def _with_parts(view: MailingView, parts: Sequence[Mapping[str, Any]]) -> MailingContent:
    """Return the content with the unsent batches in the parts' sizes and dates.

    A batch keeps its way of delivery and its area. A dagtekening that all batches share is the letter's own and stays; one that
    follows the handover follows it again.
    """
    sent = [batch for batch, was in zip(view.content.batches, view.batches, strict=True) if was.sent_on is not None]
    rest = [batch for batch, was in zip(view.content.batches, view.batches, strict=True) if was.sent_on is None]
    pattern = rest[0] if rest else view.content.batches[0]
    dated = {batch.dated_on for batch in view.content.batches}
    shared = dated.pop() if len(dated) == 1 and any(b.dated_on != b.handover_on for b in view.content.batches) else None
    fresh = tuple(
        BatchContent(
            quantity=int(part["quantity"]),
            handover_on=date.fromisoformat(part["handover_on"]),
            dated_on=shared,
            delivery_channel=pattern.delivery_channel,
            delivery_class=pattern.delivery_class,
            area=pattern.area if len({batch.area for batch in rest}) == 1 else "",
        )
        for part in parts
    )
    return replace(view.content, batches=(*sent, *fresh)).filled()


def _newest(session: Session, mailing_id: int) -> Advice | None:
    query = select(Advice).where(Advice.mailing_id == mailing_id).order_by(Advice.version.desc()).limit(1)
    return session.scalar(query)


def _view(row: Advice) -> AdviceView:
    return AdviceView(**{name: getattr(row, name) for name in AdviceView.__dataclass_fields__})
