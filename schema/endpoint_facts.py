"""What is told of an endpoint, as SQL over its row."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    bindparam,
    case,
    false,
    func,
    literal_column,
    null,
    true,
)

from schema.reads.fields import Expression
from studio.rendering.availability import OPENAI_VIDEOS_HOST


def _text(value: str) -> ColumnElement[Any]:
    return literal_column("'" + value.replace("'", "''") + "'")


def option(name: str) -> Expression:
    return lambda row: row.c.options[name].astext


def listed(name: str) -> Expression:
    return lambda row: func.coalesce(row.c.options[name], literal_column("'[]'::jsonb"))


def is_local(endpoint: FromClause) -> ColumnElement[bool]:
    return endpoint.c.source == literal_column("'LOCAL'")


def _is(endpoint: FromClause, kind: str) -> ColumnElement[bool]:
    return endpoint.c.provider == _text(kind)


def _speaks(endpoint: FromClause, dialect: str) -> ColumnElement[bool]:
    return func.coalesce(endpoint.c.options["dialect"].astext, _text("")) == _text(dialect)


def _host(endpoint: FromClause, otherwise: str) -> ColumnElement[Any]:
    found = func.substring(endpoint.c.url, _text("^https?://([^/]+)"))
    return func.coalesce(found, _text(otherwise))


def note(endpoint: FromClause) -> ColumnElement[Any]:
    model = func.coalesce(endpoint.c.options["model"].astext, _text("a model of its own"))
    return case(
        (
            is_local(endpoint) & _is(endpoint, "OPENAI_VIDEOS"),
            _text("Rehearsal of a Videos API: draws moving panels on this machine, free"),
        ),
        (is_local(endpoint), bindparam("local_note", type_=Text)),
        (
            _is(endpoint, "COMFYUI"),
            func.concat(
                _text("ComfyUI at "),
                _host(endpoint, "no address"),
                _text(": renders with its own models"),
            ),
        ),
        (
            _is(endpoint, "OPENAI_VIDEOS"),
            func.concat(
                _text("Videos by "),
                model,
                _text(" at "),
                _host(endpoint, OPENAI_VIDEOS_HOST),
                _text(", paid to its owner"),
            ),
        ),
        (
            _is(endpoint, "PULL"),
            _text("Machines of your own, which ask this studio for work from wherever they are"),
        ),
        (
            _speaks(endpoint, "worker-comfyui"),
            _text(
                "RunPod with worker-comfyui: renders ComfyUI graphs in the cloud, on the endpoint's "
                "own models, and is paid by the second"
            ),
        ),
        else_=_text(
            "RunPod: renders in the cloud, on the endpoint's own models, and is paid by the second"
        ),
    )


def dialect(endpoint: FromClause) -> ColumnElement[Any]:
    worker, vllm = _speaks(endpoint, "worker-comfyui"), _speaks(endpoint, "vllm-omni")
    return case(
        (_is(endpoint, "RUNPOD") & worker, _text("WORKER_COMFYUI")),
        (_is(endpoint, "RUNPOD"), _text("STORYCANVAS")),
        (_is(endpoint, "OPENAI_VIDEOS") & vllm, _text("VLLM_OMNI")),
        (_is(endpoint, "OPENAI_VIDEOS"), _text("OPENAI")),
        else_=null(),
    )


def is_revived(endpoint: FromClause) -> ColumnElement[bool]:
    return func.coalesce(endpoint.c.options["revived"] == literal_column("'true'::jsonb"), false())


def _is_bound(endpoint: FromClause) -> ColumnElement[bool]:
    """What `studio.rendering.availability.standing_of` says, in SQL."""
    host = OPENAI_VIDEOS_HOST.replace(".", r"\.")
    there = endpoint.c.url.regexp_match(_text(rf"^https?://{host}\.?(:[0-9]*)?(/|$)"), "i")
    return (
        _is(endpoint, "OPENAI_VIDEOS")
        & ~is_local(endpoint)
        & ~is_revived(endpoint)
        & func.coalesce(there, true())
    )


def availability(endpoint: FromClause) -> ColumnElement[Any]:
    standing = bindparam("sora_availability", type_=Text)
    return case((_is_bound(endpoint), standing), else_=_text("AVAILABLE"))


def availability_reason(endpoint: FromClause) -> ColumnElement[Any]:
    return case((_is_bound(endpoint), bindparam("sora_reason", type_=Text)), else_=null())
