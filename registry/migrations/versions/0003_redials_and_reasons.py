"""Adds redial_count, and two checks on mailing: no negative quantity, nothing cancelled without a reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHANNELS = ("phone", "desk", "chat", "webcare", "mail")
ADDED = (
    ("quantity", "quantity >= 0"),
    ("cancelled_with_reason", "stage <> 'cancelled' OR (cancel_reason IS NOT NULL AND cancel_reason <> '')"),
)


def upgrade() -> None:
    op.create_table(
        "redial_count",
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(*CHANNELS, name="channel", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("redials", sa.Integer(), nullable=False),
        sa.CheckConstraint("redials > 0", name=op.f("ck_redial_count_redials")),
        sa.PrimaryKeyConstraint("counted_on", "channel", "topic", name=op.f("pk_redial_count")),
    )
    op.execute(
        "UPDATE mailing SET cancel_reason = 'onbekend' "
        "WHERE stage = 'cancelled' AND (cancel_reason IS NULL OR cancel_reason = '')"
    )
    with op.batch_alter_table("mailing") as batch:
        for name, rule in ADDED:
            batch.create_check_constraint(op.f(f"ck_mailing_{name}"), rule)


def downgrade() -> None:
    with op.batch_alter_table("mailing") as batch:
        for name, _ in ADDED:
            batch.drop_constraint(op.f(f"ck_mailing_{name}"), type_="check")
    op.drop_table("redial_count")
