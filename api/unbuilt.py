"""What a browser is shown while there is no built page: what is going on, and what to do."""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse, Response

from infra.webpage.state import PageState, Stage

_FOLDER = Path(__file__).parent / "static" / "unbuilt"
_TITLES = {
    Stage.BUILDING: "Building the page … (this happens once)",
    Stage.FAILED: "The page could not be built",
    Stage.ABSENT: "The page has not been built",
}
_WORDS = {
    Stage.BUILDING: "It takes about half a minute, and opens by itself.",
    Stage.ABSENT: "In the folder of StoryCanvas, run: make page",
}


def unbuilt_page(state: PageState) -> Response:
    """503 with a page of its own style and script, which reloads itself once the real one is there."""
    style, script = _text("page.css"), _text("page.js")
    content = Template(_text("page.html")).substitute(
        style=style,
        script=script,
        stage=state.stage.value,
        title=_TITLES[state.stage],
        words=escape(state.words or _WORDS.get(state.stage, "")),
        since=_since(state),
        more=_more(state),
    )
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Retry-After": "2" if state.stage is Stage.BUILDING else "60",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(content, status_code=503, headers=headers)


def _more(state: PageState) -> str:
    if state.stage is Stage.BUILDING:
        return '<div class="bar"></div>'
    return '<button type="button">Look again</button>'


def _since(state: PageState) -> str:
    if state.since is None:
        return ""
    shown = state.since.strftime("%H:%M:%S %Z")
    return f'<p class="aside">Since <time datetime="{state.since.isoformat()}">{shown}</time>.</p>'


@cache
def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
