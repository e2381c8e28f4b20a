"""What CivitAI's answers mean. All of it comes from outside: what is malformed is left out.

An answer of another shape as a whole raises ValueError, TypeError, LookupError or AttributeError.
"""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from infra.providers.answers import one_line
from studio.catalogue.origins import (
    OriginFile,
    OriginModel,
    OriginPage,
    OriginVersion,
    Sample,
    Votes,
)

TYPES = {
    "Checkpoint": "CHECKPOINT",
    "LORA": "LORA",
    "LoCon": "LORA",
    "DoRA": "LORA",
    "VAE": "VAE",
    "TextualInversion": "EMBEDDING",
    "Controlnet": "CONTROLNET",
    "Upscaler": "UPSCALER",
}
"""CivitAI's types that endpoints render with, and our kinds of them."""

DESCRIPTION = 8_000
_NAME, _WORD, _PROMPT, _ADDRESS = 200, 200, 2_000, 2_000
_MOST_VERSIONS, _MOST_SAMPLES, _MOST_WORDS = 50, 12, 100
_MODEL_FILES = ("Model", "Pruned Model")
_KEYS = frozenset({"token", "key", "api_key", "apikey"})
_FOR_ALL = 1 | 2  # of its levels PG (1), PG-13 (2), R (4), X (8) and beyond (16)
_OLD_LEVELS = {"None": False, "Soft": False, "Mature": True, "X": True}
_HASH = re.compile(r"[0-9a-f]{64}")
_BLOCKS = frozenset({"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "hr", "tr"})


def read_page(body: bytes, base: str) -> OriginPage:
    """An answer of /api/v1/models."""
    told = json.loads(body)
    models = tuple(_model(one, base) for one in told["items"] if _is_model(one))
    return OriginPage(models, _cursor(told.get("metadata")))


def read_model(body: bytes, base: str) -> OriginModel:
    """An answer of /api/v1/models/{id}."""
    told = json.loads(body)
    if not _is_model(told):
        raise ValueError("no model")
    return _model(told, base)


def read_version(body: bytes, base: str) -> OriginModel:
    """An answer of /api/v1/model-versions/{id}: what it tells of its model, with one version."""
    told = json.loads(body)
    model = {
        "id": told["modelId"],
        "name": told["model"]["name"],
        "type": told["model"]["type"],
        "nsfw": told["model"].get("nsfw"),
        "modelVersions": [told],
    }
    found = _model(model, base)
    if not _is_model(model) or not found.versions:
        raise ValueError("no version")
    return found


def with_version(model: OriginModel, version: OriginVersion) -> OriginModel:
    """The model with this telling of the version in place of its own, or beside its versions."""
    if all(one.id != version.id for one in model.versions):
        return replace(model, versions=(version, *model.versions))
    versions = (version if one.id == version.id else one for one in model.versions)
    return replace(model, versions=tuple(versions))


def _is_model(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _number(value.get("id")) > 0
        and bool(one_line(value.get("name")))
        and isinstance(value.get("modelVersions"), list)
    )


def _model(value: dict[str, Any], base: str) -> OriginModel:
    kind = one_line(value.get("type"), _NAME)
    stats, creator = _object(value.get("stats")), _object(value.get("creator"))
    versions = [one for one in value["modelVersions"] if _is_version(one)][:_MOST_VERSIONS]
    return OriginModel(
        id=str(_number(value["id"])),
        name=one_line(value.get("name"), _NAME),
        kind=TYPES.get(kind),
        kind_name=kind or "unknown",
        page_url=f"{base}/models/{_number(value['id'])}",
        description=_prose(value.get("description")),
        creator=one_line(creator.get("username"), _NAME),
        tags=_words(value.get("tags")),
        nsfw=value.get("nsfw") is True or _is_mature_alone(value.get("nsfwLevel")),
        votes=Votes(
            downloads=_number(stats.get("downloadCount")),
            likes=_number(stats.get("thumbsUpCount")),
            dislikes=_number(stats.get("thumbsDownCount")),
            comments=_number(stats.get("commentCount")),
        ),
        versions=tuple(_version(one) for one in versions),
    )


def _is_version(value: Any) -> bool:
    return isinstance(value, dict) and _number(value.get("id")) > 0


def _version(value: dict[str, Any]) -> OriginVersion:
    samples = [_sample(one) for one in _list(value.get("images")) if isinstance(one, dict)]
    return OriginVersion(
        id=str(_number(value["id"])),
        name=one_line(value.get("name"), _NAME),
        base=one_line(value.get("baseModel"), _NAME),
        published_at=_moment(value.get("publishedAt") or value.get("createdAt")),
        trigger_words=_words(value.get("trainedWords")),
        downloads=_number(_object(value.get("stats")).get("downloadCount")),
        nsfw=_is_mature_alone(value.get("nsfwLevel")),
        file=_file(_list(value.get("files"))),
        samples=tuple(one for one in samples if one is not None)[:_MOST_SAMPLES],
    )


def _file(files: list[Any]) -> OriginFile | None:
    """The file to render with: the primary one, else the first that holds a model."""
    models = [one for one in files if isinstance(one, dict) and one.get("type") in _MODEL_FILES]
    primary = [
        one for one in files if isinstance(one, dict) and one.get("primary") is True
    ] or models
    name = _file_name(primary[0].get("name")) if primary else ""
    if not name:
        return None
    digest = str(_object(primary[0].get("hashes")).get("SHA256", "")).lower()
    kilobytes = primary[0].get("sizeKB")
    size = None
    if isinstance(kilobytes, int | float) and 0 < kilobytes < 2**40:
        size = round(kilobytes * 1024)
    return OriginFile(
        name=name,
        size=size,
        sha256=digest if _HASH.fullmatch(digest) else None,
        download_url=_without_key(_address(primary[0].get("downloadUrl"))),
    )


def _without_key(url: str | None) -> str | None:
    """The address as anybody may have it: with a key in it, it would be that of this studio."""
    if url is None:
        return None
    parts = urlsplit(url)
    kept = [one for one in parse_qsl(parts.query) if one[0].lower() not in _KEYS]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host, query=urlencode(kept)))


def _file_name(value: Any) -> str:
    return re.split(r"[\\/]", one_line(value, _NAME))[-1]


def _sample(value: dict[str, Any]) -> Sample | None:
    url = _address(value.get("url"))
    if url is None:
        return None
    return Sample(
        url=url,
        width=_pixels(value.get("width")),
        height=_pixels(value.get("height")),
        video=value.get("type") == "video",
        nsfw=_is_mature(value.get("nsfwLevel", value.get("nsfw"))),
        prompt=one_line(_object(value.get("meta")).get("prompt"), _PROMPT),
    )


def _is_mature(level: Any) -> bool:
    """Of one picture. What is not told of is taken for mature."""
    if isinstance(level, bool):
        return level
    if isinstance(level, int):
        return not level or bool(level & ~_FOR_ALL)
    return _OLD_LEVELS.get(level, True) if isinstance(level, str) else True


def _is_mature_alone(level: Any) -> bool:
    """Of a model or version, whose level is the sum of those of its pictures."""
    whole = isinstance(level, int) and not isinstance(level, bool)
    return whole and bool(level) and not level & _FOR_ALL


def _cursor(metadata: Any) -> str | None:
    """Some answers have the address of the next page alone."""
    told = _object(metadata)
    cursor = told.get("nextCursor")
    if cursor is None:
        query = urlsplit(str(told.get("nextPage") or "")).query
        cursor = parse_qs(query).get("cursor", [None])[0]
    if isinstance(cursor, bool) or not isinstance(cursor, str | int):
        return None
    return one_line(str(cursor)) or None


def _address(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > _ADDRESS or not value.isprintable():
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in {"https", "http"} and parts.hostname else None


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _words(value: Any) -> tuple[str, ...]:
    words = (one_line(one, _WORD) for one in _list(value)[:_MOST_WORDS])
    return tuple(dict.fromkeys(word for word in words if word))


def _number(value: Any) -> int:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value < 2**53 else 0


def _pixels(value: Any) -> int | None:
    return _number(value) if 0 < _number(value) < 2**31 else None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


class _Words(HTMLParser):
    """The text of HTML, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._silent += tag in {"script", "style"}
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in {"script", "style"}))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _prose(value: Any) -> str:
    """A description in HTML as plain text of several lines."""
    if not isinstance(value, str):
        return ""
    reader = _Words()
    reader.feed(value[: 8 * DESCRIPTION])
    reader.close()
    lines = (one_line(line, DESCRIPTION) for line in "".join(reader.parts).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:DESCRIPTION]
