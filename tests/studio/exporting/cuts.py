"""Cut lists to test with: any that a studio can have."""

from fractions import Fraction
from itertools import accumulate
from uuid import UUID

from hypothesis import strategies as st

from studio.exporting.cutlist import (
    CutList,
    Event,
    Level,
    Marker,
    MarkerKind,
    Media,
    Section,
    Transition,
    first_hour,
    tracks_of,
)
from studio.kernel.timecode import Timecode, can_drop
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

RATES = [
    *(Fraction(24_000, 1001), Fraction(24), Fraction(25), Fraction(30_000, 1001), Fraction(30)),
    *(Fraction(12), Fraction(48), Fraction(50), Fraction(60_000, 1001), Fraction(60)),
]
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
_ENDINGS = {MediaKind.IMAGE: "png", MediaKind.VIDEO: "mp4", MediaKind.AUDIO: "flac"}

# Made once: to make a strategy costs more than to draw from it.
_ANY_RATE = st.sampled_from(RATES)
_FILM_RATE = st.sampled_from([None, Fraction(16), Fraction(24)])
_WIDTH = st.sampled_from([1280, 1920, 640])
_HEIGHT = st.sampled_from([720, 1080, 640])
_SKIP = st.sampled_from([0, 0, 0]) | st.integers(-20, 20)
_KIND = st.sampled_from([MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.AUDIO, None])
_LETTER = st.sampled_from("aé#%")
_CHANGE = st.sampled_from(TransitionKind)
_MARKED = st.sets(st.integers(0, 300), max_size=4)
_MARK = st.sampled_from(MarkerKind)
_GAIN = st.sampled_from([0.0, -6.0, 3.5])
_BOTH = st.booleans()
_UP_TO = {most: st.integers(0, most) for most in (2, 20, 40, 100)}
_FROM_ONE = {most: st.integers(1, most) for most in (60, 200, 300)}


@st.composite
def cut_lists(draw: st.DrawFn, most: int = 12) -> CutList:
    """Scenes one after another; clips with gaps, overlaps, stills, films, sounds and nothing."""
    rate = draw(_ANY_RATE)
    timecode = Timecode(rate, drop=can_drop(rate) and draw(_BOTH))
    number = draw(st.integers(0, most))
    lengths = [draw(_FROM_ONE[200]) for _ in range(number)]
    skips = [max(-length, draw(_SKIP)) for length in lengths]
    starts = list(accumulate((a + b for a, b in zip(lengths, skips, strict=True)), initial=0))
    spans = [Span.of(max(0, start), length) for start, length in zip(starts, lengths, strict=False)]
    events = [_event(draw, rank, span, rate) for rank, span in enumerate(spans)]
    sections = [Section(_id(3, rank), draw(NAMES), span) for rank, span in enumerate(spans[::3])]
    return CutList(
        _id(4, 0),
        draw(NAMES),
        timecode,
        draw(_WIDTH),
        draw(_HEIGHT),
        tuple(sorted(sections, key=lambda one: one.span)),
        tracks_of(event for event in events if not event.heard),
        tracks_of(
            [*(event for event in events if event.heard), *_sounds(draw, rate, most=min(2, most))]
        ),
        first_hour(timecode),
        tuple(
            Marker(frame, f"{kind.value.title()} {rank + 1}", kind)
            for rank, frame in enumerate(sorted(draw(_MARKED)))
            for kind in [draw(_MARK)]
        ),
    )


def _sounds(draw: st.DrawFn, rate: Fraction, most: int) -> list[Event]:
    """Tracks of music, that begin anywhere in their files."""
    return [
        Event(
            _id(5, rank),
            draw(NAMES),
            Span.of(draw(_UP_TO[100]), draw(_FROM_ONE[300])),
            Media(
                _id(6, rank),
                f"Film/sound/{rank}.mp3",
                MediaKind.AUDIO,
                f"{900 + rank:064x}",
                samples=44_100 * 20,
                sample_rate=44_100,
            ),
            source := draw(_UP_TO[40]),
            level=Level(
                draw(_GAIN),
                draw(_UP_TO[20]),
                draw(_UP_TO[20]),
                muted=draw(_BOTH),
            ),
            heard_from=source / rate,
            row="track",
        )
        for rank in range(draw(st.integers(0, most)))
    ]


def _event(draw: st.DrawFn, rank: int, span: Span, rate: Fraction) -> Event:
    media = _media(draw, rank, rate)
    moves = media is not None and media.kind is not MediaKind.IMAGE
    source = draw(_UP_TO[40]) if moves else 0
    others = [_media(draw, 50 + 2 * rank + one, rate) for one in range(draw(_UP_TO[2]))]
    heard = media is not None and media.kind is MediaKind.AUDIO
    seen = () if heard else tuple(one for one in others if one and one.kind is not MediaKind.AUDIO)
    return Event(
        _id(1, rank),
        draw(NAMES),
        span,
        media,
        source,
        note=draw(NAMES),
        alternates=seen,
        transition=None if heard else _transition(draw),
    )


def _transition(draw: st.DrawFn) -> Transition | None:
    kind = draw(_CHANGE)
    if kind is TransitionKind.CUT:
        return None
    return Transition(kind, draw(_FROM_ONE[60]))


def _media(draw: st.DrawFn, rank: int, rate: Fraction) -> Media | None:
    kind = draw(_KIND)
    if kind is None:
        return None
    name = f"Film/scene 01/{rank} {draw(_LETTER)}.{_ENDINGS[kind]}"
    sha256 = f"{rank:064x}"
    if kind is MediaKind.IMAGE:
        return Media(_id(2, rank), name, kind, sha256, 1280, 720)
    if kind is MediaKind.AUDIO:
        return Media(_id(2, rank), name, kind, sha256, samples=96_000, sample_rate=48_000)
    own = draw(_FILM_RATE) or rate
    return Media(_id(2, rank), name, kind, sha256, 1280, 720, draw(_FROM_ONE[300]), own)


def _id(kind: int, rank: int) -> UUID:
    return UUID(int=(kind << 64) + rank)
