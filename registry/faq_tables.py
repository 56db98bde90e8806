"""The tables of FAQ sheets: entries, the source of each line, and what an entry said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.errors import Anticipated
from registry.kinds import FaqState, SourceKind
from registry.store import Base, closed_list

QUESTION_LIMIT = 500
ANSWER_LIMIT = 4000


class FaqEntry(Base):
    """A question-and-answer pair (VAC). `key` names the bank question or log group it came from."""

    __tablename__ = "faq_entry"
    __table_args__ = (
        UniqueConstraint("mailing_id", "position"),
        CheckConstraint("state <> 'approved' OR answer <> ''", name="approved_has_answer"),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str | None] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(String(QUESTION_LIMIT))
    answer: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[FaqState] = mapped_column(closed_list(FaqState), default=FaqState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    asked_count: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[str | None] = mapped_column(String(200))
    remark: Mapped[str] = mapped_column(String(2000), default="")
    answer_due_on: Mapped[date | None]

    sources: Mapped[list[FaqSource]] = relationship(order_by="FaqSource.id", cascade="all, delete-orphan")

    def said_before(self, state: FaqState, *, changed_by: str, until_at: datetime) -> FaqEntryVersion:
        """Return what the entry says now as a version to keep; `state` is how it was judged while it said so."""
        return FaqEntryVersion(
            entry_id=self.id,
            version=self.version,
            question=self.question,
            answer=self.answer,
            state=state,
            until_at=until_at,
            changed_by=changed_by,
        )


class FaqSource(Base):
    """Where a line comes from: a place in the letter, so many lines of a log, the bank, an earlier sheet, a person."""

    __tablename__ = "faq_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("faq_entry.id", ondelete="CASCADE"), index=True)
    kind: Mapped[SourceKind] = mapped_column(closed_list(SourceKind))
    place: Mapped[str] = mapped_column(String(200), default="")
    excerpt: Mapped[str] = mapped_column(String(2000), default="")
    line_count: Mapped[int] = mapped_column(default=0)
    dated_on: Mapped[date | None]


class FaqEntryVersion(Base):
    """What an entry said before it was edited."""

    __tablename__ = "faq_entry_version"
    __table_args__ = (UniqueConstraint("entry_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("faq_entry.id", ondelete="CASCADE"))
    version: Mapped[int]
    question: Mapped[str] = mapped_column(String(QUESTION_LIMIT))
    answer: Mapped[str] = mapped_column(Text)
    state: Mapped[FaqState] = mapped_column(closed_list(FaqState))
    until_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(200))


class FaqJudgement(Base):
    """One judgement of an entry and how the entry stood before it, so that it can be taken back. One deed may judge many.

    `was_version`: the version whose text stood there before, where the text was changed in the same go; else None.
    """

    __tablename__ = "faq_judgement"
    __table_args__ = (Index(None, "entry_id", "id"), Index(None, "deed"))

    id: Mapped[int] = mapped_column(primary_key=True)
    deed: Mapped[str] = mapped_column(String(32))
    entry_id: Mapped[int] = mapped_column(ForeignKey("faq_entry.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    version: Mapped[int]
    was_version: Mapped[int | None]
    state: Mapped[FaqState] = mapped_column(closed_list(FaqState))
    was_state: Mapped[FaqState] = mapped_column(closed_list(FaqState, name="was_faqstate"))
    was_remark: Mapped[str] = mapped_column(String(2000), default="")
    was_judged_at: Mapped[datetime | None]
    was_judged_by: Mapped[str | None] = mapped_column(String(200))
    was_valid_from: Mapped[date | None]
    was_valid_until: Mapped[date | None]
    was_answer_due_on: Mapped[date | None]
    undone_at: Mapped[datetime | None]


class EntryNotFound(Anticipated):
    """No FAQ entry has that number. Facts: entry."""

    code = "entry_not_found"


@dataclass(frozen=True)
class Source:
    """The source of a line; see FaqSource. `dated_on`: the day of an answer that others made."""

    kind: SourceKind
    place: str = ""
    excerpt: str = ""
    line_count: int = 0
    dated_on: date | None = None
