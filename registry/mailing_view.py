"""Mailings as pages, commands and flows see them: views and queries; the operations are in `registry.mailing`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from registry import mailing_content
from registry.kinds import DeliveryChannel, DeliveryClass, Stage
from registry.mailing import Mailing, MailingNotFound, MailingVersion
from registry.mailing_content import Difference, MailingContent
from registry.organisation import Department, Organisation


@dataclass(frozen=True)
class BatchView:
    """A batch with its plan and what was really sent."""

    number: int
    quantity: int
    handover_on: date
    dated_on: date
    arrives_from: date
    arrives_until: date
    delivery_channel: DeliveryChannel
    delivery_class: DeliveryClass | None
    area: str
    sent_on: date | None
    sent_quantity: int | None


@dataclass(frozen=True)
class MailingView:
    """A mailing for pages, commands, notices and flows."""

    id: int
    reference: str
    revision: int
    stage: Stage
    content: MailingContent
    department: str
    organisation: str
    quantity: int
    first_on: date
    last_on: date
    registered_at: datetime | None
    registered_by: str
    aligned_at: datetime | None
    aligned_by: str | None
    aligned_revision: int | None
    aligned_by_itself: bool
    overridden_at: datetime | None
    overridden_by: str | None
    override_reason: str | None
    release_code: str | None
    released_at: datetime | None
    closed_at: datetime | None
    cancel_reason: str | None
    batches: tuple[BatchView, ...]

    @property
    def is_aligned(self) -> bool:
        """Tell whether the KCC said yes to the content as it stands."""
        return self.aligned_at is not None


@dataclass(frozen=True)
class VersionView:
    """One version for the timeline and for was/is tables."""

    revision: int
    made_at: datetime
    made_by: str
    differences: tuple[Difference, ...]
    took_alignment_back: bool


def get_mailing(session: Session, mailing: int | str) -> MailingView:
    """Return the mailing with that id or reference.

    Raises:
        MailingNotFound: when there is none.
    """
    wanted = str(mailing).strip()
    query = select(Mailing).where(
        Mailing.id == int(wanted)
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 10
        else Mailing.reference == wanted.upper()
    )
    row = session.scalar(query)
    if row is None:
        raise MailingNotFound(mailing=mailing)
    return _views(session, [row])[0]


def list_mailings(
    session: Session,
    *,
    department_id: int | None = None,
    stages: tuple[Stage, ...] = (),
    letter_type_id: int | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    text: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> tuple[MailingView, ...]:
    """Return mailings by first day, filtered; `from_on`/`until_on` keep those whose days touch that period."""
    query = _filtered(select(Mailing), department_id, stages, letter_type_id, from_on, until_on, text)
    query = query.order_by(Mailing.first_on, Mailing.id).offset(offset)
    if limit is not None:
        query = query.limit(limit)
    return _views(session, session.scalars(query.options(selectinload(Mailing.batches))).all())


def count_mailings(
    session: Session, *, department_id: int | None = None, stages: tuple[Stage, ...] = (), text: str = ""
) -> int:
    """Return how many mailings a list without limit would hold."""
    query = _filtered(select(func.count(Mailing.id)), department_id, stages, None, None, None, text)
    return session.scalar(query) or 0


def list_versions(session: Session, mailing_id: int) -> tuple[VersionView, ...]:
    """Return the versions of a mailing, oldest first."""
    rows = session.scalars(
        select(MailingVersion).where(MailingVersion.mailing_id == mailing_id).order_by(MailingVersion.revision)
    )
    return tuple(
        VersionView(
            row.revision,
            row.made_at,
            row.made_by,
            tuple(Difference(**item) for item in row.differences),
            row.took_alignment_back,
        )
        for row in rows
    )


def _filtered(
    query: Any,
    department_id: int | None,
    stages: tuple[Stage, ...],
    letter_type_id: int | None,
    from_on: date | None,
    until_on: date | None,
    text: str,
) -> Any:
    if department_id is not None:
        query = query.where(Mailing.department_id == department_id)
    if stages:
        query = query.where(Mailing.stage.in_(stages))
    if letter_type_id is not None:
        query = query.where(Mailing.letter_type_id == letter_type_id)
    if from_on is not None:
        query = query.where(Mailing.last_on >= from_on)
    if until_on is not None:
        query = query.where(Mailing.first_on <= until_on)
    if text:
        query = query.where(
            Mailing.title.icontains(text, autoescape=True) | Mailing.reference.icontains(text, autoescape=True)
        )
    return query


def _views(session: Session, rows: Sequence[Mailing]) -> tuple[MailingView, ...]:
    names = {
        identifier: (department, organisation)
        for identifier, department, organisation in session.execute(
            select(Department.id, Department.name, Organisation.name).join(
                Organisation, Department.organisation_id == Organisation.id
            )
        ).tuples()
    }
    newest = (
        select(MailingVersion.mailing_id, MailingVersion.content)
        .join(Mailing, (Mailing.id == MailingVersion.mailing_id) & (Mailing.revision == MailingVersion.revision))
        .where(Mailing.id.in_([row.id for row in rows]))
    )
    contents: dict[int, dict[str, Any]] = dict(session.execute(newest).tuples().all())
    plain = [
        name
        for name in MailingView.__dataclass_fields__
        if name not in ("content", "department", "organisation", "batches")
    ]
    return tuple(
        MailingView(
            **{name: getattr(row, name) for name in plain},
            content=mailing_content.from_json(contents[row.id]),
            department=names[row.department_id][0],
            organisation=names[row.department_id][1],
            batches=tuple(
                BatchView(**{name: getattr(batch, name) for name in BatchView.__dataclass_fields__})
                for batch in row.batches
            ),
        )
        for row in rows
    )
