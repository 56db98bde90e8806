"""Adds the gaps of a letter, groups of questions with the decisions about them, and the day of an answer of others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.store import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("asked_before", sa.Integer(), nullable=False),
        sa.Column("asked_now", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("insert_line", sa.String(length=1000), nullable=False),
        sa.Column("next_line", sa.String(length=1000), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "done", "refused", name="gapstate", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name=op.f("ck_gap_refused_with_reason")),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_gap_mailing_id_mailing"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
        sa.UniqueConstraint("mailing_id", "key", name=op.f("uq_gap_mailing_id_key")),
    )
    op.create_table(
        "group_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("letter_type_id", sa.Integer(), nullable=True),
        sa.Column(
            "act",
            sa.Enum(
                "merge",
                "split",
                "rename",
                "leave_out",
                name="groupact",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("group_anchor", sa.JSON(), nullable=False),
        sa.Column("into_anchor", sa.JSON(), nullable=True),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_type_id"],
            ["letter_type.id"],
            name=op.f("fk_group_decision_letter_type_id_letter_type"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_group_decision_mailing_id_mailing"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_decision")),
    )
    with op.batch_alter_table("group_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_decision_letter_type_id"), ["letter_type_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_decision_mailing_id"), ["mailing_id"], unique=False)

    op.create_table(
        "question_grouping",
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("since_at", UTCDateTime(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_question_grouping_mailing_id_mailing"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mailing_id", name=op.f("pk_question_grouping")),
    )
    with op.batch_alter_table("question_grouping", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_grouping_since_at"), ["since_at"], unique=False)

    with op.batch_alter_table("faq_source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dated_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("faq_source", schema=None) as batch_op:
        batch_op.drop_column("dated_on")

    with op.batch_alter_table("question_grouping", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_grouping_since_at"))

    op.drop_table("question_grouping")
    with op.batch_alter_table("group_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_decision_mailing_id"))
        batch_op.drop_index(batch_op.f("ix_group_decision_letter_type_id"))

    op.drop_table("group_decision")
    op.drop_table("gap")
