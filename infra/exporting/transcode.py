"""Films made anew for editing: cut to what is shown of them, at the rate of the cut."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import av
import av.error
import numpy as np
from av import AudioFrame, AudioResampler, VideoFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType
from av.video.stream import VideoStream
from numpy.typing import NDArray

from infra.exporting.frames import TOLERANCE, open_frames, rank_at
from infra.exporting.task import CannotExport, Progress, Task
from infra.media import NotMedia, container_of
from studio.exporting.cutlist import CutList, Event, Media, Track
from studio.exporting.options import MediaCodec
from studio.library.media import MediaKind
from studio.timeline.rules import Span

Samples = NDArray[np.float32]
"""Left and right, in two rows."""

SAMPLE_RATE = 48_000
_BT709 = 1
_LIMITED = 1


@dataclass(frozen=True, slots=True)
class Codec:
    """How a film is written: the file's ending and the encoders of picture and sound."""

    ending: str
    picture: str
    pixels: str
    options: Mapping[str, str]
    sound: str


CODECS: Mapping[MediaCodec, Codec] = {
    MediaCodec.H264: Codec("mp4", "libx264", "yuv420p", {"preset": "medium", "crf": "18"}, "aac"),
    MediaCodec.PRORES: Codec(
        "mov", "prores_ks", "yuv422p10le", {"profile": "3", "vendor": "apl0"}, "pcm_s16le"
    ),
    MediaCodec.DNXHR: Codec("mov", "dnxhd", "yuv422p", {"profile": "dnxhr_hq"}, "pcm_s16le"),
}


def remade(task: Task, progress: Progress) -> Task:
    """The same task with its films made anew beside `out`, and with the cut that fits them. Raises
    CannotExport."""
    folder = task.out.parent / "remade"
    folder.mkdir()
    codec = CODECS[task.options.codec]
    films = {
        media.id: (media, span)
        for media, span in shown_of(task.cut, task.options.handles)
        if media.id in task.files
    }
    files: dict[UUID, Path] = dict(task.files)
    fresh: dict[UUID, tuple[Media, int]] = {}
    taken = {media.name.casefold() for media in task.cut.media.values() if media.id not in films}
    for done, (media, span) in enumerate(films.values()):
        made = folder / f"{media.id.hex}.{codec.ending}"

        def part(share: float, done: int = done) -> None:
            progress((done + share) / len(films))

        size = fitted(media, task.options.width, task.options.height)
        remake(files[media.id], made, span, task.cut.rate, size, codec, part)
        files[media.id] = made
        fresh[media.id] = (
            replace(
                media,
                name=_free(media.name.rpartition(".")[0], codec.ending, taken),
                width=size[0],
                height=size[1],
                frames=span.duration,
                rate=task.cut.rate,
            ),
            span.start,
        )
    cut = replace(
        task.cut,
        tracks=_fitting(task.cut.tracks, fresh),
        sounds=_fitting(task.cut.sounds, fresh),
    )
    return replace(task, cut=cut, files=files)


def _free(stem: str, ending: str, taken: set[str]) -> str:
    """A name that no other file has; it is taken with that."""
    name, number = f"{stem}.{ending}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}).{ending}"
    taken.add(name.casefold())
    return name


def shown_of(cut: CutList, handles: int) -> Iterator[tuple[Media, Span]]:
    """Each film with what is kept of it, in frames of the cut: all that is shown of it, in transitions
    too, and `handles` on both sides."""
    kept: dict[UUID, Span] = {}
    films = {key: one for key, one in cut.media.items() if one.kind is MediaKind.VIDEO}
    for track in cut.tracks:
        for event, behind in zip(track, (*track[1:], None), strict=True):
            for media in (event.media, *event.alternates):
                if media is None or media.id not in films:
                    continue
                span = _reached(event, behind, handles, media.frames_at(cut.rate) or 1)
                had = kept.get(media.id, span)
                kept[media.id] = Span(min(had.start, span.start), max(had.end, span.end))
    return ((films[media_id], span) for media_id, span in kept.items())


def _reached(event: Event, behind: Event | None, handles: int, length: int) -> Span:
    """Never less than a frame, and never more than there is."""
    before = event.transition.before if event.transition else 0
    after = 0
    if behind is not None and behind.transition and behind.span.start == event.span.end:
        after = behind.transition.frames - behind.transition.before
    start = min(max(0, event.source - before - handles), length - 1)
    end = event.source + event.span.duration + after + handles
    return Span(start, min(length, max(end, start + 1)))


def fitted(media: Media, width: int | None, height: int | None) -> tuple[int, int]:
    """The largest even size of its own shape within that one; its own where there is none."""
    own = (media.width or 2, media.height or 2)
    scale = Fraction(1)
    if width is not None and height is not None:
        scale = min(Fraction(width, own[0]), Fraction(height, own[1]))
    across, down = (max(2, 2 * round(side * scale / 2)) for side in own)
    return across, down


def remake(
    source: Path,
    made: Path,
    span: Span,
    rate: Fraction,
    size: tuple[int, int],
    codec: Codec,
    progress: Progress,
) -> None:
    """These frames (counted at `rate`) of a film as a film of their own, with its sound. Raises
    CannotExport."""
    try:
        with av.open(str(made), "w") as out, _sound_of(source, span, rate) as sound:
            writer = _Writer(out, size, rate, codec, with_sound=sound is not None)
            for number, frame in enumerate(_frames(source, span, rate), start=1):
                writer.show(frame)
                writer.hear(sound, until=number)
                progress(number / span.duration)
            writer.close()
    except (av.error.FFmpegError, NotMedia, ValueError) as error:
        raise CannotExport(
            f"A film cannot be written as {codec.picture} of {size[0]} × {size[1]}: {error}. Choose "
            "another size or codec, or take the files as they are."
        ) from error


class _Writer:
    """A film that is written frame by frame, its sound in step."""

    def __init__(
        self,
        out: OutputContainer,
        size: tuple[int, int],
        rate: Fraction,
        codec: Codec,
        *,
        with_sound: bool,
    ) -> None:
        self._out, self._size, self._rate, self._codec = out, size, rate, codec
        picture = out.add_stream(codec.picture, rate=rate, options=dict(codec.options))
        assert isinstance(picture, VideoStream)
        self._picture = picture
        self._picture.width, self._picture.height = size
        self._picture.pix_fmt = codec.pixels
        self._picture.codec_context.time_base = 1 / rate
        self._sound: AudioStream | None = None
        if with_sound:
            sound = out.add_stream(codec.sound, rate=SAMPLE_RATE, layout="stereo")
            assert isinstance(sound, AudioStream)
            self._sound = sound
        self._shown = self._heard = 0

    def show(self, frame: VideoFrame) -> None:
        """The next frame, in the colours that it has."""
        if not self._shown:
            self._tag(frame)
        across, down = self._size
        fresh = frame.reformat(across, down, self._codec.pixels, dst_color_range=_LIMITED)
        fresh.pts, fresh.time_base = self._shown, 1 / self._rate
        fresh.pict_type = PictureType.NONE
        self._out.mux(self._picture.encode(fresh))
        self._shown += 1

    def hear(self, sound: Iterator[Samples] | None, *, until: int) -> None:
        """The sound up to the end of so many frames."""
        if self._sound is None or sound is None:
            return
        wanted = round(until / self._rate * SAMPLE_RATE)
        while self._heard < wanted:
            block = next(sound, None)
            if block is None:
                block = np.zeros((2, wanted - self._heard), np.float32)
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", "stereo")
            frame.rate, frame.pts = SAMPLE_RATE, self._heard
            frame.time_base = Fraction(1, SAMPLE_RATE)
            self._heard += block.shape[1]
            self._out.mux(self._sound.encode(frame))

    def close(self) -> None:
        self._out.mux(self._picture.encode(None))
        if self._sound is not None:
            self._out.mux(self._sound.encode(None))

    def _tag(self, frame: VideoFrame) -> None:
        """As the film says; what came as RGB is made BT.709."""
        context = self._picture.codec_context
        rgb = frame.format.is_rgb
        context.colorspace = _BT709 if rgb else frame.colorspace
        context.color_range = _LIMITED
        for name in ("color_primaries", "color_trc"):
            setattr(context, name, _BT709 if rgb else getattr(frame, name, _BT709))


def _frames(source: Path, span: Span, rate: Fraction) -> Iterator[VideoFrame]:
    """What is shown at each of these frames: the last that began by then."""
    container = container_of(source)
    if container is None:
        yield from _animated(source, span, rate)
        return
    number, before, first = span.start, None, None
    with av.open(str(source), format=container) as film:
        stream = film.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in film.decode(stream):
            if frame.pts is None or frame.time_base is None:
                continue
            first = frame.pts if first is None else first
            begins = (frame.pts - first) * frame.time_base
            while before is not None and number < span.end and number / rate + TOLERANCE < begins:
                yield before
                number += 1
            if number >= span.end:
                return
            before = frame
        if before is None:
            raise NotMedia("The film has no frame that can be decoded.")
        for _ in range(number, span.end):
            yield before


def _animated(source: Path, span: Span, rate: Fraction) -> Iterator[VideoFrame]:
    with open_frames(source) as shots:
        for number in range(span.start, span.end):
            picture = shots.picture(rank_at(shots, number / rate))
            yield VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")


@contextmanager
def _sound_of(source: Path, span: Span, rate: Fraction) -> Iterator[Iterator[Samples] | None]:
    """What is heard from the first of these frames on, in blocks; None of a film without sound."""
    container = container_of(source)
    if container is None:
        yield None
        return
    with av.open(str(source), format=container) as film:
        heard = film.streams.audio
        length = round(span.duration / rate * SAMPLE_RATE)
        begins = round(span.start / rate * SAMPLE_RATE)
        yield _cut(film, heard[0], begins, begins + length) if heard else None


def _cut(film: InputContainer, stream: AudioStream, begins: int, ends: int) -> Iterator[Samples]:
    """Its samples from the one to the other, counted from the first picture; silence where it has
    none."""
    resampler = AudioResampler("fltp", "stereo", SAMPLE_RATE)
    origin = _first_picture(film)
    reached = begins
    at: int | None = None
    for frame in film.decode(stream):
        if at is None:
            at = round(((frame.time or 0) - origin) * SAMPLE_RATE)
        for part in resampler.resample(frame):
            block = part.to_ndarray().astype(np.float32, copy=False)
            start, at = at, at + block.shape[1]
            if start > reached:
                quiet = min(start, ends) - reached
                yield np.zeros((2, quiet), np.float32)
                reached += quiet
            kept = block[:, max(0, reached - start) : max(0, ends - start)]
            if kept.shape[1]:
                yield kept
                reached += kept.shape[1]
        if reached >= ends:
            return


def _first_picture(film: InputContainer) -> float:
    """When the first picture is shown, in seconds of the film's own clock."""
    (first, *_) = film.streams.video
    return float((first.start_time or 0) * (first.time_base or 0))


def _fitting(
    tracks: tuple[Track, ...], fresh: Mapping[UUID, tuple[Media, int]]
) -> tuple[Track, ...]:
    """The tracks with what was made anew, each source counted from its new first frame."""

    def event(one: Event) -> Event:
        others = tuple(
            fresh[other.id][0] if other.id in fresh else other for other in one.alternates
        )
        if one.media is None or one.media.id not in fresh:
            return replace(one, alternates=others)
        media, begins = fresh[one.media.id]
        return replace(one, media=media, source=max(0, one.source - begins), alternates=others)

    return tuple(tuple(event(one) for one in track) for track in tracks)
