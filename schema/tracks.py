"""Tracks in the graph: music and other sound under the whole film."""

from typing import Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, Double, FromClause, func, literal_column, select
from sqlalchemy import cast as sql_cast

from schema.beats import BEATS
from schema.media import media_url
from schema.node import Node
from schema.projects import Project
from schema.reads.fields import (
    Children,
    Expression,
    child,
    children_of,
    column,
    entity,
    identity,
)
from schema.scalars import BigInt, DateTime
from studio.library.models import Asset as AssetRow
from studio.projects.models import Project as ProjectRow
from studio.sound.models import SoundAnalysis as AnalysisRow
from studio.sound.models import Track as TrackRow

_tracks = TrackRow.__table__
_assets = AssetRow.__table__
_analyses = AnalysisRow.__table__


def _of_asset(name: str) -> Expression:
    def value(track: FromClause) -> ColumnElement[Any]:
        asset = _assets.alias()
        found = select(asset.c[name]).where(asset.c.id == track.c.asset_id).correlate(track)
        return found.scalar_subquery()

    return value


def _analysed(track: FromClause, analysis: FromClause) -> ColumnElement[bool]:
    return analysis.c.blob_sha256 == _of_asset("blob_sha256")(track)


def _first_beat(track: FromClause) -> ColumnElement[Any]:
    return sql_cast(track.c.first_beat_samples, Double) / _of_asset("sample_rate")(track)


@entity("soundanalysis", _analyses)
@strawberry.type(description="What was found in a file of sound.")
class SoundAnalysis:
    tempo: float | None = column(
        AnalysisRow.tempo, "Beats a minute; null where nothing beats, or nothing that is sure."
    )
    confidence: float = column(AnalysisRow.confidence, "How sure that is, 0 to 1.")
    beat_count: int = column(
        lambda analysis: func.cardinality(analysis.c.beats), "How many beats there are."
    )
    failure: str | None = column(
        AnalysisRow.failure, "Why it could not be listened to; null where it could."
    )


@entity("beat", BEATS)
@strawberry.type(description="A beat of a track that is heard under the film.")
class Beat:
    seconds: float = column(lambda beat: beat.c.seconds, "Where it is in the track's file.")
    frame: int = column(
        lambda beat: beat.c.frame,
        "The frame of the film whose start is nearest to it, in the project's rate.",
    )
    bar: bool = column(
        lambda beat: beat.c.number == literal_column("1"), "Whether it begins a bar."
    )
    number: int = column(lambda beat: beat.c.number, "Its number within its bar, from 1.")


@entity("track", _tracks)
@strawberry.type(description="A file of sound on a project's timeline.")
class Track(Node):
    id: strawberry.ID = identity("track", "The track's id.")
    name: str = column(TrackRow.name, "What to call it.")
    position: int = column(TrackRow.position, "Its rank among the project's tracks, from 0.")
    start_frame: int = column(
        TrackRow.start_frame, "Where it begins, from the film's first frame, in the project's rate."
    )
    source_samples: BigInt = column(
        TrackRow.source_samples, "The sample of the file that is heard there."
    )
    duration_frames: int | None = column(
        TrackRow.duration_frames, "For how long it is heard; null for as long as it lasts."
    )
    gain_db: float = column(TrackRow.gain_db, "Louder or softer, in decibels.")
    fade_in_frames: int = column(TrackRow.fade_in_frames, "Frames in which it swells.")
    fade_out_frames: int = column(TrackRow.fade_out_frames, "Frames in which it dies away.")
    muted: bool = column(TrackRow.muted, "Whether it is left out.")
    tempo: float | None = column(
        TrackRow.tempo, "Beats a minute that somebody gave; null where what was found counts."
    )
    first_beat_samples: BigInt | None = column(
        TrackRow.first_beat_samples, "The sample of the file that somebody's first beat is at."
    )
    first_beat_seconds: float | None = column(_first_beat, "The same in seconds.")
    beats_per_bar: int = column(TrackRow.beats_per_bar, "How many beats make a bar.")
    samples: BigInt = column(_of_asset("samples"), "The length of its file in samples.")
    sample_rate: int = column(_of_asset("sample_rate"), "Samples a second of its file.")
    url: str = column(lambda track: media_url(track.c.asset_id), "Where its file is.")
    version: int = column(TrackRow.version, "Rises with each edit.")
    created_at: DateTime = column(TrackRow.created_at, "When it was brought.")
    updated_at: DateTime = column(TrackRow.updated_at, "When it was last changed.")
    project: Project = child(
        ProjectRow.__table__,
        lambda track, project: project.c.id == track.c.project_id,
        "Its project.",
    )
    analysis: SoundAnalysis | None = child(
        _analyses,
        _analysed,
        "What was found in its file; null while it is being listened to.",
    )

    @children_of(
        Children(
            BEATS,
            lambda track, beat: beat.c.track_id == track.c.id,
            lambda beat: (beat.c.rank,),
            limit="first",
        ),
        "Its beats that are heard under the film: those somebody gave, else those that were found.",
    )
    def beats(
        self,
        first: Annotated[
            int, strawberry.argument(description="How many at most, 0 to 10,000.")
        ] = 5000,
    ) -> list[Beat]:
        raise AssertionError("read by the compiler")
