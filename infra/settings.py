"""Every setting there is, in one class. docs/settings.md is generated from it."""

import os
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import DirectoryPath, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "STORYCANVAS_"
ENDPOINT_PREFIX = "STORYCANVAS_ENDPOINT_"
"""Names with this prefix belong to the endpoint worker, which does not read these settings."""


class SettingsError(Exception):
    """The environment does not make sense; the message says which variable and why."""


class Settings(BaseSettings):
    """Read from the environment. Names in capitals, `STORYCANVAS_` before all but the customary."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", populate_by_name=True, frozen=True
    )

    database_url: Annotated[
        str | None,
        Field(
            validation_alias="DATABASE_URL",
            description="Postgres to use instead of the embedded one, `postgresql://…`.",
        ),
    ] = None
    redis_url: Annotated[
        str | None,
        Field(
            validation_alias="REDIS_URL",
            description="Redis-protocol server to use instead of the embedded one, `redis://…`.",
        ),
    ] = None
    runpod_api_key: Annotated[
        SecretStr | None,
        Field(validation_alias="RUNPOD_API_KEY", description="Key of your RunPod account."),
    ] = None
    openai_api_key: Annotated[
        SecretStr | None,
        Field(
            validation_alias="OPENAI_API_KEY",
            description="Key for endpoints of the OpenAI Videos shape.",
        ),
    ] = None
    comfyui_url: Annotated[
        str | None,
        Field(
            validation_alias="COMFYUI_URL",
            description="A ComfyUI server; with it the local endpoint renders there.",
        ),
    ] = None

    data: Annotated[Path, Field(description="Folder of all state of a studio on this machine.")] = (
        Path("data")
    )
    host: Annotated[str, Field(description="Address the web process listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="Port of the web process.")] = 8000
    public_url: Annotated[
        str | None,
        Field(description="Where a cloud worker can reach this studio, `https://…`."),
    ] = None
    local_token: Annotated[
        SecretStr | None,
        Field(description="Bearer token of the local owner; random where unset."),
    ] = None
    secret_key: Annotated[
        SecretStr | None,
        Field(
            description="Key that seals secrets at rest and signs media addresses, 32 characters "
            "or more; made and kept in the data folder where unset."
        ),
    ] = None
    runpod_endpoint_id: Annotated[
        str | None,
        Field(description="RunPod endpoint to offer without a click; needs `RUNPOD_API_KEY`."),
    ] = None
    runpod_base_url: Annotated[
        str, Field(description="Base address of RunPod's serverless API.")
    ] = "https://api.runpod.ai/v2"
    local_endpoint_url: Annotated[
        str | None,
        Field(description="Base address of the local endpoint; set by `storycanvas up`."),
    ] = None
    local_endpoint_key: Annotated[
        SecretStr | None, Field(description="Key of the local endpoint; set by `storycanvas up`.")
    ] = None
    allow_private_endpoints: Annotated[
        bool,
        Field(
            description="Whether endpoints that people add may be on loopback or in a private "
            "network. Where this is unset `storycanvas up` allows it on a loopback address without "
            "`STORYCANVAS_PUBLIC_URL`."
        ),
    ] = False
    local_videos_url: Annotated[
        str | None,
        Field(
            description="Base address of the rehearsal of a Videos API; set by `storycanvas up`."
        ),
    ] = None
    local_videos_key: Annotated[
        SecretStr | None, Field(description="Key of that rehearsal; set by `storycanvas up`.")
    ] = None
    civitai_url: Annotated[
        str, Field(description="Base address of CivitAI, or of a mirror of it.")
    ] = "https://civitai.com"
    civitai_key: Annotated[
        SecretStr | None,
        Field(description="Key of a CivitAI account, for what is shown to its users alone."),
    ] = None
    s3_bucket: Annotated[
        str | None, Field(description="S3 bucket for media; a folder in the data folder if unset.")
    ] = None
    s3_endpoint_url: Annotated[
        str | None, Field(description="Address of an S3-compatible service other than AWS.")
    ] = None
    s3_region: Annotated[str, Field(description="Region of the bucket.")] = "us-east-1"
    s3_access_key_id: Annotated[str | None, Field(description="S3 access key.")] = None
    s3_secret_access_key: Annotated[SecretStr | None, Field(description="S3 secret key.")] = None
    job_ttl: Annotated[
        float,
        Field(gt=0, description="Seconds a submission may wait and run before it expires."),
    ] = 24 * 3600
    job_timeout: Annotated[
        float, Field(gt=0, description="Seconds a render may run once it has started.")
    ] = 1800
    purge_after_days: Annotated[
        int,
        Field(
            ge=0,
            le=3650,
            description="Days that deleted takes can be brought back for; then they are purged, with "
            "the files that nothing else needs. 0 keeps them all.",
        ),
    ] = 30
    c2pa_certificate: Annotated[
        Path | None,
        Field(
            description="PEM file of the certificate that Content Credentials are signed with, those "
            "that vouch for it after it; a test certificate that nobody trusts where unset."
        ),
    ] = None
    c2pa_private_key: Annotated[
        SecretStr | None,
        Field(description="Its private key: a PEM file, or the PEM itself."),
    ] = None
    c2pa_timestamp_url: Annotated[
        str | None,
        Field(
            description="Address of a time stamp authority (RFC 3161) that says when something was "
            "signed; without it nothing is asked of anybody."
        ),
    ] = None
    export_days: Annotated[
        int,
        Field(
            ge=0,
            le=3650,
            description="Days that files of exports are kept for; then they can be made again. 0 keeps "
            "them until somebody deletes them.",
        ),
    ] = 7
    fonts: Annotated[
        DirectoryPath | None,
        Field(
            description="Folder of fonts (TrueType, OpenType) for letters that ours lack, in captions, "
            "storyboards and contact sheets; those of the system come after them."
        ),
    ] = None
    imports_at_once: Annotated[
        int,
        Field(
            ge=1,
            le=100,
            description="Timelines, projects and bundles (`PUT /imports`) that a workspace may have on "
            "their way into one web process at a time; together they may have 12 GB.",
        ),
    ] = 2
    allowed_origins: Annotated[
        tuple[str, ...],
        Field(description="Web origins other than our own that may open WebSockets (JSON list)."),
    ] = ()
    worker_threads: Annotated[
        int, Field(ge=1, le=256, description="Messages one worker process handles at a time.")
    ] = 8
    fault_socket: Annotated[
        str | None,
        Field(description="Address of a fault injector, for tests alone: `host:port`."),
    ] = None

    @field_validator("c2pa_timestamp_url")
    @classmethod
    def _check_authority(cls, value: str | None) -> str | None:
        if value and not _is_address(value):
            raise ValueError(
                f"{variable('c2pa_timestamp_url')} is no address: write `http://…` or `https://…`, "
                "or leave it unset."
            )
        return value or None


def _is_address(text: str) -> bool:
    """Whether a web server can be asked there."""
    try:
        parts = urlsplit(text)
        asked = parts.port != 0
    except ValueError:
        return False
    whole = re.fullmatch(r"[\w.~:/?#\[\]@!$&'()*+,;=%-]+", text, re.ASCII)
    return bool(asked and whole and parts.hostname) and parts.scheme in {"http", "https"}


def variable(name: str) -> str:
    """The environment variable of a field."""
    alias = Settings.model_fields[name].validation_alias
    return alias if isinstance(alias, str) else PREFIX + name.upper()


def settings_table() -> str:
    """docs/settings.md."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = "" if default is None or default == () else f"`{default}`"
        rows.append(f"| `{variable(name)}` | {shown} | {field.description} |")
    return "\n".join(
        [
            "# Settings",
            "",
            "Environment variables of the studio, generated from `infra/settings.py`. Unknown names",
            f"with `{PREFIX}` are refused at start; those with `{ENDPOINT_PREFIX}` belong to the",
            "endpoint worker ([its page](endpoint.md)).",
            "",
            "| variable | default | what it does |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def load_settings() -> Settings:
    """The settings of this environment. Raises SettingsError with words for a person."""
    known = {variable(name) for name in Settings.model_fields}
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith(PREFIX) and name not in known and not name.startswith(ENDPOINT_PREFIX)
    )
    if unknown:
        raise SettingsError(
            f"Unknown settings: {', '.join(unknown)}. docs/settings.md lists those there are."
        )
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors()
        )
        raise SettingsError(f"Settings that do not make sense: {problems}") from None


if __name__ == "__main__":
    print(settings_table(), end="")  # noqa: T201
