"""The double's execution: the queue, the cache, and the messages in ComfyUI's order."""

from __future__ import annotations

import asyncio
import io
import json
import struct
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.doubles.comfyui import nodes
from tests.doubles.comfyui.definitions import custom_nodes, definitions, folders
from tests.doubles.comfyui.validation import feeding, is_link, options_of

_SOUNDS = {"SaveAudio": "flac", "SaveAudioMP3": "mp3"}
_SAVING = {"SaveImage", "SaveVideo", "PreviewImage", *_SOUNDS}


class StoppedError(Exception):
    pass


class OutOfMemoryError(Exception):
    pass


@dataclass
class Script:
    """What goes wrong, and when. `hold` starts nothing that waits; `stall_at_step` goes no further
    than that step; both until they are unset."""

    hold: bool = False
    stall_at_step: int | None = None
    out_of_memory: bool = False
    drop_socket_at_step: int | None = None
    swallow_end: bool = False
    restart_at_step: int | None = None
    without_metadata: bool = False
    broken_prompt: bool = False
    broken_stats: bool = False


@dataclass
class Listener:
    socket: WebSocket
    metadata: bool = False


@dataclass
class Prompt:
    id: str
    number: int
    graph: dict[str, Any]
    client: str | None
    extra: dict[str, Any]
    messages: list[Any] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)

    def row(self) -> list[Any]:
        return [self.number, self.id, self.graph, self.extra, []]


class Comfy:
    """The state of one ComfyUI; tests may read it and change `script` while it runs."""

    def __init__(
        self,
        checkpoints: tuple[str, ...],
        step_seconds: float,
        models: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.models = {folder: list(names) for folder, names in (models or {}).items()}
        self.checkpoints = self.models.setdefault("checkpoints", [])
        self.sizes: dict[str, int] | None = None
        self.checkpoints += checkpoints
        self.models.setdefault("loras", [])
        self._built_in: dict[tuple[str, str], list[Any]] = {}
        self.step_seconds = step_seconds
        self.script = Script()
        self.definitions = definitions()
        self.pending: list[Prompt] = []
        self.running: Prompt | None = None
        self.history: dict[str, Any] = {}
        self.files: dict[tuple[str, str, str], bytes] = {}
        self.listeners: dict[str, Listener] = {}
        self.prompts: list[dict[str, Any]] = []
        self.interrupted_at: list[float] = []
        self.preview_events: set[int] = set()
        self.devices = [
            {
                "name": "cuda:0 NVIDIA L4",
                "type": "cuda",
                "vram_total": 24 * 2**30,
                "vram_free": 20 * 2**30,
            }
        ]
        self._stop = False
        self._counter = 0
        self._cache: dict[str, tuple[tuple[Any, ...], Any]] = {}
        self._loop: asyncio.Task[None] | None = None
        self.offer()

    def install_custom_nodes(self) -> None:
        """What our graphs use and not every ComfyUI has."""
        self.definitions |= custom_nodes()

    def offer(self) -> None:
        """Put the installed files into the lists of the nodes that choose among them."""
        inputs = [name for folder, _, name in self.files if folder == "input"]
        subfolders = [f"{sub}/{name}" for folder, sub, name in self.files if sub and folder]
        for name, given, folder in folders():
            if name not in self.definitions:
                continue
            groups = self.definitions[name]["input"]
            spec = next(group[given] for group in groups.values() if given in group)
            own = self._built_in.setdefault((name, given), list(options_of(spec) or ()))
            spec[0] = [*own, *self.models.get(folder, ())]
        self.definitions["LoadImage"]["input"]["required"]["image"][0] = [*inputs, *subfolders]

    def enqueue(self, body: dict[str, Any]) -> Prompt:
        self._counter += 1
        prompt = Prompt(
            id=body.get("prompt_id") or str(uuid.uuid4()),
            number=self._counter,
            graph=body["prompt"],
            client=body.get("client_id"),
            extra=body.get("extra_data") or {},
        )
        self.pending.append(prompt)
        if self._loop is None or self._loop.done():
            self._loop = asyncio.create_task(self._work())
        return prompt

    def withdraw(self, prompts: list[str]) -> None:
        """Take these out of the queue."""
        self.pending = [waiting for waiting in self.pending if waiting.id not in prompts]

    def interrupt(self, prompt: str | None) -> None:
        if self.running is not None and prompt in (None, self.running.id):
            self._stop = True
            self.interrupted_at.append(time.monotonic())

    def forget(self) -> None:
        """What a restart does: neither the queue nor the history is kept; files are."""
        self.pending.clear()
        self.history.clear()
        self.script.restart_at_step = 0
        self._cache.clear()

    def queue_remaining(self) -> int:
        return len(self.pending) + (self.running is not None)

    def status(self) -> dict[str, Any]:
        return {"status": {"exec_info": {"queue_remaining": self.queue_remaining()}}}

    async def _work(self) -> None:
        while self.pending:
            if self.script.hold:
                await asyncio.sleep(0.005)
                continue
            prompt = self.running = self.pending.pop(0)
            self._stop = False
            await self._tell(prompt, "status", self.status())
            outcome = await self._run(prompt)
            if outcome == "restart":
                self.script.restart_at_step = None
                self.pending.clear()
                self.running = None
                continue
            # The history is written a moment after the end was told, as in ComfyUI.
            await asyncio.sleep(0.01)
            self.history[prompt.id] = {
                "prompt": prompt.row(),
                "outputs": prompt.outputs,
                "status": {
                    "status_str": outcome,
                    "completed": outcome == "success",
                    "messages": prompt.messages,
                },
                "meta": {},
            }
            self.running = None
            await self._tell(prompt, "status", self.status())
            if not self.script.swallow_end:
                await self._tell(prompt, "executing", {"node": None, "prompt_id": prompt.id})

    async def _run(self, prompt: Prompt) -> str:
        await self._log(prompt, "execution_start", {})
        order: list[str] = []
        for node, spec in prompt.graph.items():
            if self.definitions[spec["class_type"]]["output_node"]:
                order += [need for need in feeding(prompt.graph, node) if need not in order]
        signs = {node: signature(prompt.graph, node) for node in order}
        cached = [node for node in order if signs[node] in self._cache]
        await self._log(prompt, "execution_cached", {"nodes": cached})
        values = {node: self._cache[signs[node]][0] for node in cached}
        states: dict[str, Any] = {}
        node = ""
        try:
            for node in order:
                if node in cached:
                    # Without a client the history of what was cached stays empty, a known trap.
                    if prompt.client is not None:
                        await self._show(prompt, node, self._cache[signs[node]][1])
                    continue
                if self._stop:
                    raise StoppedError
                values[node], shown = await self._node(prompt, node, values, states)
                self._cache[signs[node]] = (values[node], shown)
        except StoppedError:
            await self._log(prompt, "execution_interrupted", self._where(prompt, node))
            return "error"
        except ConnectionResetError:
            return "restart"
        except OutOfMemoryError as error:
            failure = {
                "exception_message": str(error),
                "exception_type": "torch.OutOfMemoryError",
                "traceback": ["Traceback (most recent call last): …"],
                "current_inputs": {},
                "current_outputs": [],
            }
            await self._log(prompt, "execution_error", self._where(prompt, node) | failure)
            return "error"
        self._cache = {sign: self._cache[sign] for sign in signs.values()}
        await self._log(prompt, "execution_success", {})
        return "success"

    async def _node(
        self, prompt: Prompt, node: str, values: dict[str, Any], states: dict[str, Any]
    ) -> tuple[tuple[Any, ...], Any]:
        spec = prompt.graph[node]
        given = {
            name: values[value[0]][value[1]] if is_link(value) else value
            for name, value in spec["inputs"].items()
        }
        await self._state(prompt, node, states, value=0)
        where = {"node": node, "display_node": node, "prompt_id": prompt.id}
        await self._tell(prompt, "executing", where)
        shown = None
        if spec["class_type"] == "KSampler":
            result = await self._sample(prompt, node, given, states)
        elif spec["class_type"] == "LoadImage":
            subfolder, _, name = given["image"].rpartition("/")
            image = Image.open(io.BytesIO(self.files["input", subfolder, name])).convert("RGB")
            result = ((image,), None)
        elif spec["class_type"] in _SAVING:
            result, shown = (), self._save(spec["class_type"], given)
            await self._show(prompt, node, shown)
        elif spec["class_type"] in nodes.NODES:
            result = nodes.NODES[spec["class_type"]](given)
        else:
            result = nodes.stand_in(self.definitions[spec["class_type"]]["output"], given)
        await self._state(prompt, node, states, value=1, state="finished")
        return result, shown

    async def _sample(
        self, prompt: Prompt, node: str, given: dict[str, Any], states: dict[str, Any]
    ) -> tuple[Any, ...]:
        latent = nodes.sample(given)
        steps = int(given["steps"])
        for step in range(1, steps + 1):
            await asyncio.sleep(self.step_seconds)
            while step == self.script.stall_at_step and not self._stop:
                if self.script.restart_at_step == 0:
                    raise ConnectionResetError
                await asyncio.sleep(0.005)
            if self._stop:
                raise StoppedError
            if self.script.out_of_memory:
                raise OutOfMemoryError("Allocation on device 0 would exceed allowed memory.")
            await self._misfortunes(prompt, step)
            await self._state(prompt, node, states, value=step, top=steps)
            await self._preview(prompt, node, nodes.jpeg(latent.images[0]))
            progress = {"value": step, "max": steps, "prompt_id": prompt.id, "node": node}
            await self._tell(prompt, "progress", progress)
        return (latent,)

    async def _misfortunes(self, prompt: Prompt, step: int) -> None:
        if step in (self.script.drop_socket_at_step, self.script.restart_at_step):
            listener = self.listeners.pop(prompt.client or "", None)
            if listener is not None:
                await listener.socket.close(1011)
        if step == self.script.restart_at_step:
            raise ConnectionResetError

    def _save(self, class_type: str, given: dict[str, Any]) -> dict[str, Any]:
        if class_type == "SaveVideo":
            bodies, suffix = [nodes.mp4(given["video"])], "mp4"
        elif class_type in _SOUNDS:
            suffix = _SOUNDS[class_type]
            bodies = [nodes.sound(given["audio"], suffix)]
        else:
            bodies, suffix = [nodes.png(image) for image in given["images"]], "png"
        folder = "temp" if class_type == "PreviewImage" else "output"
        subfolder, _, stem = given.get("filename_prefix", "ComfyUI_temp").rpartition("/")
        listed = []
        for body in bodies:
            number = 1 + sum(
                key[:2] == (folder, subfolder) and key[2].startswith(f"{stem}_")
                for key in self.files
            )
            name = f"{stem}_{number:05}_.{suffix}"
            self.files[folder, subfolder, name] = body
            listed.append({"filename": name, "subfolder": subfolder, "type": folder})
        if class_type in _SOUNDS:
            return {"audio": listed}
        return {"images": listed} | ({"animated": [True]} if class_type == "SaveVideo" else {})

    async def _show(self, prompt: Prompt, node: str, shown: Any) -> None:
        if shown is None:
            return
        prompt.outputs[node] = shown
        about = {"node": node, "display_node": node, "output": shown, "prompt_id": prompt.id}
        await self._tell(prompt, "executed", about)

    async def _state(
        self,
        prompt: Prompt,
        node: str,
        states: dict[str, Any],
        *,
        value: float,
        top: float = 1,
        state: str = "running",
    ) -> None:
        ids = dict.fromkeys(("node_id", "display_node_id", "real_node_id"), node)
        states[node] = {
            "value": value,
            "max": top,
            "state": state,
            "prompt_id": prompt.id,
            "parent_node_id": None,
            **ids,
        }
        await self._tell(prompt, "progress_state", {"prompt_id": prompt.id, "nodes": states})

    async def _preview(self, prompt: Prompt, node: str, image: bytes) -> None:
        listener = self.listeners.get(prompt.client or "")
        if listener is None:
            return
        if listener.metadata and not self.script.without_metadata:
            about = {"node_id": node, "prompt_id": prompt.id, "image_type": "image/jpeg"}
            text = json.dumps(about).encode()
            frame = struct.pack(">II", 4, len(text)) + text + image
        else:
            frame = struct.pack(">II", 1, 1) + image
        self.preview_events.add(frame[3])
        await _send(listener, frame)

    async def _log(self, prompt: Prompt, kind: str, data: dict[str, Any]) -> None:
        data = {"prompt_id": prompt.id, **data, "timestamp": int(time.time() * 1000)}
        prompt.messages.append([kind, data])
        over = kind in {"execution_success", "execution_error", "execution_interrupted"}
        if not (over and self.script.swallow_end):
            await self._tell(prompt, kind, data)

    async def _tell(self, prompt: Prompt, kind: str, data: Any) -> None:
        listener = self.listeners.get(prompt.client or "")
        if listener is not None:
            await _send(listener, json.dumps({"type": kind, "data": data}))

    def _where(self, prompt: Prompt, node: str) -> dict[str, Any]:
        class_type = prompt.graph[node]["class_type"]
        return {"node_id": node, "node_type": class_type, "executed": list(prompt.outputs)}


async def _send(listener: Listener, frame: str | bytes) -> None:
    try:
        if isinstance(frame, str):
            await listener.socket.send_text(frame)
        else:
            await listener.socket.send_bytes(frame)
    except (WebSocketDisconnect, RuntimeError):
        pass


def signature(graph: dict[str, Any], node: str) -> str:
    """What the cache knows a node by: its class and inputs, and those of all it needs."""
    spec = graph[node]
    inputs = {
        name: [signature(graph, value[0]), value[1]] if is_link(value) else value
        for name, value in spec["inputs"].items()
    }
    return json.dumps([spec["class_type"], inputs], sort_keys=True)
