"""Tracks of sound, transitions, exports with their presets, and signed copies"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_CLIP_CHECKS = {
    "source_is_in_range": "source_frame BETWEEN 0 AND 1073741824",
    "transition_is_known": "transition_kind IN ('CUT', 'DISSOLVE', 'FADE', 'WIPE')",
    "transition_takes_time": "transition_frames BETWEEN 0 AND 1000 "
    "AND (transition_kind = 'CUT') = (transition_frames = 0)",
}


def upgrade() -> None:
    op.create_table('sound_analyses',
    sa.Column('blob_sha256', sa.Text(), nullable=False),
    sa.Column('tempo', sa.Float(), nullable=True),
    sa.Column('confidence', sa.Float(), server_default='0', nullable=False),
    sa.Column('beats', sa.ARRAY(sa.Integer()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('downbeat', sa.Integer(), server_default='0', nullable=False),
    sa.Column('beats_per_bar', sa.Integer(), server_default='4', nullable=False),
    sa.Column('peaks', sa.LargeBinary(), nullable=False),
    sa.Column('samples_per_peak', sa.Integer(), nullable=False),
    sa.Column('failure', sa.Text(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['blob_sha256'], ['blobs.sha256'], name=op.f('fk_sound_analyses_blob_sha256'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('blob_sha256', name=op.f('pk_sound_analyses'))
    )
    op.create_table('export_presets',
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('options', postgresql.JSONB(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deletion_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint('(deleted_at IS NULL) = (deletion_id IS NULL)', name=op.f('ck_export_presets_deletion_is_whole')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_export_presets_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_presets'))
    )
    op.create_index('uq_export_presets_name', 'export_presets', ['project_id', sa.literal_column('lower(name)')], unique=True, postgresql_where=sa.text('deleted_at IS NULL'))
    op.create_table('exports',
    sa.Column('workspace_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('format', sa.Text(), nullable=False),
    sa.Column('options', postgresql.JSONB(), nullable=False),
    sa.Column('state', sa.Text(), server_default='QUEUED', nullable=False),
    sa.Column('progress', sa.Float(), server_default='0', nullable=False),
    sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error_code', sa.Text(), nullable=True),
    sa.Column('error_message', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), server_default='', nullable=False),
    sa.Column('blob_sha256', sa.Text(), nullable=True),
    sa.Column('manifest', postgresql.JSONB(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("(state = 'FAILED') = (error_code IS NOT NULL)", name=op.f('ck_exports_failure_has_a_code')),
    sa.CheckConstraint("blob_sha256 IS NULL OR state = 'COMPLETED'", name=op.f('ck_exports_file_when_completed')),
    sa.CheckConstraint("state IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')", name=op.f('ck_exports_state_is_known')),
    sa.CheckConstraint('progress BETWEEN 0 AND 1', name=op.f('ck_exports_progress_is_a_share')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_exports_account_id')),
    sa.ForeignKeyConstraint(['blob_sha256'], ['blobs.sha256'], name=op.f('fk_exports_blob_sha256')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_exports_project_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_exports_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exports'))
    )
    op.create_index('ix_exports_blob', 'exports', ['blob_sha256'], unique=False)
    op.create_index('ix_exports_expiring', 'exports', ['expires_at'], unique=False, postgresql_where=sa.text('blob_sha256 IS NOT NULL'))
    op.create_index('ix_exports_open', 'exports', ['state', 'heard_at'], unique=False, postgresql_where=sa.text("state IN ('QUEUED', 'RUNNING')"))
    op.create_index('ix_exports_project', 'exports', ['project_id', 'created_at', 'id'], unique=False)
    op.create_table('credentialed_copies',
    sa.Column('asset_id', sa.Uuid(), nullable=False),
    sa.Column('certificate', sa.Text(), nullable=False),
    sa.Column('blob_sha256', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['assets.id'], name=op.f('fk_credentialed_copies_asset_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['blob_sha256'], ['blobs.sha256'], name=op.f('fk_credentialed_copies_blob_sha256')),
    sa.PrimaryKeyConstraint('asset_id', 'certificate', name=op.f('pk_credentialed_copies'))
    )
    op.create_table('tracks',
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('asset_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('start_frame', sa.Integer(), server_default='0', nullable=False),
    sa.Column('source_samples', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('duration_frames', sa.Integer(), nullable=True),
    sa.Column('gain_db', sa.Float(), server_default='0', nullable=False),
    sa.Column('fade_in_frames', sa.Integer(), server_default='0', nullable=False),
    sa.Column('fade_out_frames', sa.Integer(), server_default='0', nullable=False),
    sa.Column('muted', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('tempo', sa.Float(), nullable=True),
    sa.Column('first_beat_samples', sa.BigInteger(), nullable=True),
    sa.Column('beats_per_bar', sa.Integer(), server_default='4', nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deletion_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint('(deleted_at IS NULL) = (deletion_id IS NULL)', name=op.f('ck_tracks_deletion_is_whole')),
    sa.CheckConstraint('(tempo IS NULL) = (first_beat_samples IS NULL) AND first_beat_samples >= 0', name=op.f('ck_tracks_grid_is_whole')),
    sa.CheckConstraint('beats_per_bar BETWEEN 1 AND 16', name=op.f('ck_tracks_bar_is_sane')),
    sa.CheckConstraint('duration_frames IS NULL OR duration_frames BETWEEN 1 AND 1073741824', name=op.f('ck_tracks_duration_is_in_range')),
    sa.CheckConstraint('fade_in_frames BETWEEN 0 AND 1073741824 AND fade_out_frames BETWEEN 0 AND 1073741824', name=op.f('ck_tracks_fades_are_in_range')),
    sa.CheckConstraint('gain_db BETWEEN -60 AND 12', name=op.f('ck_tracks_gain_is_sane')),
    sa.CheckConstraint('position >= 0', name=op.f('ck_tracks_position_is_positive')),
    sa.CheckConstraint('source_samples >= 0', name=op.f('ck_tracks_source_is_positive')),
    sa.CheckConstraint('start_frame BETWEEN 0 AND 1073741824', name=op.f('ck_tracks_start_is_in_range')),
    sa.CheckConstraint('tempo IS NULL OR tempo BETWEEN 20 AND 400', name=op.f('ck_tracks_tempo_is_sane')),
    sa.ForeignKeyConstraint(['asset_id'], ['assets.id'], name=op.f('fk_tracks_asset_id')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_tracks_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tracks'))
    )
    op.create_index('ix_tracks_asset', 'tracks', ['asset_id'], unique=False)
    op.create_index('ix_tracks_deletion', 'tracks', ['deletion_id'], unique=False, postgresql_where=sa.text('deletion_id IS NOT NULL'))
    op.create_index('ix_tracks_project', 'tracks', ['project_id', 'position', 'id'], unique=False, postgresql_where=sa.text('deleted_at IS NULL'))
    op.add_column('clips', sa.Column('transition_kind', sa.Text(), server_default='CUT', nullable=False))
    op.add_column('clips', sa.Column('transition_frames', sa.Integer(), server_default='0', nullable=False))

    op.add_column("clips", sa.Column("source_frame", sa.Integer(), server_default="0", nullable=False))
    for name, rule in _CLIP_CHECKS.items():
        op.create_check_constraint(op.f(f"ck_clips_{name}"), "clips", rule)


def downgrade() -> None:
    for name in _CLIP_CHECKS:
        op.drop_constraint(op.f(f"ck_clips_{name}"), "clips")
    for column in ("source_frame", "transition_frames", "transition_kind"):
        op.drop_column("clips", column)
    for table in ("tracks", "credentialed_copies", "exports", "export_presets", "sound_analyses"):
        op.drop_table(table)
