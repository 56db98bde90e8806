"""Adds why a review could not be made, and which text stood there before a line was changed and approved in one go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.store import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_refusal",
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_review_refusal_mailing_id_mailing"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mailing_id", name=op.f("pk_review_refusal")),
    )
    with op.batch_alter_table("faq_judgement") as batch:
        batch.add_column(sa.Column("was_version", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("faq_judgement") as batch:
        batch.drop_column("was_version")
    op.drop_table("review_refusal")
