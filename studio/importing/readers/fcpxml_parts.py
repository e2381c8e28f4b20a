"""What elements of FCPXML say by themselves: times, files, facts of our own."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from uuid import UUID
from xml.etree.ElementTree import Element

from studio.importing.readers.words import is_still
from studio.importing.reading import Shown, line_of, refuse, url_of
from studio.kernel.ids import untyped
from studio.library.media import MediaKind

OURS = "com.storycanvas."
_TIME = re.compile(r"(-?\d{1,18})(?:/(\d{1,12})|\.(\d{1,9}))?s?")


def shown_by(asset: Element) -> Shown:
    facts = facts_of(asset)
    media = asset.find("media-rep")
    url: str = asset.get("src") or (media.get("src") if media is not None else None) or ""
    kind = MediaKind.VIDEO
    if asset.get("hasVideo") != "1" and asset.get("hasAudio") == "1":
        kind = MediaKind.AUDIO
    elif is_still(url) or seconds_of(asset.get("duration")) == 0:
        kind = MediaKind.IMAGE
    sha256 = facts.get("sha256", "")
    return Shown(
        url_of(url),
        line_of(asset.get("name", "")),
        kind,
        sha256 if re.fullmatch("[0-9a-f]{64}", sha256) else None,
        id_in(facts, "take"),
        id_in(facts, "asset"),
    )


def only_clip(asset: Element | None) -> UUID | None:
    """The clip that shows the asset, where it is the only one that does."""
    clips = facts_of(asset).get("clips", "").split() if asset is not None else []
    return untyped("clip", clips[0]) if len(clips) == 1 else None


def facts_of(item: Element) -> Mapping[str, str]:
    """What we told of it, where it was carried along."""
    return {
        md.get("key", "").removeprefix(OURS): md.get("value", "")
        for md in _told(item)
        if md.get("key", "").startswith(OURS)
    }


def _told(item: Element) -> Iterator[Element]:
    for metadata in item.findall("metadata"):
        yield from metadata.findall("md")


def lane_of(item: Element) -> int:
    return whole_of(item.get("lane")) or 0


def id_in(facts: Mapping[str, str], kind: str) -> UUID | None:
    return untyped(kind, facts.get(kind, ""))


def whole_of(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else None


def seconds_of(text: str | None) -> Fraction | None:
    """`3600s`, `1001/24000s`. Raises UserError for what is none."""
    if text is None:
        return None
    found = _TIME.fullmatch(text)
    if not found or (found[2] is not None and int(found[2]) == 0):
        refuse(f"{text[:40]!r} is no time of FCPXML.")
    if found[3] is not None:
        return Fraction(f"{found[1]}.{found[3]}")
    return Fraction(int(found[1]), int(found[2] or 1))
