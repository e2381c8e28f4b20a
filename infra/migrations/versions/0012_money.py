"""prices, budgets, the ledger and what is held; batches; clips that are left out of them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "budgets",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.UUID(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("hard_limit", sa.BigInteger(), nullable=True),
        sa.Column("soft_limit", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deletion_id", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "period IN ('TOTAL', 'MONTH', 'DAY')", name=op.f("ck_budgets_period_is_known")
        ),
        sa.CheckConstraint(
            "scope IN ('WORKSPACE', 'PROJECT', 'ACCOUNT')", name=op.f("ck_budgets_scope_is_known")
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deletion_id IS NULL)",
            name=op.f("ck_budgets_deletion_is_whole"),
        ),
        sa.CheckConstraint(
            "hard_limit >= 0 AND soft_limit >= 0", name=op.f("ck_budgets_limits_are_positive")
        ),
        sa.CheckConstraint(
            "hard_limit IS NOT NULL OR soft_limit IS NOT NULL",
            name=op.f("ck_budgets_limits_something"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_budgets_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budgets")),
    )
    op.create_index(
        "uq_budgets_living",
        "budgets",
        ["workspace_id", "scope", "scope_id", "period"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "spending_totals",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.UUID(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("spent", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "held >= 0 AND spent >= 0", name=op.f("ck_spending_totals_amounts_are_positive")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_spending_totals_workspace_id")
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id",
            "scope",
            "scope_id",
            "period",
            "starts_on",
            name=op.f("pk_spending_totals"),
        ),
    )
    op.create_table(
        "batches",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("requested_by", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("clip_count", sa.Integer(), nullable=False),
        sa.Column("skipped", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_batches_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["accounts.id"], name=op.f("fk_batches_requested_by")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_batches_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index(
        "ix_batches_workspace", "batches", ["workspace_id", "created_at", "id"], unique=False
    )
    op.create_table(
        "prices",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("endpoint_id", sa.UUID(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("most_pixels", sa.Integer(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("cold_start_seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("idle_seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("typical_seconds", sa.Integer(), nullable=True),
        sa.Column("longest_seconds", sa.Integer(), nullable=True),
        sa.Column("tokens_per_take", sa.Integer(), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deletion_id", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name=op.f("ck_prices_kind_is_known")
        ),
        sa.CheckConstraint(
            "provider IN ('RUNPOD', 'COMFYUI', 'OPENAI_VIDEOS', 'PULL')",
            name=op.f("ck_prices_provider_is_known"),
        ),
        sa.CheckConstraint(
            "unit IN ('SECOND', 'TAKE', 'VIDEO_SECOND', 'TOKEN')",
            name=op.f("ck_prices_unit_is_known"),
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deletion_id IS NULL)", name=op.f("ck_prices_deletion_is_whole")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_prices_amount_is_positive")),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_prices_endpoint_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_prices_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prices")),
    )
    op.create_index(
        "uq_prices_living",
        "prices",
        ["workspace_id", "endpoint_id", "provider", "model", "kind", "most_pixels"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "reservations",
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("price", postgresql.JSONB(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "amount >= 0 AND expected >= 0", name=op.f("ck_reservations_amounts_are_positive")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reservations_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["render_jobs.id"], name=op.f("fk_reservations_job_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_reservations_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_reservations_workspace_id")
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_reservations")),
    )
    op.create_index(
        "ix_reservations_open",
        "reservations",
        ["workspace_id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("project_id", sa.UUID(), nullable=True),
        sa.Column("account_id", sa.UUID(), nullable=True),
        sa.Column("endpoint_id", sa.UUID(), nullable=True),
        sa.Column("job_id", sa.UUID(), nullable=True),
        sa.Column("attempt_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("estimated", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("actual", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("price", postgresql.JSONB(), nullable=True),
        sa.Column("usage", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.CheckConstraint(
            "(attempt_id IS NULL) = (source = 'BILL')",
            name=op.f("ck_ledger_entries_attempt_unless_billed"),
        ),
        sa.CheckConstraint(
            "source IN ('FREE', 'UNBILLED', 'COMPUTED', 'MAXIMUM', 'BILL')",
            name=op.f("ck_ledger_entries_source_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_ledger_entries_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_ledger_entries_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_ledger_entries_endpoint_id")
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["render_jobs.id"], name=op.f("fk_ledger_entries_job_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_ledger_entries_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_ledger_entries_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("attempt_id", name="uq_ledger_entries_attempt"),
    )
    op.create_index("ix_ledger_entries_job", "ledger_entries", ["job_id"], unique=False)
    op.create_index(
        "ix_ledger_entries_project", "ledger_entries", ["project_id", "day", "id"], unique=False
    )
    op.create_index(
        "ix_ledger_entries_workspace", "ledger_entries", ["workspace_id", "day", "id"], unique=False
    )
    op.add_column("clips", sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("render_jobs", sa.Column("batch_id", sa.UUID(), nullable=True))
    op.create_index(
        "ix_render_jobs_batch",
        "render_jobs",
        ["batch_id"],
        unique=False,
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_render_jobs_batch_id"), "render_jobs", "batches", ["batch_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_render_jobs_batch_id"), "render_jobs", type_="foreignkey")
    op.drop_index(
        "ix_render_jobs_batch",
        table_name="render_jobs",
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.drop_column("render_jobs", "batch_id")
    op.drop_column("clips", "locked_at")
    op.drop_index("ix_ledger_entries_workspace", table_name="ledger_entries")
    op.drop_index("ix_ledger_entries_project", table_name="ledger_entries")
    op.drop_index("ix_ledger_entries_job", table_name="ledger_entries")
    op.drop_table("ledger_entries")
    op.drop_index(
        "ix_reservations_open",
        table_name="reservations",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("reservations")
    op.drop_index(
        "uq_prices_living",
        table_name="prices",
        postgresql_where=sa.text("deleted_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.drop_table("prices")
    op.drop_index("ix_batches_workspace", table_name="batches")
    op.drop_table("batches")
    op.drop_table("spending_totals")
    op.drop_index(
        "uq_budgets_living", table_name="budgets", postgresql_where=sa.text("deleted_at IS NULL")
    )
    op.drop_table("budgets")
