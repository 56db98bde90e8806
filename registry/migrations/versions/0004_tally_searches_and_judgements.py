"""Adds tally (contacts noted by hand), answer_search (what agents looked for) and faq_judgement (to take a judgement back)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.store import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CHANNELS = ("phone", "desk", "chat", "webcare", "mail")
FAQ_STATES = ("draft", "approved", "returned", "dropped", "asleep")


def _one_of(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        "answer_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("outcome", _one_of("opened", "empty", "unhelpful", name="searchoutcome"), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(outcome = 'opened') OR entry_id IS NULL", name=op.f("ck_answer_search_opened_entry")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["faq_entry.id"], name=op.f("fk_answer_search_entry_id_faq_entry"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_answer_search_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_search")),
    )
    op.create_index(op.f("ix_answer_search_at"), "answer_search", ["at"])
    op.create_index(op.f("ix_answer_search_entry_id"), "answer_search", ["entry_id"])
    op.create_table(
        "faq_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", _one_of(*FAQ_STATES, name="faqstate"), nullable=False),
        sa.Column("was_state", _one_of(*FAQ_STATES, name="was_faqstate"), nullable=False),
        sa.Column("was_remark", sa.String(length=2000), nullable=False),
        sa.Column("was_judged_at", UTCDateTime(), nullable=True),
        sa.Column("was_judged_by", sa.String(length=200), nullable=True),
        sa.Column("was_valid_from", sa.Date(), nullable=True),
        sa.Column("was_valid_until", sa.Date(), nullable=True),
        sa.Column("was_answer_due_on", sa.Date(), nullable=True),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["faq_entry.id"], name=op.f("fk_faq_judgement_entry_id_faq_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_faq_judgement_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_judgement")),
    )
    op.create_index(op.f("ix_faq_judgement_deed"), "faq_judgement", ["deed"])
    op.create_index(op.f("ix_faq_judgement_entry_id_id"), "faq_judgement", ["entry_id", "id"])
    op.create_table(
        "tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", UTCDateTime(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("channel", _one_of(*CHANNELS, name="channel"), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("outcome", _one_of("answered", "handed_over", "callback", name="tallyoutcome"), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("duration_seconds", sa.Integer(), nullable=True),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_tally_count")),
        sa.CheckConstraint("duration_seconds >= 0", name=op.f("ck_tally_duration")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_tally_contact_id_contact"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_tally_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_tally_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
    )
    op.create_index(op.f("ix_tally_at"), "tally", ["at"])
    op.create_index(op.f("ix_tally_contact_id"), "tally", ["contact_id"])
    op.create_index(op.f("ix_tally_person_id_noted_at"), "tally", ["person_id", "noted_at"])


def downgrade() -> None:
    for table in ("tally", "faq_judgement", "answer_search"):
        op.drop_table(table)
