"""The videos of the account, each a JSON file with its picture and its film beside it."""

import json
import secrets
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from infra.embedded.data import write_private

KEPT_SECONDS = 24 * 3600
MODEL = "rehearsal"


@dataclass(frozen=True, slots=True)
class Video:
    """One creation. Times are seconds since 1970, `progress` is percent.

    `status` is queued, in_progress, completed or failed; on disk one that is being drawn is queued.
    """

    id: str
    prompt: str
    width: int
    height: int
    seconds: int
    created_at: int
    status: str = "queued"
    progress: int = 0
    completed_at: int | None = None
    remixed_from: str | None = None
    error: dict[str, str] | None = None

    def to_wire(self) -> dict[str, Any]:
        """As the API tells of it."""
        expires = None if self.completed_at is None else self.completed_at + KEPT_SECONDS
        return {
            "id": self.id,
            "object": "video",
            "model": MODEL,
            "status": self.status,
            "progress": self.progress,
            "created_at": self.created_at,
            "completed_at": self.completed_at,
            "expires_at": expires,
            "size": f"{self.width}x{self.height}",
            "seconds": str(self.seconds),
            "prompt": self.prompt,
            "remixed_from_video_id": self.remixed_from,
            "error": self.error,
        }


class Shelf:
    """All that is kept; ids sort by age. Files that cannot be read are left where they are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for half in folder.glob("video_*.part"):
            half.unlink(missing_ok=True)
        found = (_read(file) for file in sorted(folder.glob("video_*.json")))
        self.videos = {video.id: video for video in found if video is not None}
        self.forget_old()

    def add(
        self,
        *,
        prompt: str,
        size: tuple[int, int],
        seconds: int,
        start: bytes | None,
        remixed_from: str | None = None,
    ) -> Video:
        """A new video that waits to be drawn, `start` being the picture it begins from."""
        video = Video(
            id=f"video_{time.time_ns():016x}{secrets.token_hex(8)}",
            prompt=prompt,
            width=size[0],
            height=size[1],
            seconds=seconds,
            created_at=int(time.time()),
            remixed_from=remixed_from,
        )
        if start is not None:
            self._file(video, "start").write_bytes(start)
        self.keep(video)
        return video

    def keep(self, video: Video) -> None:
        """Have this be what is known of the video, also after a restart."""
        if video.status != "in_progress":
            write_private(self._file(video, "json"), json.dumps(asdict(video)))
        self.videos[video.id] = video

    def change(self, video_id: str, **changes: Any) -> None:
        """Change what is known of a video, unless it is gone."""
        video = self.videos.get(video_id)
        if video is not None:
            self.keep(replace(video, **changes))

    def remove(self, video: Video) -> None:
        self.videos.pop(video.id, None)
        for what in ("json", "start", "mp4", "part"):
            self._file(video, what).unlink(missing_ok=True)

    def forget_old(self) -> None:
        """Remove what was finished a day ago."""
        limit = int(time.time()) - KEPT_SECONDS
        for video in [*self.videos.values()]:
            if video.completed_at is not None and video.completed_at < limit:
                self.remove(video)

    def film(self, video: Video) -> Path:
        """Where its film is, once it is completed."""
        return self._file(video, "mp4")

    def start(self, video: Video) -> Path | None:
        """Where the picture is that it begins from, if there is one."""
        file = self._file(video, "start")
        return file if file.exists() else None

    def _file(self, video: Video, what: str) -> Path:
        return self._folder / f"{video.id}.{what}"


def _read(file: Path) -> Video | None:
    try:
        video = Video(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return video if video.id == file.stem else None
