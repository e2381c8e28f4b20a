"""A ComfyUI that forgets its queue and its history when it is killed, as ComfyUI does; not its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.doubles.comfyui.execution import Comfy, Prompt
from tests.doubles.comfyui.server import application
from tests.doubles.journal import Journal
from tests.doubles.processes.painting import digest
from tests.doubles.processes.standing import arguments, stand

CHECKPOINT = "sd_xl_base_1.0.safetensors"
_ENDS = {"success": "finished", "error": "cancelled", "restart": "lost"}

_Key = tuple[str, str, str]


class Files(dict[_Key, bytes]):
    """Files by folder, subfolder and name, which are on disk too."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        for file in folder.rglob("*.*"):
            kind, *subfolder, name = file.relative_to(folder).parts
            super().__setitem__((kind, "/".join(subfolder), name), file.read_bytes())

    def __setitem__(self, key: _Key, data: bytes) -> None:
        file = self._folder.joinpath(*key)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        super().__setitem__(key, data)


class JournaledComfy(Comfy):
    def __init__(self, journal: Journal, files: Path) -> None:
        super().__init__((CHECKPOINT,), step_seconds=0.05)
        self._journal = journal
        self.files = Files(files)

    def enqueue(self, body: dict[str, Any]) -> Prompt:
        prompt = super().enqueue(body)
        self._journal.accepted(prompt.id)
        return prompt

    def withdraw(self, prompts: list[str]) -> None:
        gone = [waiting.id for waiting in self.pending if waiting.id in prompts]
        for prompt in gone:
            self._journal.ended(prompt, "cancelled")
        super().withdraw(prompts)

    async def _run(self, prompt: Prompt) -> str:
        outcome = await super()._run(prompt)
        files = [file for shown in prompt.outputs.values() for file in shown["images"]]
        made = [
            digest(self.files[file["type"], file["subfolder"], file["filename"]])
            for file in sorted(files, key=lambda file: file["filename"])
        ]
        self._journal.ended(prompt.id, _ENDS[outcome], made)
        return outcome


def main() -> None:
    given = arguments()
    comfy = JournaledComfy(Journal(given.folder / "journal.jsonl"), given.folder / "files")
    stand(application(comfy), given.port)


if __name__ == "__main__":
    main()
