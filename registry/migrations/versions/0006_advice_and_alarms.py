"""Adds advice, what-ifs, nowcasts, conflicts, surprises, echo peaks and marks of reckonings, and two kinds of notice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.store import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NOTICES = (
    "mailing_registered",
    "faq_ready_for_approval",
    "slots_needed",
    "staffing_question",
    "mailing_aligned",
    "auto_aligned",
    "changed",
    "reminder",
    "question_to_department",
    "review_ready",
    "override_used",
    "released",
    "cancelled",
    "letter_unreadable",
)
MORE = ("nowcast_changed", "surprise_seen")


def _of_mailing(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_mailing_id_mailing")
    return sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name=name, ondelete="CASCADE")


def _notice_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notice") as batch:
        batch.drop_constraint(op.f("ck_notice_noticekind"), type_="check")
        batch.create_check_constraint(op.f("ck_notice_noticekind"), f"kind IN ({listed})")


def upgrade() -> None:
    _notice_kinds((*NOTICES, *MORE))
    op.create_table(
        "advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("for_revision", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("is_renewed", sa.Boolean(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("planned", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("yardsticks", sa.JSON(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("chosen_code", sa.String(length=24), nullable=True),
        sa.Column("chosen_at", UTCDateTime(), nullable=True),
        sa.Column("chosen_by", sa.String(length=200), nullable=True),
        _of_mailing("advice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
        sa.UniqueConstraint("mailing_id", "version", name=op.f("uq_advice_mailing_id_version")),
    )
    op.create_table(
        "what_if",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("for_revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("levers", sa.JSON(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        _of_mailing("what_if"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_what_if")),
    )
    op.create_index(op.f("ix_what_if_mailing_id"), "what_if", ["mailing_id"])
    op.create_table(
        "nowcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("for_revision", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("planned", sa.Double(), nullable=False),
        sa.Column("is_change", sa.Boolean(), nullable=False),
        sa.Column("told_total", sa.Double(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("remaining", sa.JSON(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.CheckConstraint("low <= expected AND expected <= high", name=op.f("ck_nowcast_ordered")),
        _of_mailing("nowcast"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nowcast")),
        sa.UniqueConstraint("mailing_id", "version", name=op.f("uq_nowcast_mailing_id_version")),
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("worst_on", sa.Date(), nullable=False),
        sa.Column("over", sa.Double(), nullable=False),
        sa.Column("over_on", sa.Double(), nullable=False),
        sa.Column("wait_seconds", sa.Double(), nullable=False),
        sa.Column("wait_without", sa.Double(), nullable=False),
        sa.Column("mailings", sa.JSON(), nullable=False),
        sa.Column("ways_out", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("found_at", UTCDateTime(), nullable=False),
        sa.Column("gone_at", UTCDateTime(), nullable=True),
        sa.Column("dismissed_at", UTCDateTime(), nullable=True),
        sa.Column("dismissed_by", sa.String(length=200), nullable=True),
        sa.Column("dismiss_reason", sa.String(length=2000), nullable=True),
        sa.Column("dismissed_over", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint("key", name=op.f("uq_conflict_key")),
    )
    op.create_table(
        "surprise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("first_seen_at", UTCDateTime(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("found_at", UTCDateTime(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("ordinary", sa.Double(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.Column("end_reason", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name=op.f("fk_surprise_mailing_id_mailing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surprise")),
    )
    op.create_index(op.f("ix_surprise_name"), "surprise", ["name"])
    op.create_index(op.f("ix_surprise_mailing_id"), "surprise", ["mailing_id"])
    op.create_table(
        "echo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("falls_on", sa.Date(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("dropped_at", UTCDateTime(), nullable=True),
        sa.Column("dropped_by", sa.String(length=200), nullable=True),
        sa.CheckConstraint("low <= expected AND expected <= high", name=op.f("ck_echo_ordered")),
        _of_mailing("echo"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_echo")),
        sa.UniqueConstraint("mailing_id", "kind", "falls_on", name=op.f("uq_echo_mailing_id_kind_falls_on")),
    )
    op.create_table(
        "reckoned",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("mark", sa.String(length=400), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reckoned")),
    )


def downgrade() -> None:
    for table in ("reckoned", "echo", "surprise", "conflict", "nowcast", "what_if", "advice"):
        op.drop_table(table)
    op.execute("DELETE FROM notice WHERE kind IN ('nowcast_changed', 'surprise_seen')")
    _notice_kinds(NOTICES)
