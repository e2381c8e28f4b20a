from typing import Any

import pytest

from infra.comfyui.errors import execution_failed, graph_refused


def _refusal(kind: str, **extra: Any) -> Any:
    found = {"type": kind, "message": "said", "details": "more", "extra_info": extra}
    entry = {"errors": [found], "dependent_outputs": ["6"], "class_type": "KSampler"}
    return {"error": {"type": "prompt_outputs_failed_validation"}, "node_errors": {"5": entry}}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            _refusal(
                "value_not_in_list",
                input_name="ckpt_name",
                input_config=[["a", "b"], {}],
                received_value="x",
            ),
            "ckpt_name 'x' is not there; there is a, b",
        ),
        (
            _refusal(
                "value_not_in_list",
                input_name="codec",
                input_config=["COMBO", {"options": []}],
                received_value="x",
            ),
            "codec 'x' is not there; none is installed",
        ),
        (
            _refusal(
                "value_bigger_than_max",
                input_name="cfg",
                input_config=["FLOAT", {"max": 100.0}],
                received_value=101,
            ),
            "cfg 101 is above the largest allowed, 100.0",
        ),
        (_refusal("required_input_missing", input_name="model"), "model is missing"),
        (_refusal("something_new"), "said: more"),
    ],
)
def test_a_refusal_is_told_node_by_node(body: Any, words: str) -> None:
    error = graph_refused(body)
    assert f"node 5 (KSampler): {words}" in str(error)
    assert [problem.node for problem in error.problems] == ["5"]


def test_a_refusal_of_the_whole_graph() -> None:
    said = {"message": "Cannot execute because node X does not exist.", "details": "Node ID '#1'"}
    error = graph_refused({"error": said, "node_errors": {}})
    assert "node X does not exist. Node ID '#1'" in str(error)
    assert error.problems == ()


@pytest.mark.parametrize("body", [{}, {"error": "text"}, {"node_errors": [1]}])
def test_a_refusal_of_another_shape_still_says_so(body: Any) -> None:
    assert "refuses the graph" in str(graph_refused(body))


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("torch.OutOfMemoryError", "Allocation on device 0"),
        ("RuntimeError", "CUDA error: out of memory"),
        ("RuntimeError", "Allocation on device 0 would exceed allowed memory."),
        ("torch.cuda.OutOfMemoryError", ""),
    ],
)
def test_want_of_memory_is_recognised(kind: str, message: str) -> None:
    error = execution_failed(
        {
            "exception_type": kind,
            "exception_message": message,
            "node_id": "5",
            "node_type": "KSampler",
        }
    )
    assert error.out_of_memory
    assert "ran out of GPU memory in node 5 (KSampler)" in str(error)


def test_another_failure_keeps_its_words() -> None:
    error = execution_failed({"exception_type": "ValueError", "exception_message": "bad sigma"})
    assert not error.out_of_memory
    assert str(error) == "ComfyUI failed: bad sigma"
    assert error.exception_type == "ValueError"
