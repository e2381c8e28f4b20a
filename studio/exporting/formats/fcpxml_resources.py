"""What a Final Cut Pro document refers to: formats, files and effects, each declared once."""

from collections.abc import Iterator
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

from studio.exporting.cutlist import CutList, Media, stem_of, url_of
from studio.exporting.formats.xml import text_of
from studio.kernel.ids import typed
from studio.library.media import MediaKind
from studio.timeline.transitions import TransitionKind

_SIZES = {(1280, 720): "720p", (1920, 1080): "1080p", (3840, 2160): "3840x2160p"}
_RATES = {
    Fraction(24_000, 1001): "2398",
    Fraction(24): "24",
    Fraction(25): "25",
    Fraction(30_000, 1001): "2997",
    Fraction(30): "30",
    Fraction(50): "50",
    Fraction(60_000, 1001): "5994",
    Fraction(60): "60",
}
CONFORMED = {
    rate: name[:2] + "." + name[2:] if len(name) > 2 else name for rate, name in _RATES.items()
}
_REC_709 = "1-1-1 (Rec. 709)"
_SRGB = "1-13-1"


_EFFECTS = {
    TransitionKind.DISSOLVE: ("Cross Dissolve", "FxPlug:4731E73A-8DAC-4113-9A30-AE85B1761265"),
    TransitionKind.FADE: ("Fade To Color", "FxPlug:F779C565-486D-4633-8035-0374B4DB8F5C"),
    TransitionKind.WIPE: ("Wipe", "FxPlug:857E2FBA-98DB-411B-A88C-CE6ABC1F65D8"),
}
"""What Final Cut calls them, and by what it knows them; it fades to black unless told otherwise."""


class Resources:
    """The list of them in a document; `folder` is where the files will be."""

    def __init__(self, parent: Element, cut: CutList, folder: str) -> None:
        self._parent = parent
        self._cut = cut
        self._folder = folder
        self._formats: dict[tuple[object, ...], str] = {}
        self._effects: dict[TransitionKind, str] = {}
        self.assets: dict[object, str] = {}

    def effect(self, kind: TransitionKind) -> tuple[str, str]:
        """What it is referred to by, and called."""
        name, uid = _EFFECTS[kind]
        if kind not in self._effects:
            self._effects[kind] = f"e{len(self._effects) + 1}"
            SubElement(self._parent, "effect", id=self._effects[kind], name=name, uid=uid)
        return self._effects[kind], name

    def asset(self, media: Media, clips: list[str]) -> None:
        self.assets[media.id] = ref = f"a{len(self.assets) + 1}"
        asset = SubElement(
            self._parent,
            "asset",
            {
                "id": ref,
                "name": text_of(stem_of(media)),
                "start": "0s",
                **(self._sound(media) if media.kind is MediaKind.AUDIO else self._picture(media)),
            },
        )
        SubElement(asset, "media-rep", kind="original-media", src=url_of(media, self._folder))
        facts = {"asset": typed("asset", media.id), "sha256": media.sha256, **media.facts}
        put_facts(asset, {**facts, "clips": " ".join(clips)})

    def _picture(self, media: Media) -> dict[str, str]:
        rate = None if media.kind is MediaKind.IMAGE else media.rate or self._cut.rate
        length = media.frames_at(rate) if rate else None
        width, height = media.width or self._cut.width, media.height or self._cut.height
        return {
            "duration": time_of(length or 1, rate) if rate else "0s",
            "hasVideo": "1",
            "format": self.format(width, height, rate),
            "videoSources": "1",
        }

    def _sound(self, media: Media) -> dict[str, str]:
        rate = media.sample_rate or 48_000
        samples = media.samples or 0
        return {
            "duration": f"{samples}/{rate}s" if samples else "0s",
            "hasAudio": "1",
            "audioSources": "1",
            "audioChannels": "2",
            "audioRate": str(rate),
        }

    def format(self, width: int, height: int, rate: Fraction | None) -> str:
        known = self._formats.get((width, height, rate))
        if known:
            return known
        self._formats[width, height, rate] = ref = f"r{len(self._formats) + 1}"
        named: dict[str, str] = {}
        if rate is None:
            named["name"] = "FFVideoFormatRateUndefined"
        elif (width, height) in _SIZES and rate in _RATES:
            named["name"] = f"FFVideoFormat{_SIZES[width, height]}{_RATES[rate]}"
        if rate is not None:
            named["frameDuration"] = time_of(1, rate)
        space = _SRGB if rate is None else _REC_709
        size = {"width": str(width), "height": str(height), "colorSpace": space}
        SubElement(self._parent, "format", {"id": ref, **named, **size})
        return ref


def time_of(frames: int, rate: Fraction) -> str:
    """A whole number of frames in seconds, as Apple writes it: `1001/24000s`, `100/2400s`."""
    below, above = rate.denominator, rate.numerator
    if below == 1:
        below, above = 100, above * 100
    return f"{frames * below}/{above}s" if frames else "0s"


def put_facts(element: Element, facts: dict[str, str]) -> None:
    """Told as metadata under our own keys; the last of what an element holds."""
    metadata = SubElement(element, "metadata")
    for key, value in facts.items():
        SubElement(metadata, "md", key=f"com.storycanvas.{key}", value=text_of(value))


def shown_by(cut: CutList) -> Iterator[tuple[Media, list[str]]]:
    """Each file with the ids of the clips and tracks that show it, or could."""
    clips: dict[object, dict[str, None]] = {}
    for event in cut.events:
        for media in (event.media, *event.alternates):
            if media is not None:
                clips.setdefault(media.id, {})[typed(event.row, event.clip)] = None
    return ((media, [*clips[media.id]]) for media in cut.media.values())
