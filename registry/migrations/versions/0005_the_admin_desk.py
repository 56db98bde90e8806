"""Adds capacity per half hour, opening hours, calendar periods, tariffs and size classes; what was ended; local passwords."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHANNELS = ("phone", "desk", "chat", "webcare", "mail")
PERIODS = ("closing", "school_holiday", "training", "quiet", "leave")


def _list(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        "capacity",
        sa.Column("channel", _list("channel", CHANNELS), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.CheckConstraint("contacts >= 0", name=op.f("ck_capacity_contacts")),
        sa.CheckConstraint(
            "start_minute BETWEEN 0 AND 1410 AND start_minute % 30 = 0", name=op.f("ck_capacity_half_hour")
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_capacity_weekday")),
        sa.PrimaryKeyConstraint("channel", "weekday", "start_minute", name=op.f("pk_capacity")),
    )
    op.create_table(
        "opening_hours",
        sa.Column("channel", _list("channel", CHANNELS), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_time", sa.String(length=5), nullable=False),
        sa.Column("until_time", sa.String(length=5), nullable=False),
        sa.CheckConstraint("until_time > from_time", name=op.f("ck_opening_hours_order")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_hours_weekday")),
        sa.PrimaryKeyConstraint("channel", "weekday", name=op.f("pk_opening_hours")),
    )
    op.create_table(
        "calendar_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _list("periodkind", PERIODS), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_calendar_period_dates")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_calendar_period_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_period")),
    )
    op.create_index(op.f("ix_calendar_period_first_on"), "calendar_period", ["first_on"])
    op.create_table(
        "tariff",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("hourly", sa.Double(), nullable=False),
        sa.CheckConstraint("hourly > 0", name=op.f("ck_tariff_hourly")),
        sa.PrimaryKeyConstraint("from_on", name=op.f("pk_tariff")),
    )
    op.create_table(
        "size_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("from_quantity", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("text_days", sa.Integer(), nullable=False),
        sa.Column("faq_days", sa.Integer(), nullable=False),
        sa.Column("slots_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_quantity >= 0", name=op.f("ck_size_class_from_quantity")),
        sa.CheckConstraint(
            "notice_days >= text_days AND text_days >= faq_days AND faq_days >= slots_days AND slots_days >= 0",
            name=op.f("ck_size_class_ladder"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_size_class")),
        sa.UniqueConstraint("from_quantity", name=op.f("uq_size_class_from_quantity")),
        sa.UniqueConstraint("name", name=op.f("uq_size_class_name")),
    )
    for table in ("organisation", "department"):
        op.add_column(table, sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False))
    with op.batch_alter_table("letter_type") as batch:
        batch.add_column(sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch.add_column(sa.Column("size_class_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("follow_ups", sa.JSON(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_letter_type_size_class_id_size_class"),
            "size_class",
            ["size_class_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.add_column("person", sa.Column("language", sa.String(length=2), nullable=True))
    op.add_column("person", sa.Column("password_hash", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.drop_column("password_hash")
        batch.drop_column("language")
    with op.batch_alter_table("letter_type") as batch:
        batch.drop_constraint(op.f("fk_letter_type_size_class_id_size_class"), type_="foreignkey")
        batch.drop_column("follow_ups")
        batch.drop_column("size_class_id")
        batch.drop_column("is_active")
    for table in ("department", "organisation"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("is_active")
    for table in ("size_class", "tariff", "calendar_period", "opening_hours", "capacity"):
        op.drop_table(table)
