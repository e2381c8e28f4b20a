"""What is in a backup: the last member of the archive, written when all the rest is there."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Database(_Part):
    """The dump: bytes, SHA-256, rows of each table, versions of the server and of pg_dump."""

    size: Count
    sha256: Digest
    rows: dict[str, Count]
    server: Count
    program: Count


class Media(_Part):
    """The blobs. Those of a bucket stay there. `damaged`: files whose bytes are not their name's."""

    where: Literal["folder", "bucket"]
    bucket: str | None = None
    files: Count = 0
    size: Count = 0
    damaged: tuple[Digest, ...] = ()


class Manifest(_Part):
    """`key`: whether the key that seals stored API keys is in the backup, or was set outside."""

    format: Literal[1] = 1
    version: str
    made_at: datetime
    revision: str
    database: Database
    media: Media
    key: Literal["file", "environment", "none"]
    key_sha256: Digest | None = None
