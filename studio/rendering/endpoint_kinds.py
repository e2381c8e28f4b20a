"""What an endpoint of each kind is told about itself, and what it cannot do without. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from studio.kernel.errors import UserError
from studio.kernel.text import NAME, checked
from studio.rendering.availability import PRESETS

MOST_AT_ONCE = 10_000
MOST_PRICE = 10**15
LOCAL_CONCURRENCY = 4
FIELDS: Mapping[str, str] = {
    "remote_id": "endpointId",
    "api_key": "apiKey",
    "generate_key": "generateKey",
    "webhook_secret": "webhookSecret",
    "is_revived": "isRevived",
}
"""What is called otherwise in a request."""

_COMMON = frozenset({"name", "enabled", "concurrency", "price"})
_REMOTE_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
_SIZE = re.compile(r"[1-9][0-9]{1,4}x[1-9][0-9]{1,4}")
_SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{16,400}={0,2}")
_LEAST_KEY = 16
_MOST_MENU = 50
_PRESET_MODELS = {"sora": "sora-2"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A protocol. `takes` is what may be said of its endpoints besides what all have.

    `dialects` are by their name in a request; None is the protocol's own, which goes unsaid.
    """

    label: str
    takes: frozenset[str]
    concurrency: int
    needs_url: bool = False
    key: str | None = None
    dialects: Mapping[str, str | None] | None = None


KINDS: Mapping[str, Kind] = {
    "RUNPOD": Kind(
        "A RunPod endpoint",
        frozenset({"url", "remote_id", "api_key", "dialect"}),
        concurrency=20,
        key="A RunPod endpoint needs the API key of its account.",
        dialects={"STORYCANVAS": None, "WORKER_COMFYUI": "worker-comfyui"},
    ),
    "COMFYUI": Kind(
        "A ComfyUI server", frozenset({"url", "api_key"}), concurrency=2, needs_url=True
    ),
    "OPENAI_VIDEOS": Kind(
        "A server of the OpenAI Videos shape",
        frozenset({"url", "api_key", "dialect", "model", "preset", "sizes", "seconds"})
        | {"webhook_secret", "is_revived"},
        concurrency=4,
        key="A Videos API needs the key of an account.",
        dialects={"OPENAI": None, "VLLM_OMNI": "vllm-omni"},
    ),
    "PULL": Kind(
        "A group of machines that ask for work",
        frozenset({"api_key", "generate_key"}),
        concurrency=4,
    ),
}


def field_of(name: str) -> str:
    return FIELDS.get(name, name)


def check_fields(provider: str, given: Mapping[str, Any]) -> None:
    """Raise UserError for what an endpoint of this kind does not have."""
    kind = KINDS[provider]
    for name in given:
        if name not in kind.takes | _COMMON:
            raise UserError(
                f"{kind.label} has no {field_of(name)}. Leave it out.", field=[field_of(name)]
            )


def check_url(provider: str, url: str | None) -> str | None:
    """The address, or None for the provider's own. Whether it may be called is for others."""
    kind = KINDS[provider]
    if not url:
        if kind.needs_url:
            raise UserError(f"{kind.label} needs its address, https://…", field=["url"])
        return None
    wrong = UserError(
        "An endpoint's address begins with https:// or http:// and names a host; no user name, no "
        "query and no # go with it.",
        field=["url"],
    )
    try:
        parts = urlsplit(checked(url, "url", limit=2_000))
        port = parts.port
    except ValueError:
        raise wrong from None
    extras = parts.username is not None or parts.password or parts.query or parts.fragment
    plain = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in {"http", "https"} or not parts.hostname or extras or not plain:
        raise wrong
    if port == 0:
        raise wrong
    return url.rstrip("/")


def check_remote_id(remote_id: str | None) -> str:
    if not remote_id or not _REMOTE_ID.fullmatch(remote_id):
        raise UserError(
            "A RunPod endpoint needs its id, as its page shows it: letters and digits.",
            field=["endpointId"],
        )
    return remote_id


def check_key(provider: str, key: str | None) -> str | None:
    """The key, or None where none is needed. Raises UserError."""
    kind = KINDS[provider]
    if not key:
        if kind.key is not None:
            raise UserError(kind.key, field=["apiKey"])
        return None
    if not key.isascii() or not key.isprintable() or " " in key or len(key) > 500:
        raise UserError("This is no key: one has 500 letters and digits at most.", field=["apiKey"])
    if provider == "PULL" and len(key) < _LEAST_KEY:
        raise UserError(
            f"Whoever has this key gets the studio's renders: {_LEAST_KEY} characters at least, or "
            "none, to have one made.",
            field=["apiKey"],
        )
    return key


def check_concurrency(wanted: int) -> int:
    if not 1 <= wanted <= MOST_AT_ONCE:
        raise UserError(
            f"concurrency lies between 1 and {MOST_AT_ONCE}, not {wanted}.", field=["concurrency"]
        )
    return wanted


def check_secret(secret: str) -> str:
    if not _SECRET.fullmatch(secret):
        raise UserError(
            "The signing secret of webhooks begins with whsec_; copy it whole.",
            field=["webhookSecret"],
        )
    return secret


def check_options(
    provider: str, known: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """The endpoint's options with what is given; the rest as it is known. Raises UserError."""
    options = dict(known)
    if "dialect" in given:
        options["dialect"] = _dialect(provider, given["dialect"])
    if "preset" in given:
        options["preset"] = _preset(given["preset"])
        options.setdefault("model", _PRESET_MODELS.get(options["preset"]))
    if "model" in given:
        options["model"] = checked(given["model"], "model", limit=NAME, required=True)
    if "sizes" in given:
        options["sizes"] = _sizes(given["sizes"])
    if "seconds" in given:
        options["seconds"] = _seconds(given["seconds"])
    if "price" in given:
        options["price"] = _price(given["price"])
    if "is_revived" in given:
        options["revived"] = given["is_revived"]
    return {
        name: value
        for name, value in options.items()
        if not (value is None or value is False or value == [])
    }


def check_complete(provider: str, options: Mapping[str, Any]) -> None:
    """Raise UserError where a new endpoint lacks what its kind cannot do without."""
    if provider == "OPENAI_VIDEOS" and not options.get("model"):
        raise UserError(
            "Name the model that makes the videos, as its server calls it.", field=["model"]
        )


def _dialect(provider: str, wanted: str) -> str | None:
    dialects = KINDS[provider].dialects or {}
    if wanted not in dialects:
        raise UserError(
            f"{KINDS[provider].label} speaks {' or '.join(dialects)}, not {wanted}.",
            field=["dialect"],
        )
    return dialects[wanted]


def _preset(wanted: str) -> str:
    if wanted not in PRESETS:
        raise UserError(
            f"There is no preset of this name, only {', '.join(PRESETS)}. Leave it out for any "
            "other server.",
            field=["preset"],
        )
    return wanted


def _sizes(wanted: list[str]) -> list[str]:
    if len(wanted) > _MOST_MENU or not all(_SIZE.fullmatch(size) for size in wanted):
        raise UserError(
            f"Sizes are written 1280x720, {_MOST_MENU} of them at most.", field=["sizes"]
        )
    return wanted


def _seconds(wanted: list[int]) -> list[int]:
    if len(wanted) > _MOST_MENU or not all(1 <= one <= 3600 for one in wanted):
        raise UserError(
            f"Lengths are whole seconds from 1 to 3600, {_MOST_MENU} of them at most.",
            field=["seconds"],
        )
    return wanted


def _price(wanted: int | None) -> int | None:
    if wanted is not None and not 0 <= wanted <= MOST_PRICE:
        raise UserError(f"A price lies between 0 and {MOST_PRICE}.", field=["price"])
    return wanted
