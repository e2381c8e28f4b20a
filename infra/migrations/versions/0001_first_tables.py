"""first tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.Text(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
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
            "sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_blobs_sha256_is_hexadecimal")
        ),
        sa.CheckConstraint("size >= 0", name=op.f("ck_blobs_size_is_positive")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "events",
        sa.Column("stream_id", sa.UUID(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.UUID(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.UUID(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "change IN ('CHANGED', 'DELETED', 'RESET')", name=op.f("ck_events_change_is_known")
        ),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_created_at"), "events", ["created_at"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("mutation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("input_digest", sa.Text(), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "account_id", "mutation", "key", name=op.f("pk_idempotency_keys")
        ),
    )
    op.create_index(
        op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "outbox",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "available_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_available_at"), "outbox", ["available_at"], unique=False)
    op.create_table(
        "stream_clocks",
        sa.Column("stream_id", sa.UUID(), nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("stream_id", name=op.f("pk_stream_clocks")),
    )
    op.create_table(
        "workspaces",
        sa.Column("name", sa.Text(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "access_tokens",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.CheckConstraint(
            "purpose IN ('LOCAL', 'API', 'SESSION')", name=op.f("ck_access_tokens_purpose_is_known")
        ),
        sa.CheckConstraint(
            "octet_length(digest) = 32", name=op.f("ck_access_tokens_digest_is_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_access_tokens_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_access_tokens_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_tokens")),
    )
    op.create_index(
        op.f("ix_access_tokens_account_id"), "access_tokens", ["account_id"], unique=False
    )
    op.create_index("uq_access_tokens_digest", "access_tokens", ["digest"], unique=True)
    op.create_index(
        "uq_access_tokens_local",
        "access_tokens",
        ["purpose"],
        unique=True,
        postgresql_where=sa.text("purpose = 'LOCAL'"),
    )
    op.create_table(
        "endpoints",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=True),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
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
            "provider IN ('RUNPOD', 'COMFYUI', 'OPENAI_VIDEOS', 'PULL')",
            name=op.f("ck_endpoints_provider_is_known"),
        ),
        sa.CheckConstraint(
            "source IN ('LOCAL', 'SETTINGS', 'USER')", name=op.f("ck_endpoints_source_is_known")
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deletion_id IS NULL)",
            name=op.f("ck_endpoints_deletion_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_endpoints_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoints")),
    )
    op.create_index(
        "uq_endpoints_living_name",
        "endpoints",
        ["workspace_id", "name"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "members",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
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
            "role IN ('OWNER', 'EDITOR', 'VIEWER')", name=op.f("ck_members_role_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_members_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_members_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "account_id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_account_id"), "members", ["account_id"], unique=False)
    op.create_table(
        "projects",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("fps_numerator", sa.Integer(), nullable=False),
        sa.Column("fps_denominator", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
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
            "(deleted_at IS NULL) = (deletion_id IS NULL)",
            name=op.f("ck_projects_deletion_is_whole"),
        ),
        sa.CheckConstraint(
            "fps_numerator > 0 AND fps_denominator > 0", name=op.f("ck_projects_rate_is_positive")
        ),
        sa.CheckConstraint(
            "width BETWEEN 16 AND 16384 AND height BETWEEN 16 AND 16384",
            name=op.f("ck_projects_size_is_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_projects_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
    )
    op.create_index(
        "ix_projects_by_creation",
        "projects",
        ["workspace_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_projects_by_name",
        "projects",
        ["workspace_id", "name", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_projects_wall",
        "projects",
        ["workspace_id", "updated_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "assets",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("project_id", sa.UUID(), nullable=True),
        sa.Column("blob_sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("frames", sa.Integer(), nullable=True),
        sa.Column("fps_numerator", sa.Integer(), nullable=True),
        sa.Column("fps_denominator", sa.Integer(), nullable=True),
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
        sa.CheckConstraint(
            "kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name=op.f("ck_assets_kind_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["blob_sha256"], ["blobs.sha256"], name=op.f("fk_assets_blob_sha256")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_assets_project_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_assets_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
    )
    op.create_index(op.f("ix_assets_blob_sha256"), "assets", ["blob_sha256"], unique=False)
    op.create_index(op.f("ix_assets_project_id"), "assets", ["project_id"], unique=False)
    op.create_table(
        "scenes",
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("setting", sa.Text(), server_default="", nullable=False),
        sa.Column("time_of_day", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "characters", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("source_line", sa.Integer(), nullable=True),
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
        postgresql.ExcludeConstraint(
            (sa.column("project_id"), "="),
            (sa.column("position"), "="),
            where=sa.text("deleted_at IS NULL"),
            deferrable=True,
            initially="DEFERRED",
            using="btree",
            name="ex_scenes_position",
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deletion_id IS NULL)", name=op.f("ck_scenes_deletion_is_whole")
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_scenes_position_is_positive")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_scenes_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenes")),
        sa.UniqueConstraint("id", "project_id", name="uq_scenes_with_project"),
    )
    op.create_index("ix_scenes_project", "scenes", ["project_id"], unique=False)
    op.create_table(
        "clips",
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("scene_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("shot_kind", sa.Text(), server_default="ACTION", nullable=False),
        sa.Column("framing", sa.Text(), server_default="MEDIUM", nullable=False),
        sa.Column("start_frame", sa.Integer(), nullable=False),
        sa.Column("duration_frames", sa.Integer(), nullable=False),
        sa.Column("image_prompt", sa.Text(), server_default="", nullable=False),
        sa.Column("video_prompt", sa.Text(), server_default="", nullable=False),
        sa.Column("negative_prompt", sa.Text(), server_default="", nullable=False),
        sa.Column("caption", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "characters", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("source_line", sa.Integer(), nullable=True),
        sa.Column("selected_take_id", sa.UUID(), nullable=True),
        sa.Column(
            "selected_living",
            sa.Boolean(),
            sa.Computed(
                "CASE WHEN selected_take_id IS NOT NULL AND deleted_at IS NULL THEN true END",
                persisted=True,
            ),
            nullable=True,
        ),
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
            "(deleted_at IS NULL) = (deletion_id IS NULL)", name=op.f("ck_clips_deletion_is_whole")
        ),
        sa.CheckConstraint(
            "duration_frames BETWEEN 1 AND 1073741824", name=op.f("ck_clips_duration_is_in_range")
        ),
        sa.CheckConstraint(
            "start_frame + duration_frames <= 1073741824", name=op.f("ck_clips_end_is_in_range")
        ),
        sa.CheckConstraint(
            "start_frame BETWEEN 0 AND 1073741824", name=op.f("ck_clips_start_is_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["scene_id", "project_id"], ["scenes.id", "scenes.project_id"], name="fk_clips_scene"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clips")),
        sa.UniqueConstraint("id", "project_id", name="uq_clips_with_project"),
    )
    op.create_index(
        "ix_clips_deletion",
        "clips",
        ["deletion_id"],
        unique=False,
        postgresql_where=sa.text("deletion_id IS NOT NULL"),
    )
    op.create_index("ix_clips_project", "clips", ["project_id"], unique=False)
    op.create_index(
        "ix_clips_scene",
        "clips",
        ["scene_id", "start_frame", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "render_jobs",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("clip_id", sa.UUID(), nullable=False),
        sa.Column("endpoint_id", sa.UUID(), nullable=False),
        sa.Column("requested_by", sa.UUID(), nullable=False),
        sa.Column("depends_on_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("progress", sa.Double(), server_default="0", nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Numeric(precision=20, scale=0), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("brief", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("attempt_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempt_limit", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.CheckConstraint(
            "(error_code IS NOT NULL) = (state = 'FAILED')",
            name=op.f("ck_render_jobs_error_when_failed"),
        ),
        sa.CheckConstraint(
            "(finished_at IS NOT NULL) = (state IN ('CANCELLED', 'COMPLETED', 'FAILED'))",
            name=op.f("ck_render_jobs_finished_when_terminal"),
        ),
        sa.CheckConstraint(
            "kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name=op.f("ck_render_jobs_kind_is_known")
        ),
        sa.CheckConstraint(
            "state <> 'COMPLETED' OR progress = 1",
            name=op.f("ck_render_jobs_completed_is_all_of_it"),
        ),
        sa.CheckConstraint(
            "state IN ('CANCELLED', 'CANCELLING', 'COMPLETED', 'FAILED', 'QUEUED', 'RUNNING', 'SAVING', 'STARTING', 'SUBMITTING', 'WAITING')",
            name=op.f("ck_render_jobs_state_is_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('STARTING', 'RUNNING', 'SAVING', 'COMPLETED') OR attempt_count > 0",
            name=op.f("ck_render_jobs_running_has_an_attempt"),
        ),
        sa.CheckConstraint("count BETWEEN 1 AND 16", name=op.f("ck_render_jobs_count_is_in_range")),
        sa.CheckConstraint(
            "progress BETWEEN 0 AND 1", name=op.f("ck_render_jobs_progress_is_a_share")
        ),
        sa.CheckConstraint(
            "seed BETWEEN 0 AND 18446744073709551615", name=op.f("ck_render_jobs_seed_is_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["clip_id", "project_id"], ["clips.id", "clips.project_id"], name="fk_render_jobs_clip"
        ),
        sa.ForeignKeyConstraint(
            ["depends_on_id"], ["render_jobs.id"], name=op.f("fk_render_jobs_depends_on_id")
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_render_jobs_endpoint_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_render_jobs_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["accounts.id"], name=op.f("fk_render_jobs_requested_by")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_render_jobs_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_render_jobs")),
    )
    op.create_index(
        "ix_render_jobs_active",
        "render_jobs",
        ["project_id", "id"],
        unique=False,
        postgresql_where=sa.text(
            "state IN ('CANCELLING', 'QUEUED', 'RUNNING', 'SAVING', 'STARTING', 'SUBMITTING', 'WAITING')"
        ),
    )
    op.create_index(
        "ix_render_jobs_active_of_workspace",
        "render_jobs",
        ["workspace_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text(
            "state IN ('CANCELLING', 'QUEUED', 'RUNNING', 'SAVING', 'STARTING', 'SUBMITTING', 'WAITING')"
        ),
    )
    op.create_index(
        "ix_render_jobs_clip", "render_jobs", ["clip_id", "created_at", "id"], unique=False
    )
    op.create_index("ix_render_jobs_depends_on", "render_jobs", ["depends_on_id"], unique=False)
    op.create_index(
        "ix_render_jobs_endpoint", "render_jobs", ["endpoint_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_render_jobs_project", "render_jobs", ["project_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_render_jobs_queue",
        "render_jobs",
        ["endpoint_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('QUEUED', 'SUBMITTING', 'WAITING')"),
    )
    op.create_index(
        "ix_render_jobs_unsettled",
        "render_jobs",
        ["updated_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('QUEUED', 'SUBMITTING', 'SAVING', 'CANCELLING')"),
    )
    op.create_index(
        "ix_render_jobs_workspace",
        "render_jobs",
        ["workspace_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "attempts",
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("endpoint_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("provider_job_id", sa.Text(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ttl_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silence", sa.Double(), server_default="2", nullable=False),
        sa.Column("last_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("outputs", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
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
        sa.CheckConstraint(
            "outcome <> 'COMPLETED' OR (provider_job_id IS NOT NULL AND outputs IS NOT NULL)",
            name=op.f("ck_attempts_completed_has_outputs"),
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (provider_job_id IS NULL)",
            name=op.f("ck_attempts_accepted_has_an_id"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_attempts_outcome_when_ended")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_attempts_number_is_positive")),
        sa.CheckConstraint(
            "octet_length(secret_digest) = 32", name=op.f("ck_attempts_digest_is_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_attempts_endpoint_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["render_jobs.id"], name=op.f("fk_attempts_job_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_attempts_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("job_id", "number", name="uq_attempts_number"),
    )
    op.create_index(
        "ix_attempts_due",
        "attempts",
        ["check_at", "id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_attempts_open",
        "attempts",
        ["job_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_attempts_provider_job",
        "attempts",
        ["endpoint_id", "provider_job_id"],
        unique=True,
        postgresql_where=sa.text("provider_job_id IS NOT NULL"),
    )
    op.create_index("uq_attempts_secret", "attempts", ["secret_digest"], unique=True)
    op.create_table(
        "takes",
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("clip_id", sa.UUID(), nullable=False),
        sa.Column("job_id", sa.UUID(), nullable=True),
        sa.Column("attempt_id", sa.UUID(), nullable=True),
        sa.Column("output_index", sa.Integer(), nullable=True),
        sa.Column("asset_id", sa.UUID(), nullable=False),
        sa.Column("thumbnail_asset_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seed", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("negative_prompt", sa.Text(), server_default="", nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "living",
            sa.Boolean(),
            sa.Computed("CASE WHEN deleted_at IS NULL THEN true END", persisted=True),
            nullable=True,
        ),
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
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deletion_id", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name=op.f("ck_takes_kind_is_known")
        ),
        sa.CheckConstraint(
            "(attempt_id IS NULL) = (output_index IS NULL)",
            name=op.f("ck_takes_attempt_and_output_together"),
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deletion_id IS NULL)", name=op.f("ck_takes_deletion_is_whole")
        ),
        sa.CheckConstraint(
            "seed BETWEEN 0 AND 18446744073709551615", name=op.f("ck_takes_seed_is_in_range")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_takes_asset_id")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_takes_attempt_id")),
        sa.ForeignKeyConstraint(
            ["clip_id", "project_id"], ["clips.id", "clips.project_id"], name="fk_takes_clip"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["render_jobs.id"], name=op.f("fk_takes_job_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_takes_project_id")),
        sa.ForeignKeyConstraint(
            ["thumbnail_asset_id"], ["assets.id"], name=op.f("fk_takes_thumbnail_asset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takes")),
        sa.UniqueConstraint("attempt_id", "output_index", name="uq_takes_attempt_output"),
        sa.UniqueConstraint("id", "clip_id", "living", name="uq_takes_living"),
    )
    op.create_index(
        "ix_takes_clip",
        "takes",
        ["clip_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_takes_created",
        "takes",
        ["created_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_takes_deletion",
        "takes",
        ["deletion_id"],
        unique=False,
        postgresql_where=sa.text("deletion_id IS NOT NULL"),
    )
    op.create_index("ix_takes_job", "takes", ["job_id"], unique=False)
    op.create_index(
        "ix_takes_project",
        "takes",
        ["project_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_foreign_key(
        "fk_clips_selected_take",
        "clips",
        "takes",
        ["selected_take_id", "id", "selected_living"],
        ["id", "clip_id", "living"],
        deferrable=True,
        initially="DEFERRED",
    )


def downgrade() -> None:
    raise NotImplementedError("There is nothing before the first tables.")
