"""Beats of tracks as rows: what `studio.sound.rules.beats_on_film` says, in SQL and as exact.

A beat lies at the sample `at / per` of its file: whole samples where it was found, and multiples of
a tempo with four decimals where somebody gave that.
"""

from sqlalchemy import Double, Integer, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.sql import column

BEATS = (
    text("""
    SELECT track.id AS track_id, rank, frame,
        CAST(at / per / rate AS double precision) AS seconds,
        (rank - phase % track.beats_per_bar + track.beats_per_bar)
            % track.beats_per_bar + 1 AS number
    FROM tracks AS track
    JOIN projects AS project ON project.id = track.project_id
    JOIN assets AS asset ON asset.id = track.asset_id
    LEFT JOIN sound_analyses AS analysis ON analysis.blob_sha256 = asset.blob_sha256
    CROSS JOIN LATERAL (
        SELECT CAST(asset.sample_rate AS numeric) AS rate,
            CAST(round(CAST(track.tempo AS numeric) * 10000) AS numeric) AS pace,
            CAST(project.fps_numerator AS numeric) AS fps,
            CAST(project.fps_denominator AS numeric) AS below
    ) AS exact
    CROSS JOIN LATERAL (
        SELECT CAST(ordinality - 1 AS integer) AS rank, CAST(sample AS numeric) AS at,
            CAST(1 AS numeric) AS per, analysis.downbeat AS phase
        FROM unnest(analysis.beats) WITH ORDINALITY AS found(sample, ordinality)
        WHERE track.tempo IS NULL
        UNION ALL
        SELECT step, track.first_beat_samples * pace + step * (600000 * rate), pace, 0
        FROM generate_series(0, CAST(
            div((asset.samples - track.first_beat_samples) * pace, 600000 * rate) AS integer
        )) AS step
        WHERE track.tempo IS NOT NULL
    ) AS beat
    CROSS JOIN LATERAL (
        SELECT at - track.source_samples * per AS late,
            track.start_frame + CAST(div(
                2 * (at - track.source_samples * per) * fps + per * rate * below,
                2 * per * rate * below
            ) AS integer) AS frame
    ) AS placed
    WHERE late >= 0 AND at < asset.samples * per
      AND (track.duration_frames IS NULL OR late * fps < track.duration_frames * per * rate * below)
    """)
    .columns(
        column("track_id", UUID),
        column("rank", Integer),
        column("frame", Integer),
        column("seconds", Double),
        column("number", Integer),
    )
    .subquery("beats")
)
