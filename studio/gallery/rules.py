"""What the files of takes are called once they leave the studio. Pure."""

import re

_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/flac": "flac",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
}
_LONGEST = 80


class FileNames:
    """Names that every file system can hold, no two alike: `Hamlet/scene 02/2A.png`, `2A (2).png`."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def name(self, project: str, scene: int, shot: str, media_type: str) -> str:
        """`scene` counts from 0."""
        return self._unlike(project, f"scene {scene + 1:02}", _plain(shot) or "shot", media_type)

    def sound(self, project: str, name: str, media_type: str) -> str:
        """That of a track: `Hamlet/sound/Overture.mp3`."""
        return self._unlike(project, "sound", _plain(name) or "track", media_type)

    def _unlike(self, project: str, folder: str, name: str, media_type: str) -> str:
        stem = f"{_plain(project) or 'project'}/{folder}/{name}"
        ending = _ENDINGS.get(media_type, "bin")
        key = f"{stem}.{ending}".casefold()
        self._given[key] = self._given.get(key, 0) + 1
        again = "" if self._given[key] == 1 else f" ({self._given[key]})"
        return f"{stem}{again}.{ending}"


def _plain(name: str) -> str:
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", name).strip(" .")[:_LONGEST]
