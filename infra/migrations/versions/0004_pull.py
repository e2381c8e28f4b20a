"""machines that fetch their own work"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pull_jobs",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("endpoint_id", sa.UUID(), nullable=False),
        sa.Column("input", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("execution_timeout", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("machine", sa.Text(), nullable=True),
        sa.Column("takes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", postgresql.JSONB(), nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state IN ('QUEUED', 'TAKEN', 'DONE', 'CANCELLED')",
            name=op.f("ck_pull_jobs_state_is_known"),
        ),
        sa.CheckConstraint(
            "state <> 'TAKEN' OR (machine IS NOT NULL AND lease_until IS NOT NULL)",
            name=op.f("ck_pull_jobs_taken_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["id"], ["attempts.id"], name=op.f("fk_pull_jobs_id")),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_pull_jobs_endpoint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pull_jobs")),
    )
    op.create_index(
        "ix_pull_jobs_open",
        "pull_jobs",
        ["endpoint_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('QUEUED', 'TAKEN')"),
    )
    op.create_index(
        "ix_pull_jobs_ended",
        "pull_jobs",
        ["ended_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
    op.create_table(
        "pull_machines",
        sa.Column("endpoint_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_pull_machines_endpoint_id")
        ),
        sa.PrimaryKeyConstraint("endpoint_id", "name", name=op.f("pk_pull_machines")),
    )


def downgrade() -> None:
    op.drop_table("pull_machines")
    op.drop_table("pull_jobs")
