"""The prompt of a clip as a render would send it, also with words and a cast that are not saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.casting.feeding import Cast
from studio.casting.locations import surroundings_of
from studio.casting.models import Character, Location, Style
from studio.casting.queries import feeds_of
from studio.casting.rules import check_prominence
from studio.casting.words import Feed, Origin, Place
from studio.graphs.families import FAMILIES
from studio.kernel.errors import NotFound, UserError
from studio.kernel.text import PROMPT, checked
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.prompts.history import FIELDS
from studio.prompts.pieces import Composed
from studio.rendering.plan import MAX_SEED, Reader, compose
from studio.rendering.service.briefs import in_film_order, with_words
from studio.timeline.models import Clip

MOST_TRIED = 50


@dataclass(frozen=True, slots=True)
class TriedMember:
    """A character as it would be cast on the clip; `absent` to have it left out."""

    character_id: UUID | None
    look_id: UUID | None = None
    prominence: float = 1.0
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try. `words` are in place of the clip's own prompts, by the keys of
    `studio.prompts.history.FIELDS`; the rest is as if it were cast on the clip, where None changes nothing."""

    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    members: Sequence[TriedMember] = ()
    style_id: UUID | None = None
    without_style: bool = False
    location_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The prompts as they are and as they would be, and the clip's own words of the latter."""

    before: Composed
    after: Composed
    words: str
    negative: str


async def preview_prompt(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    kind: MediaKind,
    trial: Trial,
    *,
    reader: Reader,
    seed: int,
) -> Preview:
    """Nothing is written. Raises NOT_FOUND, or BAD_USER_INPUT for what no render can be asked for."""
    clip = await find(work, viewer, Clip, clip_id, lock=False, field="clipId")
    _check(kind, trial, reader, seed)
    (facts,) = await in_film_order(work, [clip])
    feed = facts.shot.feed
    castings = await _castings(work, viewer, clip, trial, feed)
    if castings:
        feed = (await feeds_of(work.session, [clip.id], trying=castings))[clip.id]
    if trial.location_id is not None:
        feed = replace(feed, place=await _place(work, viewer, clip, trial.location_id))
    shot = await with_words(work, facts.shot, viewer.workspace_id, feed, trial.words)
    moving = kind is MediaKind.VIDEO and bool(shot.video_prompt.strip())
    return Preview(
        compose(kind, facts.shot, reader=reader, seed=seed),
        compose(kind, shot, reader=reader, seed=seed),
        shot.video_prompt if moving else shot.image_prompt,
        shot.negative_prompt,
    )


def _check(kind: MediaKind, trial: Trial, reader: Reader, seed: int) -> None:
    if kind is MediaKind.AUDIO:
        raise UserError("Only pictures and videos have composed prompts.", field=["kind"])
    if reader.family is not None and reader.family not in FAMILIES:
        raise UserError("There is no model family of this name.", field=["family"])
    if not 0 <= seed <= MAX_SEED:
        raise UserError("seed lies between 0 and 2⁶⁴−1.", field=["seed"])
    for name, text in trial.words.items():
        checked(text, FIELDS[name], limit=PROMPT)
    if len(trial.members) > MOST_TRIED:
        raise UserError(f"{MOST_TRIED} characters can be tried at once.", field=["cast"])
    for member in trial.members:
        check_prominence(member.prominence)


async def _castings(work: Work, viewer: Viewer, clip: Clip, trial: Trial, feed: Feed) -> list[Cast]:
    castings = []
    for member in trial.members:
        row = await find(work, viewer, Character, member.character_id, lock=False, field="cast")
        if row.project_id != clip.project_id:
            raise NotFound("The clip's project has no such character.", field=["cast"])
        castings.append(
            Cast(
                Origin.CLIP,
                character_id=row.id,
                look_id=member.look_id,
                prominence=member.prominence,
                absent=member.absent,
            )
        )
    if trial.style_id is not None:
        style = await find(work, viewer, Style, trial.style_id, lock=False, field="styleId")
        if style.project_id not in {None, clip.project_id}:
            raise NotFound("There is no style of this id.", field=["styleId"])
        castings.append(Cast(Origin.CLIP, style_id=style.id))
    elif trial.without_style and feed.style is not None:
        castings.append(Cast(Origin.CLIP, style_id=feed.style.source_id, absent=True))
    return castings


async def _place(work: Work, viewer: Viewer, clip: Clip, location_id: UUID) -> Place:
    row = await find(work, viewer, Location, location_id, lock=False, field="locationId")
    if row.project_id != clip.project_id:
        raise NotFound("The clip's project has no such location.", field=["locationId"])
    words = surroundings_of(row).words
    return Place(words, row.name, row.id, row.digest, row.reference_asset_id)
