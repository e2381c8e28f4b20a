"""A server of the OpenAI Videos shape whose videos get made by themselves, and are kept for good."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

from tests.doubles.journal import Journal
from tests.doubles.processes.painting import digest, film
from tests.doubles.processes.standing import arguments, stand
from tests.doubles.videos.server import VideosServer, application


class Account(VideosServer):
    """The account, its videos read from the journal."""

    def __init__(self, journal: Journal, key: str, seed: int) -> None:
        super().__init__(key)
        self.stops = True
        self._journal = journal
        self._dice = random.Random(f"{seed} {time.time()}")
        self._due: dict[str, float] = {}
        for told in journal.before:
            self._replay(told)

    def add(self, prompt: str = "a video", **more: Any) -> str:
        self.now = int(time.time())
        video = super().add(prompt, **more)
        self._journal.accepted(video, prompt=prompt, fields=more)
        self._due[video] = time.time() + self._dice.uniform(0.3, 2)
        return video

    def delete(self, video_id: str) -> None:
        if self.videos[video_id]["status"] in {"queued", "in_progress"}:
            self._journal.ended(video_id, "cancelled")
        else:
            self._journal.note("deleted", job=video_id)
        self._due.pop(video_id, None)
        super().delete(video_id)

    async def work(self) -> None:
        while True:
            now = time.time()
            for video, due in list(self._due.items()):
                if now > due:
                    self._finish(video)
                elif now > due - 1 and self.videos[video]["status"] == "queued":
                    self.advance(video, "in_progress", progress=50)
            await asyncio.sleep(0.05)

    def _finish(self, video: str) -> None:
        data = film(video)
        self._journal.ended(video, "finished", [digest(data)])
        self.advance(video, "completed", progress=100, file=data)
        del self._due[video]

    def _replay(self, told: dict[str, Any]) -> None:
        video = told.get("job", "")
        if told["event"] == "accepted":
            # The id is the one it was told of by.
            made = super().add(told["prompt"], **told["fields"])
            self.videos[video] = self.videos.pop(made) | {"id": video}
            self._due[video] = time.time() + self._dice.uniform(0.3, 2)
        elif told["event"] == "deleted" or told.get("how") == "cancelled":
            self.videos.pop(video, None)
            self._due.pop(video, None)
        elif told["event"] == "ended":
            self.advance(video, "completed", progress=100, file=film(video))
            del self._due[video]


def main() -> None:
    given = arguments()
    account = Account(Journal(given.folder / "journal.jsonl"), given.key, given.seed)
    stand(application(account), given.port, account.work)


if __name__ == "__main__":
    main()
