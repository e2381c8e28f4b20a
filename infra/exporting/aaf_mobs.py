"""What an AAF is made of: mobs, which are the film, its clips, and the files they come from.

Grounds: AAF Object Specification 1.1, AAF Edit Protocol. A clip plays a master, which plays a file,
which plays a source that time is counted on: that is how Avid's programs link to what is elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from aaf2.auid import AUID
from aaf2.mobid import MobID
from aaf2.rational import AAFRational

from infra.exporting.aaf_choosing import chosen
from infra.exporting.aaf_effects import PICTURE, SOUND, blended, louder, panned, segment
from infra.exporting.aaf_laying import Blend, Gap, Piece, Shot
from infra.exporting.aaf_marking import comments_of, markers_of, notes_of
from infra.exporting.aaf_things import Thing
from studio.exporting.cutlist import CutList, url_of

_TIMECODE = AUID("01030201-0100-0000-060e-2b3404010101")
_PICTURE_SLOT, _SOUND_SLOT = 1, 2
"""The slots of a master."""
_FILE_SLOT = 1
_COUNTED_SLOT, _TIMECODE_SLOT, _PLAYED_SLOT = 1, 2, 3
"""The slots of a source."""
_HALF_A_DAY = 12 * 3600
_SAMPLE_RATE = 48_000
_HD = 1920, 1080
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Row:
    """A track: which of its kind it is, from 1 on, of what it is, and what lies on it."""

    number: int
    sound: bool
    pieces: Sequence[Piece]

    @property
    def name(self) -> str:
        return f"{'A' if self.sound else 'V'}{self.number}"

    @property
    def kind(self) -> AUID:
        return SOUND if self.sound else PICTURE

    @property
    def slot(self) -> int:
        """Of the masters that it plays."""
        return _SOUND_SLOT if self.sound else _PICTURE_SLOT

    @property
    def takes(self) -> Iterator[Shot]:
        """Of all its clips, in order."""
        return (take for piece in self.pieces if isinstance(piece, Shot) for take in piece.takes)


def mobs_of(cut: CutList, rows: Sequence[Row], folder: str) -> Iterator[Thing]:
    """The film, then three mobs for each take of its clips; `folder` is where the files will be."""
    return _Mobs(cut, folder).of(rows)


class _Mobs:
    """Mobs of one film, all of which are counted in its rate."""

    def __init__(self, cut: CutList, folder: str) -> None:
        self.cut = cut
        self.folder = folder
        self.rate = AAFRational(cut.rate)
        self.now = datetime.now(UTC)

    def of(self, rows: Sequence[Row]) -> Iterator[Thing]:
        clips = [(row, shot, MobID.new()) for row in rows for shot in row.takes]
        yield self.film(rows, iter([master for _, _, master in clips]))
        for row, shot, master in clips:
            yield from self.clip(row, shot, master)

    def film(self, rows: Sequence[Row], masters: Iterator[MobID]) -> Thing:
        slots = [
            self.slot(number, self.row(row, masters), row.name, {"PhysicalTrackNumber": row.number})
            for number, row in enumerate(rows, start=1)
        ]
        timecode = self.timecode(
            self.cut.begins, _HALF_A_DAY * self.cut.timecode.base, drop=self.cut.timecode.drop
        )
        slots.append(self.slot(len(slots) + 1, timecode, "TC", {"PhysicalTrackNumber": 1}))
        slots.extend(markers_of(self.cut, self.rate, 1, rows[0].number, self.now))
        usage = {"UsageCode": "Usage_TopLevel"}
        return self.mob("CompositionMob", MobID.new(), self.cut.name, slots, usage)

    def row(self, row: Row, masters: Iterator[MobID]) -> Thing:
        """Blends lie over what is on both of their sides; what is heard goes through its pan."""
        length = sum(
            -piece.length if isinstance(piece, Blend) else piece.length for piece in row.pieces
        )
        pieces = [self.piece(row, piece, masters) for piece in row.pieces]
        sequence = segment("Sequence", row.kind, length, {"Components": pieces})
        return panned(sequence, length) if row.sound else sequence

    def piece(self, row: Row, piece: Piece, masters: Iterator[MobID]) -> Thing:
        if isinstance(piece, Gap):
            return segment("Filler", row.kind, piece.length)
        if isinstance(piece, Blend):
            return blended(piece, row.kind)
        takes = [self.take(row, shot, next(masters)) for shot in piece.takes]
        return chosen(takes, row.kind, piece.length, off=piece.off)

    def take(self, row: Row, shot: Shot, master: MobID) -> Thing:
        notes = notes_of(shot)
        more = {"ComponentAttributeList": notes} if notes else _NOTHING
        clip = _played(row.kind, shot.length, master, row.slot, shot.start, more)
        return louder(clip, shot.length, shot.gain) if row.sound and shot.gain else clip

    def clip(self, row: Row, shot: Shot, master: MobID) -> Iterator[Thing]:
        file, source = MobID.new(), MobID.new()
        whole = shot.start == 0 and shot.length == shot.reach
        marks = {} if whole else {"MarkIn": shot.start, "MarkOut": shot.start + shot.length}
        to_file = _played(row.kind, shot.reach, file, _FILE_SLOT)
        comments = comments_of(shot)
        told = {"UserComments": comments} if comments else _NOTHING
        slots = [self.slot(row.slot, to_file, "", marks)]
        yield self.mob("MasterMob", master, shot.name, slots, told)
        to_source = _played(row.kind, shot.reach, source, _PLAYED_SLOT)
        locator = Thing("NetworkLocator", {"URLString": url_of(shot.media, self.folder)})
        essence = self.descriptor(row, shot, locator)
        slots = [self.slot(_FILE_SLOT, to_source)]
        yield self.mob("SourceMob", file, "Mob", slots, {"EssenceDescription": essence})
        tape = Thing("TapeDescriptor", {"Locator": [locator]})
        slots = self.source_slots(row, shot)
        yield self.mob("SourceMob", source, shot.name, slots, {"EssenceDescription": tape})

    def source_slots(self, row: Row, shot: Shot) -> list[Thing]:
        nothing = MobID()
        half_a_day = int(self.cut.rate * _HALF_A_DAY)
        return [
            self.slot(_COUNTED_SLOT, _played(PICTURE, half_a_day, nothing, 0)),
            self.slot(_TIMECODE_SLOT, self.timecode(0, shot.reach, drop=False)),
            self.slot(_PLAYED_SLOT, _played(row.kind, shot.reach, nothing, 0)),
        ]

    def descriptor(self, row: Row, shot: Shot, locator: Thing) -> Thing:
        if row.sound:
            return _pcm(int(shot.reach / self.cut.rate * _SAMPLE_RATE), locator)
        media = shot.media
        size = (media.width, media.height) if media.width and media.height else _HD
        return Thing(
            "CDCIDescriptor",
            {
                "Locator": [locator],
                "SampleRate": self.rate,
                "Length": shot.reach,
                "StoredWidth": size[0],
                "StoredHeight": size[1],
                "ImageAspectRatio": f"{size[0]}/{size[1]}",
                "FrameLayout": "FullFrame",
                "VideoLineMap": (42, 0),
                "ComponentWidth": 8,
                "HorizontalSubsampling": 2,
            },
        )

    def timecode(self, start: int, length: int, *, drop: bool) -> Thing:
        told = {"Start": start, "FPS": self.cut.timecode.base, "Drop": drop}
        return segment("Timecode", _TIMECODE, length, told)

    def slot(
        self, number: int, segment: Thing, name: str = "", more: Mapping[str, Any] = _NOTHING
    ) -> Thing:
        told = {"SlotID": number, "SlotName": name, "Segment": segment}
        return Thing("TimelineMobSlot", {**told, "EditRate": self.rate, "Origin": 0, **more})

    def mob(
        self,
        kind: str,
        mob_id: MobID,
        name: str,
        slots: list[Thing],
        more: Mapping[str, Any] = _NOTHING,
    ) -> Thing:
        told = {"MobID": mob_id, "Name": name, "Slots": slots, **more}
        return Thing(kind, {**told, "LastModified": self.now, "CreationTime": self.now})


def _played(
    of: AUID,
    length: int,
    mob: MobID,
    slot: int,
    start: int = 0,
    more: Mapping[str, Any] = _NOTHING,
) -> Thing:
    """Frames of a slot of another mob; of none where all ends."""
    told = {"SourceID": mob, "SourceMobSlotID": slot, "StartTime": start}
    return segment("SourceClip", of, length, {**told, **more})


def _pcm(samples: int, locator: Thing) -> Thing:
    return Thing(
        "PCMDescriptor",
        {
            "Locator": [locator],
            "SampleRate": AAFRational(_SAMPLE_RATE),
            "Length": samples,
            "QuantizationBits": 16,
            "AudioSamplingRate": AAFRational(_SAMPLE_RATE),
            "Channels": 1,
            "AverageBPS": 2 * _SAMPLE_RATE,
            "BlockAlign": 2,
        },
    )
