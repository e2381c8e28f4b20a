"""What a file says of how it came to be, as definitions of C2PA manifests. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from studio.exporting.cutlist import CutList, Event, Media
from studio.exporting.options import ExportFormat, ExportOptions

PROGRAM = "StoryCanvas"
RECIPE = "com.storycanvas.recipe"
"""The label of what tells how a take was made."""
FILM = "com.storycanvas.film"
"""The label of what tells which takes a film shows."""
REHEARSAL = "rehearsal"
"""The model of what was drawn by a program, from no picture that anybody made."""
UPLOADED = "uploaded"
"""The model of what somebody brought, as `studio.gallery.uploads` has it."""
PARENT = "parent"
"""The label of the ingredient that a file was before."""
MOST_INGREDIENTS = 200
_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_DIGEST = "urn:sha256:"
MEDIA_TYPES: Mapping[str, str] = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
}
"""By the endings of names."""
CARRIERS = frozenset(MEDIA_TYPES.values()) - {"video/webm", "audio/flac"}
"""Media types of files that can carry credentials and still be read by everybody."""


_OPENED: Mapping[str, Any] = {
    "action": "c2pa.opened",
    "parameters": {"ingredientIds": [PARENT]},
}


class Making(Enum):
    """Who made a file: a model, a program that was trained on nothing, or somebody who brought it."""

    MODEL = "MODEL"
    PROGRAM = "PROGRAM"
    BROUGHT = "BROUGHT"


def making_of(model: str) -> Making:
    """By what stands as the model of a take. Whatever renders that is not known is a model."""
    if model == UPLOADED:
        return Making.BROUGHT
    return Making.PROGRAM if model == REHEARSAL else Making.MODEL


@dataclass(frozen=True, slots=True)
class Source:
    """A file that another one was made from or shows, by the SHA-256 of its bytes; "" where they are
    gone."""

    name: str
    media_type: str
    sha256: str
    making: Making = Making.BROUGHT
    model: str = ""
    recipe: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """How a take came to be. `files` are models with their SHA-256, where that is known; `frame` is
    which one of `sources[0]` it is."""

    title: str
    media_type: str
    sha256: str
    making: Making
    model: str
    made_at: datetime
    renderer: str | None = None
    recipe: str | None = None
    seed: str | None = None
    files: tuple[tuple[str, str | None], ...] = ()
    prompt: str = ""
    negative_prompt: str = ""
    sources: tuple[Source, ...] = ()
    frame: int | None = None


def source_type(making: Making) -> str | None:
    """The IPTC digital source type; of what somebody brought nothing is claimed."""
    if making is Making.BROUGHT:
        return None
    trained = making is Making.MODEL
    return _SOURCE_TYPES + ("trainedAlgorithmicMedia" if trained else "algorithmicMedia")


def composite_type(sources: Iterable[Source]) -> str:
    """That of a film that is put together from these."""
    makings = {source.making for source in sources}
    if Making.MODEL in makings:
        return _SOURCE_TYPES + "compositeWithTrainedAlgorithmicMedia"
    return _SOURCE_TYPES + ("composite" if Making.BROUGHT in makings else "algorithmicMedia")


def take_manifest(origin: Origin, version: str, *, words: bool = False) -> dict[str, Any]:
    """Of a file that is a take, byte for byte what is in the gallery; with its prompts if `words`."""
    assertions = [_actions(_take_actions(origin), whole=origin.making is not Making.BROUGHT)]
    recipe = _recipe(origin, words=words)
    if recipe:
        assertions.append({"label": RECIPE, "data": recipe})
    return _manifest(origin.title, origin.media_type, version, _take_sources(origin), assertions)


def film_manifest(
    title: str, media_type: str, sources: Sequence[Source], version: str, when: datetime
) -> dict[str, Any]:
    """Of a file that shows takes: an animatic, a contact sheet, a mixdown. Of more than
    MOST_INGREDIENTS files those beyond are counted alone."""
    told = list(dict.fromkeys(sources))
    named = told[:MOST_INGREDIENTS]
    made: dict[str, Any] = {
        "action": "c2pa.created",
        "when": _moment(when),
        "digitalSourceType": composite_type(told),
        "softwareAgent": {"name": PROGRAM, "version": version},
    }
    ingredients = [
        _ingredient(source, f"take{number}", "componentOf") for number, source in enumerate(named)
    ]
    actions = [made]
    if ingredients:
        labels = [one["label"] for one in ingredients]
        actions.append({"action": "c2pa.placed", "parameters": {"ingredientIds": labels}})
    film = {
        "takes": len(told),
        "shows": [
            _said(sha256=one.sha256, model=one.model or None, recipe=one.recipe) for one in named
        ],
    }
    assertions = [_actions(actions, whole=True), {"label": FILM, "data": film}]
    return _manifest(title, media_type, version, ingredients, assertions)


def reopened(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a file that carries credentials of its own, which are to be kept: here it was not
    made, but opened."""
    first, *others = manifest["assertions"]
    made, *actions = first["data"]["actions"]
    if made["action"] != "c2pa.created":
        return dict(manifest)
    opened = _said(**_OPENED, digitalSourceType=made.get("digitalSourceType"))
    return {**manifest, "assertions": [_actions([opened, *actions], whole=False), *others]}


def opens(manifest: Mapping[str, Any]) -> bool:
    """Whether it wants the ingredient PARENT: the file itself, as it was before."""
    first = manifest["assertions"][0]["data"]["actions"][0]
    return PARENT in first.get("parameters", {}).get("ingredientIds", ()) and not any(
        one["label"] == PARENT for one in manifest["ingredients"]
    )


def parent_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """That ingredient."""
    return {"title": manifest["title"], "relationship": "parentOf", "label": PARENT}


def digest_in(instance_id: str) -> str | None:
    """The SHA-256 in the name of an ingredient that we wrote."""
    return instance_id.removeprefix(_DIGEST) if instance_id.startswith(_DIGEST) else None


def shown_by(
    cut: CutList, options: ExportOptions, known: Mapping[UUID, Source]
) -> tuple[Source, ...]:
    """What of the cut is seen and heard in what is made, in the order of the film. `known` is told
    by the ids of media; of others what the cut says of them."""
    events = sorted(_events(cut, options), key=lambda event: event.span)
    media = {event.media.id: event.media for event in events if event.media is not None}
    return tuple(known.get(one.id) or _source(one) for one in media.values())


def _events(cut: CutList, options: ExportOptions) -> Iterator[Event]:
    first = options.first_frame or 0
    last = cut.length if options.last_frame is None else options.last_frame
    pictures = options.format is not ExportFormat.MIXDOWN
    sounds = options.sound and options.format is not ExportFormat.CONTACT_SHEET
    for event in cut.events:
        if event.span.end <= first or event.span.start > last:
            continue
        wanted = sounds and not event.level.muted if event.heard else pictures
        if wanted:
            yield event


def _source(media: Media) -> Source:
    model = media.facts.get("model", UPLOADED)
    return Source(
        media.name.rpartition("/")[2],
        MEDIA_TYPES.get(media.name.rpartition(".")[2], "application/octet-stream"),
        media.sha256,
        making_of(model),
        "" if model == UPLOADED else model,
    )


def _take_actions(origin: Origin) -> list[dict[str, Any]]:
    kind = source_type(origin.making)
    if origin.frame is not None or origin.making is Making.BROUGHT:
        actions = [_said(**_OPENED, digitalSourceType=kind)]
        if origin.frame is not None:
            taken = f"Frame {origin.frame} of it, as a picture."
            actions.append(
                {
                    "action": "c2pa.converted",
                    "when": _moment(origin.made_at),
                    "softwareAgent": {"name": PROGRAM},
                    "parameters": {"description": taken},
                }
            )
        return actions
    created: dict[str, Any] = {
        "action": "c2pa.created",
        "when": _moment(origin.made_at),
        "digitalSourceType": kind,
        "softwareAgent": {"name": origin.model},
    }
    if origin.sources:
        created["parameters"] = {
            "ingredientIds": [f"source{number}" for number in range(len(origin.sources))]
        }
    return [created]


def _take_sources(origin: Origin) -> list[dict[str, Any]]:
    if origin.frame is not None:
        return [_ingredient(source, PARENT, "parentOf") for source in origin.sources[:1]]
    return [
        _ingredient(source, f"source{number}", "inputTo")
        for number, source in enumerate(origin.sources)
    ]


def _recipe(origin: Origin, *, words: bool) -> dict[str, Any]:
    if origin.making is Making.BROUGHT:
        return {}
    files = [_said(name=name, sha256=sha256) for name, sha256 in origin.files]
    return _said(
        digest=origin.recipe,
        model=origin.model,
        models=files or None,
        renderer=origin.renderer,
        seed=origin.seed,
        prompt=(origin.prompt or None) if words else None,
        negativePrompt=(origin.negative_prompt or None) if words else None,
    )


def _ingredient(source: Source, label: str, relationship: str) -> dict[str, Any]:
    return _said(
        title=source.name,
        format=source.media_type,
        instance_id=_DIGEST + source.sha256 if source.sha256 else None,
        relationship=relationship,
        label=label,
    )


def _actions(actions: Sequence[Mapping[str, Any]], *, whole: bool) -> dict[str, Any]:
    data = {"actions": list(actions), **({"allActionsIncluded": True} if whole else {})}
    return {"label": "c2pa.actions.v2", "data": data}


def _manifest(
    title: str,
    media_type: str,
    version: str,
    ingredients: Sequence[Mapping[str, Any]],
    assertions: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    return {
        "claim_generator_info": [{"name": PROGRAM, "version": version}],
        "title": title,
        "format": media_type,
        "ingredients": list(ingredients),
        "assertions": list(assertions),
    }


def _said(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
