"""the render engine: what endpoints are like, whose turn it is, how long attempts took"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "endpoints",
        sa.Column("options", postgresql.JSONB(), server_default="{}", nullable=False),
    )
    op.add_column(
        "endpoints", sa.Column("concurrency", sa.Integer(), server_default="4", nullable=False)
    )
    op.add_column("endpoints", sa.Column("health", sa.Text(), nullable=True))
    op.add_column("endpoints", sa.Column("health_detail", sa.Text(), nullable=True))
    op.add_column("endpoints", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("endpoints", sa.Column("facts", postgresql.JSONB(), nullable=True))
    op.create_check_constraint(
        "concurrency_is_in_range", "endpoints", "concurrency BETWEEN 1 AND 10000"
    )
    op.create_check_constraint(
        "health_is_known", "endpoints", "health IN ('ONLINE', 'UNHEALTHY', 'OFFLINE')"
    )
    op.add_column(
        "render_jobs", sa.Column("priority", sa.SmallInteger(), server_default="1", nullable=False)
    )
    op.add_column(
        "render_jobs", sa.Column("rank", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.execute("UPDATE render_jobs SET rank = (extract(epoch FROM created_at) * 1000000)::bigint")
    op.add_column("render_jobs", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("render_jobs", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
    op.add_column("render_jobs", sa.Column("called_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("render_jobs", sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint("priority_is_known", "render_jobs", "priority BETWEEN 0 AND 3")
    op.create_index(
        "ix_render_jobs_turn",
        "render_jobs",
        ["endpoint_id", "priority", "requested_by", "rank", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'QUEUED'"),
    )
    op.add_column("attempts", sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempts", sa.Column("delay_ms", sa.BigInteger(), nullable=True))
    op.add_column("attempts", sa.Column("execution_ms", sa.BigInteger(), nullable=True))
    op.add_column("attempts", sa.Column("starting_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_attempts_measured",
        "attempts",
        ["endpoint_id", "ended_at"],
        unique=False,
        postgresql_where=sa.text("outcome = 'COMPLETED'"),
    )
    op.create_table(
        "render_turns",
        sa.Column("endpoint_id", sa.UUID(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_render_turns_endpoint_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_render_turns_account_id")
        ),
        sa.PrimaryKeyConstraint("endpoint_id", "account_id", name=op.f("pk_render_turns")),
    )
    op.create_table(
        "render_paces",
        sa.Column("endpoint_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("p50", sa.Double(), nullable=False),
        sa.Column("p90", sa.Double(), nullable=False),
        sa.Column("cold_p50", sa.Double(), nullable=True),
        sa.Column(
            "measured_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_render_paces_endpoint_id")
        ),
        sa.PrimaryKeyConstraint(
            "endpoint_id", "kind", "model", "size", name=op.f("pk_render_paces")
        ),
    )


def downgrade() -> None:
    op.drop_table("render_paces")
    op.drop_table("render_turns")
    op.drop_index("ix_attempts_measured", table_name="attempts")
    for name in ("starting_at", "execution_ms", "delay_ms", "started_at"):
        op.drop_column("attempts", name)
    op.drop_index("ix_render_jobs_turn", table_name="render_jobs")
    for name in ("cleared_at", "called_at", "not_before", "paused_at", "rank", "priority"):
        op.drop_column("render_jobs", name)
    for name in ("facts", "checked_at", "health_detail", "health", "concurrency", "options"):
        op.drop_column("endpoints", name)
