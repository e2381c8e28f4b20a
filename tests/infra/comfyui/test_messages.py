import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.comfyui.messages import (
    Cached,
    Ended,
    Executed,
    Executing,
    NodeState,
    NodeStates,
    Preview,
    QueueStatus,
    Started,
    Stepped,
    read_message,
)

_STATE = {"value": 3, "max": 20, "state": "running", "node_id": "5", "prompt_id": "p"}


@pytest.mark.parametrize(
    ("kind", "data", "read"),
    [
        ("status", {"status": {"exec_info": {"queue_remaining": 2}}, "sid": "s"}, QueueStatus(2)),
        ("execution_start", {"prompt_id": "p", "timestamp": 1}, Started("p")),
        ("execution_cached", {"nodes": ["1"], "prompt_id": "p"}, Cached("p", ("1",))),
        ("executing", {"node": "5", "prompt_id": "p"}, Executing("p", "5")),
        ("executing", {"node": None, "prompt_id": "p"}, Executing("p", None)),
        ("executing", {"node": None}, Executing(None, None)),
        (
            "progress",
            {"value": 3, "max": 20, "prompt_id": "p", "node": "5"},
            Stepped("p", "5", 3, 20),
        ),
        (
            "progress_state",
            {"prompt_id": "p", "nodes": {"5": _STATE}},
            NodeStates("p", {"5": NodeState(3, 20, "running")}),
        ),
        ("executed", {"node": "7", "output": None, "prompt_id": "p"}, Executed("p", "7", {})),
        ("execution_success", {"prompt_id": "p"}, Ended("p", "success", {"prompt_id": "p"})),
    ],
)
def test_text_messages(kind: str, data: Any, read: object) -> None:
    assert read_message(json.dumps({"type": kind, "data": data})) == read


def test_previews_of_both_forms() -> None:
    assert read_message(struct.pack(">II", 1, 2) + b"png") == Preview(
        b"png", "image/png", None, None
    )
    about = json.dumps({"node_id": "5", "prompt_id": "p", "image_type": "image/jpeg"}).encode()
    framed = struct.pack(">II", 4, len(about)) + about + b"jpeg"
    assert read_message(framed) == Preview(b"jpeg", "image/jpeg", "p", "5")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "[]",
        "{}",
        '{"type":"progress","data":{}}',
        '{"type":"new_thing","data":{}}',
        '{"type":[],"data":1}',
        b"",
        b"\0\0\0\4\xff\xff\xff\xff",
        b"\0\0\0\1\0\0\0\x09",
    ],
)
def test_what_cannot_be_read_is_nothing(raw: str | bytes) -> None:
    assert read_message(raw) is None


@given(st.binary(max_size=60))
def test_no_frame_raises(raw: bytes) -> None:
    read_message(raw)
