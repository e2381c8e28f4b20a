"""The XML of MLT, which Shotcut and Kdenlive open and `melt` renders.

Grounds: MLT's own document type, and what Shotcut writes: blends are tractors of two producers on the
track of their clips, and what it knows them by stands in its annotations.
"""

from fractions import Fraction
from math import gcd
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from studio.exporting.cutlist import CutList, Event, MarkerKind, Media, Track
from studio.exporting.formats.document import Document
from studio.exporting.formats.mlt_pieces import BLACK, Piece, Shown, pieces_of, reaches_of
from studio.exporting.formats.xml import text_of
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

_WIPE = "%luma01.pgm"
"""A wipe that MLT makes itself: a bar that goes across."""
_COLORS = {None: "#ff0000", MarkerKind.BAR: "#00ffff", MarkerKind.BEAT: "#ffffff"}


def write_mlt(cut: CutList, *, folder: str = "") -> Document:
    """The cut as a tractor of playlists. `folder` is where the files will be: a path from the root, or
    nothing where they are beside the document."""
    root = Element("mlt", LC_NUMERIC="C", version="7.0.0", title=text_of(cut.name), producer="film")
    _Writer(cut, folder, root).write()
    indent(root)
    text = tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    return Document(f"{cut.file_name}.mlt", "application/xml", f"{head}{text}\n")


class _Writer:
    def __init__(self, cut: CutList, folder: str, root: Element) -> None:
        self._cut = cut
        self._folder = folder
        self._root = root
        self._lasts = max(1, cut.length)
        self._producers: dict[object, str] = {}
        self._blends = 0

    def write(self) -> None:
        self._profile()
        for media, reach in reaches_of(self._cut):
            if media.kind is not MediaKind.AUDIO:
                self._producer(media.id, media, reach)
        self._color(BLACK)
        playlists = [
            *(self._pictures(f"V{rank}", track) for rank, track in enumerate(self._cut.tracks, 1)),
            *(self._sounds(f"A{rank}", track) for rank, track in enumerate(self._cut.sounds, 1)),
        ]
        others = [
            self._others(f"V{rank} takes {place + 1}", track, place)
            for rank, track in enumerate(self._cut.tracks, 1)
            for place in range(max(len(event.alternates) for event in track))
        ]
        self._tractor(playlists, others)

    def _profile(self) -> None:
        cut, shared = self._cut, gcd(self._cut.width, self._cut.height)
        SubElement(
            self._root,
            "profile",
            {
                "description": f"{cut.width}x{cut.height}",
                "width": str(cut.width),
                "height": str(cut.height),
                "progressive": "1",
                "sample_aspect_num": "1",
                "sample_aspect_den": "1",
                "display_aspect_num": str(cut.width // shared),
                "display_aspect_den": str(cut.height // shared),
                "frame_rate_num": str(cut.rate.numerator),
                "frame_rate_den": str(cut.rate.denominator),
                "colorspace": "709",
            },
        )

    def _producer(self, key: object, media: Media, reach: int) -> Element:
        """A file that is taken from up to the frame `reach`, the last one being held."""
        self._producers[key] = ref = f"producer{len(self._producers)}"
        length = max(reach, media.frames_at(self._cut.rate) or 1)
        element = SubElement(self._root, "producer", {"id": ref, "in": "0", "out": str(length - 1)})
        _put(element, "length", length)
        _put(element, "eof", "pause")
        _put(element, "resource", self._path(media))
        _put(element, "mlt_service", "pixbuf" if _plain(media) else "avformat")
        _put(element, "shotcut:caption", text_of(media.name.rpartition("/")[2]))
        return element

    def _color(self, color: str, name: str = "") -> str:
        key = (color, name)
        if key not in self._producers:
            self._producers[key] = ref = f"producer{len(self._producers)}"
            element = SubElement(
                self._root, "producer", {"id": ref, "in": "0", "out": str(self._lasts - 1)}
            )
            _put(element, "length", self._lasts)
            _put(element, "eof", "pause")
            _put(element, "resource", color)
            _put(element, "mlt_service", "color")
            _put(element, "mlt_image_format", "rgba")
            if name:
                _put(element, "shotcut:caption", text_of(name))
        return self._producers[key]

    def _pictures(self, name: str, track: Track) -> str:
        pieces = [
            piece if isinstance(piece, int) else self._entry(piece) for piece in pieces_of(track)
        ]
        return self._playlist(name, "video", pieces)

    def _sounds(self, name: str, track: Track) -> str:
        """Each sound is a producer of its own, since its filters are told with it."""
        pieces: list[int | dict[str, str]] = []
        reached = 0
        for event in track:
            if event.media:
                pieces.append(event.span.start - reached)
                pieces.append(self._sound(event, event.media))
                reached = event.span.end
        return self._playlist(name, "audio", pieces)

    def _sound(self, event: Event, media: Media) -> dict[str, str]:
        level, lasts = event.level, event.span.duration
        first, last = event.source, event.source + lasts - 1
        element = self._producer(event, media, last + 1)
        _put(element, "video_index", -1)
        gain = 0.0 if level.muted else 10 ** (level.gain / 20)
        if gain != 1:
            self._volume(element, "audioGain", Span(first, last), gain, None)
        if level.fade_in:
            end = min(last, first + level.fade_in - 1)
            self._volume(element, "fadeInVolume", Span(first, end), 0.0, 1.0)
        if level.fade_out:
            begin = max(first, last - level.fade_out + 1)
            self._volume(element, "fadeOutVolume", Span(begin, last), 1.0, 0.0)
        return _cut(self._producers[event], first, lasts)

    def _volume(
        self, producer: Element, name: str, frames: Span, gain: float, end: float | None
    ) -> None:
        """From its first frame to its last one, `gain` and `end` being factors."""
        edges = {"in": str(frames.start), "out": str(frames.end)}
        element = SubElement(producer, "filter", edges)
        _put(element, "mlt_service", "volume")
        _put(element, "shotcut:filter", name)
        _put(element, "gain", f"{gain:.6g}")
        if end is not None:
            _put(element, "end", f"{end:.6g}")

    def _others(self, name: str, track: Track, place: int) -> str:
        pieces: list[int | dict[str, str]] = []
        reached = 0
        for event in track:
            if place < len(event.alternates):
                media = event.alternates[place]
                pieces.append(event.span.start - reached)
                source = 0 if media.kind is MediaKind.IMAGE else event.source
                pieces.append(_cut(self._producers[media.id], source, event.span.duration))
                reached = event.span.end
        return self._playlist(name, "video", pieces)

    def _entry(self, piece: Piece) -> dict[str, str]:
        shown = self._cut_of(piece.shown, piece.frames)
        if piece.out is None:
            return shown
        self._blends += 1
        ref = f"blend{self._blends}"
        element = SubElement(
            self._root, "tractor", {"id": ref, "in": "0", "out": str(piece.frames - 1)}
        )
        _put(element, "shotcut:transition", "lumaMix")
        for side in (self._cut_of(piece.out, piece.frames), shown):
            SubElement(element, "track", side)
        luma = SubElement(element, "transition", {"in": "0", "out": str(piece.frames - 1)})
        for name, value in (("a_track", 0), ("b_track", 1), ("mlt_service", "luma")):
            _put(luma, name, value)
        _put(luma, "factory", "loader")
        _put(luma, "alpha_over", 1)
        if piece.kind is TransitionKind.WIPE:
            _put(luma, "resource", _WIPE)
            _put(luma, "softness", 0)
        mix = SubElement(element, "transition", {"in": "0", "out": str(piece.frames - 1)})
        for name, value in (("a_track", 0), ("b_track", 1), ("mlt_service", "mix")):
            _put(mix, name, value)
        _put(mix, "start", -1)
        _put(mix, "accepts_blanks", 1)
        return {"producer": ref, "in": "0", "out": str(piece.frames - 1)}

    def _cut_of(self, shown: Shown, frames: int) -> dict[str, str]:
        if shown.media is None:
            return _cut(self._color(shown.color, shown.name), 0, frames)
        return _cut(self._producers[shown.media.id], shown.source, frames)

    def _playlist(self, name: str, kind: str, pieces: list[int | dict[str, str]]) -> str:
        """Entries, and how long it is empty between them."""
        ref = f"playlist-{name.replace(' ', '-')}"
        element = SubElement(self._root, "playlist", id=ref)
        _put(element, f"shotcut:{kind}", 1)
        _put(element, "shotcut:name", name)
        for piece in pieces:
            if isinstance(piece, dict):
                SubElement(element, "entry", piece)
            elif piece:
                SubElement(element, "blank", length=str(piece))
        return ref

    def _tractor(self, playlists: list[str], others: list[str]) -> None:
        out = str(self._lasts - 1)
        ground = SubElement(self._root, "playlist", id="background")
        SubElement(ground, "entry", _cut(self._producers[BLACK, ""], 0, self._lasts))
        film = SubElement(
            self._root,
            "tractor",
            {"id": "film", "title": text_of(self._cut.name), "in": "0", "out": out},
        )
        _put(film, "shotcut", 1)
        self._markers(film)
        SubElement(film, "track", producer="background")
        for ref in playlists:
            hidden = {"hide": "video"} if ref.startswith("playlist-A") else {}
            SubElement(film, "track", {"producer": ref, **hidden})
        for ref in others:
            SubElement(film, "track", producer=ref, hide="both")
        for rank in range(1, len(playlists) + len(others) + 1):
            self._joined(film, rank, "mix", {"always_active": "1", "sum": "1"})
            if rank <= len(self._cut.tracks) or rank > len(playlists):
                values = {"fill": "1", "distort": "0", "progressive": "1", "always_active": "1"}
                self._joined(film, rank, "composite", {"geometry": "0/0:100%x100%", **values})

    def _joined(self, film: Element, rank: int, service: str, values: dict[str, str]) -> None:
        element = SubElement(film, "transition")
        named = {"a_track": "0", "b_track": str(rank), "mlt_service": service, **values}
        for name, value in named.items():
            _put(element, name, value)

    def _markers(self, film: Element) -> None:
        marks = [(one.span.start, one.name, None) for one in self._cut.sections]
        beats = [(one.frame, one.name, one.kind) for one in self._cut.markers]
        if not (marks or beats):
            return
        group = SubElement(film, "properties", name="shotcut:markers")
        for number, (frame, name, kind) in enumerate([*marks, *beats]):
            mark = SubElement(group, "properties", name=str(number))
            at = _clock(frame / self._cut.rate)
            _put(mark, "text", text_of(name))
            _put(mark, "start", at)
            _put(mark, "end", at)
            _put(mark, "color", _COLORS[kind])

    def _path(self, media: Media) -> str:
        root = self._folder.replace("\\", "/").rstrip("/")
        return f"{root}/{media.name}" if self._folder else media.name


def _plain(media: Media) -> bool:
    """A picture of a kind that all of these programs load; their loader takes what has a percent sign
    in its name for a row of files, and looks for them for ever."""
    return media.name.casefold().endswith((".png", ".jpg", ".jpeg")) and "%" not in media.name


def _cut(producer: str, first: int, frames: int) -> dict[str, str]:
    return {"producer": producer, "in": str(first), "out": str(first + frames - 1)}


def _clock(seconds: Fraction) -> str:
    thousandths = int(seconds * 1000 + Fraction(1, 2))
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _put(parent: Element, name: str, value: str | int) -> None:
    SubElement(parent, "property", name=name).text = str(value)
