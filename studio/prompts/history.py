"""What the prompts of clips were: each edit kept, an older one set again, words copied and put in."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from studio.access.queries import check_version, find, find_many
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import PROMPT, checked
from studio.kernel.work import Work
from studio.prompts.models import PromptEdit
from studio.prompts.rules import blanks_of, filled, joined
from studio.prompts.templates import find_template
from studio.timeline.models import Clip
from studio.timeline.rules import MAX_CLIPS

FIELDS = {
    "image_prompt": "imagePrompt",
    "video_prompt": "videoPrompt",
    "negative_prompt": "negativePrompt",
}
"""The prompts of a clip, and what the graph calls them."""
Words = tuple[str, str, str]


async def keep_edits(work: Work, viewer: Viewer, clips: Collection[Clip]) -> None:
    """Keep what the prompts of these clips are now, of those on which they have just changed.

    To be called when a clip's version has risen, before its changes are flushed. What was there
    before is kept too where no edit kept it.
    """
    before = {clip.id: _before(clip) for clip in clips}
    changed = [clip for clip in clips if before[clip.id] != _now(clip)]
    if not changed:
        return
    with work.session.no_autoflush:
        known = await _newest(work, [clip.id for clip in changed])
    rows = []
    for clip in changed:
        if known.get(clip.id) != before[clip.id]:
            row = _row(clip, before[clip.id])
            rows.append(row | {"number": clip.version - 1, "created_at": clip.updated_at})
    await _write(work, rows)
    now = [_row(clip, _now(clip)) | {"edited_by": viewer.account_id} for clip in changed]
    await _write(work, now)


async def find_edit(work: Work, viewer: Viewer, edit_id: UUID | None) -> PromptEdit:
    try:
        return await find(work, viewer, PromptEdit, edit_id, lock=False)
    except NotFound:
        raise NotFound("There is no edit of prompts of this id.", field=["id"]) from None


async def restore_prompts(
    work: Work, viewer: Viewer, edit: PromptEdit, *, expected_version: int | None
) -> Clip:
    """Make the prompts of a clip what they were at an edit; by that they are undone and redone."""
    clip = await find(work, viewer, Clip, edit.clip_id)
    words = (edit.image_prompt, edit.video_prompt, edit.negative_prompt)
    viewer.demand_edit()
    check_version(clip.version, expected_version)
    await _set(work, viewer, {clip: dict(zip(FIELDS, words, strict=True))})
    return clip


async def copy_prompts(
    work: Work,
    viewer: Viewer,
    source_id: UUID | None,
    to: Sequence[UUID],
    fields: Collection[str],
) -> list[Clip]:
    """Give these clips the same prompts as the source has: those of `fields`, keys of FIELDS."""
    _check_many(to, "toIds")
    source = await find(work, viewer, Clip, source_id, lock=False, field="fromId")
    clips = await find_many(work, viewer, Clip, to, field="toIds")
    viewer.demand_edit()
    if not fields:
        raise UserError("Name one prompt at least.", field=["prompts"])
    words = {name: getattr(source, name) for name in FIELDS if name in fields}
    await _set(work, viewer, dict.fromkeys(clips.values(), words))
    return [clips[clip_id] for clip_id in to]


async def insert_template(
    work: Work,
    viewer: Viewer,
    template_id: UUID | None,
    clip_ids: Sequence[UUID],
    *,
    into: str,
    place: str,
    values: Mapping[str, str],
) -> list[Clip]:
    """Put a template's words into prompts of these clips: its prompt `into` one of FIELDS, its
    negative prompt to that. `place` is END, START or REPLACE."""
    _check_many(clip_ids, "clipIds")
    template = await find_template(work, viewer, template_id, lock=False, field="templateId")
    clips = await find_many(work, viewer, Clip, clip_ids, field="clipIds")
    viewer.demand_edit()
    blanks = blanks_of(template.variables)
    fresh = {
        into: filled(template.prompt, blanks, values),
        "negative_prompt": filled(template.negative_prompt, blanks, values),
    }
    changes = {
        clip: {
            name: _placed(getattr(clip, name), words, place)
            for name, words in fresh.items()
            if words.strip()
        }
        for clip in clips.values()
    }
    await _set(work, viewer, changes)
    return [clips[clip_id] for clip_id in clip_ids]


def _check_many(clip_ids: Collection[UUID], field: str) -> None:
    if not clip_ids:
        raise UserError("Name one clip at least.", field=[field])
    if len(clip_ids) > MAX_CLIPS:
        raise UserError(
            f"At most {MAX_CLIPS} clips can be edited at once.",
            code=ErrorCode.LIMIT_EXCEEDED,
            field=[field],
        )


def _placed(present: str, words: str, place: str) -> str:
    return words if place == "REPLACE" else joined(present, words, at_end=place == "END")


async def _set(work: Work, viewer: Viewer, changes: Mapping[Clip, Mapping[str, str]]) -> None:
    """Set prompts of these locked clips; one that has them already is not edited."""
    edited = []
    for clip, words in changes.items():
        if all(getattr(clip, name) == text for name, text in words.items()):
            continue
        for name, text in words.items():
            setattr(clip, name, checked(text, FIELDS[name], limit=PROMPT))
        clip.version += 1
        work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
        edited.append(clip)
    await keep_edits(work, viewer, edited)


def _now(clip: Clip) -> Words:
    return clip.image_prompt, clip.video_prompt, clip.negative_prompt


def _before(clip: Clip) -> Words:
    """As they were read."""
    state = inspect(clip)
    found = []
    for name in FIELDS:
        removed = state.attrs[name].history.deleted
        found.append(removed[0] if removed else getattr(clip, name))
    return found[0], found[1], found[2]


def _row(clip: Clip, words: Words) -> dict[str, object]:
    return {
        "id": uuid7(),
        "project_id": clip.project_id,
        "clip_id": clip.id,
        "number": clip.version,
        **dict(zip(FIELDS, words, strict=True)),
    }


async def _write(work: Work, rows: list[dict[str, object]]) -> None:
    if rows:
        fresh = insert(PromptEdit).values(rows)
        await work.session.execute(
            fresh.on_conflict_do_nothing(index_elements=["clip_id", "number"])
        )


async def _newest(work: Work, clip_ids: Collection[UUID]) -> dict[UUID, Words]:
    """What the last edit of each of these clips left."""
    rows = await work.session.execute(
        select(
            PromptEdit.clip_id,
            PromptEdit.image_prompt,
            PromptEdit.video_prompt,
            PromptEdit.negative_prompt,
        )
        .ext(distinct_on(PromptEdit.clip_id))
        .where(PromptEdit.clip_id.in_(clip_ids))
        .order_by(PromptEdit.clip_id, PromptEdit.number.desc())
    )
    return {clip_id: (image, video, negative) for clip_id, image, video, negative in rows}
