"""report.md: what was rendered, by what, how long it took, and what is left to do."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from api.cli.rendering.display import clock, printable
from api.cli.rendering.session import Rendered
from api.cli.rendering.shapes import Clip, Project

_ADVICE = {
    "NO_ENDPOINT": "Add an endpoint that can render, then run the command again.",
    "UNREACHABLE_RESULTS": "Set STORYCANVAS_PUBLIC_URL or an S3 bucket, then run it again.",
    "SUBMIT_UNKNOWN": "Look at the endpoint whether this was rendered and paid for before you run it again.",
    "TIMED_OUT": "Raise the time limit or ask for less, then run the command again.",
    "EXPIRED": "The endpoint was too busy. Run the command again when it is less so.",
    "CANCELLED": "Somebody cancelled it. Run the command again to render it.",
    "DEPENDENCY_FAILED": "See why the still failed; running the command again tries both.",
}
_AGAIN = "Run the same command again: only what is missing is tried."


def report_text(rendered: Rendered, *, script: str, seconds: float, sheets: Sequence[str]) -> str:
    """The report as Markdown; `seconds` is what this run took."""
    project = rendered.project
    clips = project.clips
    size = f"{project.width} × {project.height}"
    made = f"{_count(rendered.made, 'picture')} in {clock(seconds)} in this run"
    lines = [
        f"# {_inline(project.name)}",
        "",
        f"- Script: `{_inline(script)}`",
        f"- {_count(len(clips), 'shot')} in {_count(len(project.scenes), 'scene')}",
        f"- {clock(_seconds(clips, project))} of film at {project.fps} frames a second, {size}",
        f"- Files: {_count(len(rendered.files), 'picture')}, {', '.join(sheets)}, project.json",
        f"- Rendered by: {_rendered_by(rendered)}",
        f"- Time: {made}; {clock(_render_seconds(clips))} of rendering in all",
        "",
        *_scenes(project),
        *_failures(rendered),
    ]
    return "\n".join(lines)


def _scenes(project: Project) -> list[str]:
    rows = [
        f"| {_inline(scene.name) or 'Untitled'} | {len(scene.clips)} "
        f"| {clock(_seconds(scene.clips, project))} |"
        for scene in project.scenes
    ]
    return ["| scene | shots | length |", "|---|---:|---:|", *rows, ""]


def _failures(rendered: Rendered) -> list[str]:
    if not rendered.failures:
        return []
    lines = ["## What failed", ""]
    for label, failure in rendered.failures:
        lines.append(f"- **{_inline(label)}**: {failure.code}. {_inline(failure.message)}")
    codes = dict.fromkeys(failure.code for _, failure in rendered.failures)
    lines += ["", "What to do:", ""]
    lines += [f"- {code}: {_ADVICE.get(code, _AGAIN)}" for code in codes]
    return [*lines, ""]


def _rendered_by(rendered: Rendered) -> str:
    made = Counter(
        take.model
        for clip in rendered.project.clips
        for take in clip.gallery
        if take.id in rendered.files
    )
    places = dict.fromkeys(
        job.endpoint.name for clip in rendered.project.clips for job in clip.jobs
    )
    models = ", ".join(f"`{_inline(model)}` ({count})" for model, count in made.most_common())
    if not models:
        return "nothing yet"
    where = f" on {', '.join(map(_inline, places))}" if places else ""
    note = ""
    if "rehearsal" in made:
        note = (
            ". `rehearsal` draws a sketch of each shot without a GPU; "
            "with COMFYUI_URL or a cloud endpoint the same command renders for real"
        )
    return models + where + note


def _render_seconds(clips: Sequence[Clip]) -> float:
    return sum(
        (
            datetime.fromisoformat(job.finished_at) - datetime.fromisoformat(job.started_at)
        ).total_seconds()
        for clip in clips
        for job in clip.jobs
        if job.started_at and job.finished_at and job.state == "COMPLETED"
    )


def _seconds(clips: Sequence[Clip], project: Project) -> float:
    return float(sum(clip.duration_frames for clip in clips) / Fraction(project.fps))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _inline(text: str) -> str:
    """Text of a script on one line, without what Markdown would take for its own."""
    line = " ".join(printable(text).split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#" else char for char in line)
