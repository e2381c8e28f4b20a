"""What was found in files of sound, written down for all tracks that play them."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from studio.kernel.work import Work
from studio.library.models import Asset, Blob
from studio.sound.models import SoundAnalysis, Track
from studio.sound.ports import Heard


async def to_be_heard(work: Work, asset_id: UUID) -> str | None:
    """The SHA-256 of the asset's bytes, where they have not been listened to successfully."""
    return await work.session.scalar(
        select(Asset.blob_sha256)
        .join(SoundAnalysis, SoundAnalysis.blob_sha256 == Asset.blob_sha256, isouter=True)
        .where(
            Asset.id == asset_id,
            (SoundAnalysis.blob_sha256.is_(None)) | SoundAnalysis.failure.is_not(None),
        )
    )


async def note_heard(work: Work, sha256: str, heard: Heard) -> None:
    """Keep it, and tell the tracks that play these bytes. A success is never replaced by a failure;
    bytes that are gone meanwhile are passed over."""
    held = (
        select(Blob.sha256).where(Blob.sha256 == sha256).with_for_update(key_share=True, read=True)
    )
    if await work.session.scalar(held) is None:
        return
    values = {
        "tempo": heard.tempo,
        "confidence": heard.confidence,
        "beats": list(heard.beats),
        "downbeat": heard.downbeat,
        "beats_per_bar": heard.beats_per_bar,
        "peaks": heard.peaks,
        "samples_per_peak": heard.samples_per_peak,
        "failure": heard.failure,
        "made_at": func.now(),
    }
    await work.session.execute(
        insert(SoundAnalysis)
        .values(blob_sha256=sha256, **values)
        .on_conflict_do_update(
            constraint="pk_sound_analyses",
            set_=values,
            where=SoundAnalysis.failure.is_not(None),
        )
    )
    tracks = await work.session.execute(
        select(Track.id, Track.project_id, Track.version)
        .join(Asset, Asset.id == Track.asset_id)
        .where(Asset.blob_sha256 == sha256, Track.deleted_at.is_(None))
    )
    for track_id, project_id, version in tracks:
        work.changed("track", track_id, stream=project_id, version=version)
