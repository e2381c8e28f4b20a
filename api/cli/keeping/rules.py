"""What must be true of the rows of a studio, each with the words for where it is not.

The tables' own constraints say most of it; a database that was damaged, or edited past them, may
break it all the same. A rule is mended only where there is one answer and nothing can be lost.
"""

from dataclasses import dataclass

from studio.spending.audit import FORGOTTEN, RECOUNT, UNCHARGED, UNEQUAL


@dataclass(frozen=True, slots=True)
class Rule:
    """`broken` selects, for each breach, the id of a `kind` and words; `mend` ends them all."""

    area: str
    kind: str
    looked: str
    broken: str
    advice: str
    mend: str | None = None
    mended: str = ""


RULES = (
    Rule(
        area="assets",
        kind="asset",
        looked="each has a blob",
        broken="""
        SELECT assets.id, 'has no blob'
        FROM assets LEFT JOIN blobs ON blobs.sha256 = blob_sha256 WHERE blobs.sha256 IS NULL
        """,
        advice="Restore a backup that has them, or delete the takes that show them.",
    ),
    Rule(
        area="takes",
        kind="take",
        looked="each living one has its files",
        broken="""
        SELECT takes.id, 'has no file'
        FROM takes LEFT JOIN assets ON assets.id = asset_id
        LEFT JOIN assets AS small ON small.id = thumbnail_asset_id
        WHERE deleted_at IS NULL
          AND (assets.id IS NULL OR (thumbnail_asset_id IS NOT NULL AND small.id IS NULL))
        """,
        advice="Delete these takes, or restore a backup.",
    ),
    Rule(
        area="selections",
        kind="clip",
        looked="each is a living take of its clip",
        broken="""
        SELECT clips.id, 'shows a take that is not there'
        FROM clips WHERE deleted_at IS NULL AND selected_take_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM takes WHERE takes.id = selected_take_id AND takes.clip_id = clips.id
              AND takes.deleted_at IS NULL)
        """,
        advice="--repair shows the newest take left.",
        mend="""
        UPDATE clips SET selected_take_id = (
            SELECT id FROM takes WHERE clip_id = clips.id AND deleted_at IS NULL AND kind <> 'AUDIO'
            ORDER BY created_at DESC, id DESC LIMIT 1)
        WHERE deleted_at IS NULL AND selected_take_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM takes WHERE takes.id = selected_take_id AND takes.clip_id = clips.id
              AND takes.deleted_at IS NULL)
        """,
        mended="they show the newest take left, or none",
    ),
    Rule(
        area="scenes",
        kind="project",
        looked="each has a place of its own",
        broken="""
        SELECT project_id, 'has ' || count(*) || ' scenes at position '
            || position
        FROM scenes WHERE deleted_at IS NULL GROUP BY project_id, position HAVING count(*) > 1
        """,
        advice="Move these scenes to where they belong.",
    ),
    Rule(
        area="attempts",
        kind="job",
        looked="none is open of a render that is over",
        broken="""
        SELECT id, 'is ' || state || ' and has an open attempt'
        FROM render_jobs WHERE state IN ('COMPLETED', 'FAILED', 'CANCELLED') AND EXISTS (
            SELECT FROM attempts WHERE job_id = render_jobs.id AND ended_at IS NULL)
        """,
        advice="--repair ends the attempts.",
        mend="""
        UPDATE attempts SET ended_at = now(), outcome = 'UNKNOWN' FROM render_jobs
        WHERE render_jobs.id = job_id AND state IN ('COMPLETED', 'FAILED', 'CANCELLED') AND ended_at IS NULL
        """,
        mended="the attempts are ended",
    ),
    Rule(
        area="renders",
        kind="job",
        looked="each under way has an attempt",
        broken="""
        SELECT id, 'is ' || state || ' without an open attempt'
        FROM render_jobs WHERE state NOT IN ('QUEUED', 'COMPLETED', 'FAILED', 'CANCELLED')
          AND NOT EXISTS (
            SELECT FROM attempts WHERE job_id = render_jobs.id AND ended_at IS NULL)
        """,
        advice="They will not end by themselves. Ask for these renders anew.",
    ),
    Rule(
        area="queue",
        kind="job",
        looked="nothing waits with us for more than a day",
        broken="""
        SELECT id, 'is ' || state || ' since '
            || to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24\\:MI')
        FROM render_jobs CROSS JOIN LATERAL (
            SELECT greatest(render_jobs.created_at, max(attempts.created_at), max(ended_at)) AS since
            FROM attempts WHERE job_id = render_jobs.id
        ) AS latest
        WHERE state IN ('QUEUED', 'SAVING') AND since < now() - interval '1 day'
        """,
        advice="If the studio runs, look into the worker's log; or cancel them.",
    ),
    Rule(
        # Older events than these 10,000 are purged by age, which may leave holes for a while.
        area="events",
        kind="stream",
        looked="their numbers have no gaps",
        broken="""
        SELECT stream_id, 'has ' || count(*) || ' events between numbers '
            || min(events.seq) || ' and ' || max(events.seq)
        FROM events JOIN stream_clocks USING (stream_id) WHERE events.seq > stream_clocks.seq - 10000
        GROUP BY stream_id HAVING count(*) <> max(events.seq) - min(events.seq) + 1
        """,
        advice="Pages that were open must be loaded anew; nothing else is lost.",
    ),
    Rule(
        area="clocks",
        kind="stream",
        looked="each is at its stream's last event",
        broken="""
        SELECT stream_id, 'is at ' || coalesce(max(stream_clocks.seq)::text, 'nothing')
            || ' and has an event ' || max(events.seq)
        FROM events LEFT JOIN stream_clocks USING (stream_id)
        GROUP BY stream_id HAVING max(events.seq) > coalesce(max(stream_clocks.seq), -1)
        """,
        advice="--repair sets them. Until then nothing can be changed there.",
        mend="""
        INSERT INTO stream_clocks (stream_id, seq)
        SELECT stream_id, max(seq) FROM events GROUP BY stream_id
        ON CONFLICT (stream_id) DO UPDATE SET seq = excluded.seq WHERE stream_clocks.seq < excluded.seq
        """,
        mended="they are set to it",
    ),
    Rule(
        area="held money",
        kind="job",
        looked="for renders under way alone",
        broken=FORGOTTEN,
        advice="--repair holds it no longer.",
        mend="""
        UPDATE reservations SET closed_at = now() FROM render_jobs
        WHERE render_jobs.id = job_id AND closed_at IS NULL AND finished_at IS NOT NULL
        """,
        mended="it is held no longer",
    ),
    Rule(
        area="ledger",
        kind="job",
        looked="has each attempt that is over",
        broken=UNCHARGED,
        advice="Compare with the provider's bill, and record what is missing.",
    ),
    Rule(
        area="sums",
        kind="account",
        looked="are those of the ledger",
        broken=UNEQUAL,
        advice="--repair counts the ledger anew.",
        mend=RECOUNT,
        mended="they are counted anew",
    ),
)
