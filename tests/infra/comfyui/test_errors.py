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
    said = {"type": "prompt_no_outputs", "message": "Prompt has no outputs", "details": ""}
    error = graph_refused({"error": said, "node_errors": {}})
    assert "Prompt has no outputs" in str(error)
    assert error.problems == ()


@pytest.mark.parametrize(
    "said",
    [
        {
            "type": "invalid_prompt",
            "message": "Cannot execute because node Re Actor does not exist.",
            "details": "Node ID '#12:3'",
            "extra_info": {},
        },
        {
            "type": "missing_node_type",
            "message": "Node 'Faces' not found. The custom node may not be installed.",
            "details": "Node ID '#12:3'",
            "extra_info": {"node_id": "12:3", "class_type": "Re Actor", "node_title": "Faces"},
        },
    ],
)
def test_a_node_that_is_not_installed_is_told_with_its_class(said: Any) -> None:
    error = graph_refused({"error": said, "node_errors": {}})
    (problem,) = error.problems
    assert (problem.node, problem.class_type, problem.type) == (
        "12:3",
        "Re Actor",
        "missing_node_type",
    )
    assert "node 12:3 (Re Actor): node Re Actor does not exist there; install" in str(error)


def test_a_problem_says_what_is_allowed_and_who_needs_it() -> None:
    config = ["FLOAT", {"min": 0.0, "max": 100.0}]
    error = graph_refused(
        _refusal("value_bigger_than_max", input_name="cfg", input_config=config, received_value=101)
    )
    (problem,) = error.problems
    assert (problem.input, problem.allowed, problem.needed_by) == ("cfg", "0.0 to 100.0", ("6",))
    files = [[f"{number}.safetensors" for number in range(20)], {}]
    missing = _refusal(
        "value_not_in_list", input_name="lora_name", input_config=files, received_value="x.pt"
    )
    (problem,) = graph_refused(missing).problems
    assert "the file 'x.pt' is not installed there" in problem.message
    assert (problem.allowed or "").endswith("7.safetensors, …")


def test_many_problems_are_told_in_part() -> None:
    body = _refusal("value_not_in_list", input_name="a", received_value=1)
    body["node_errors"]["5"]["errors"] *= 9
    assert "and 3 more." in str(graph_refused(body))
    assert len(graph_refused(body).problems) == 9


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
