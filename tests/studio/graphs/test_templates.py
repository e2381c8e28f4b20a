"""Our graphs against the official templates of ComfyUI: the same nodes, wired the same way."""

from typing import Any, NamedTuple

import pytest

from studio.graphs import files as model_files
from studio.graphs.audio import SOUND_MODELS, SoundFormat, SoundTask, make_sound
from studio.graphs.build import build
from studio.graphs.custom.bindings import Place, infer_bindings
from studio.graphs.custom.reading import read_workflow
from studio.graphs.families import FAMILIES
from studio.graphs.family import ModelFile, Task
from studio.graphs.graph import Graph
from studio.graphs.nodes import definitions
from tests.studio.graphs.describing import WHOLE, read_whole
from tests.studio.graphs.orders import order
from tests.studio.graphs.templates import Edge, document, edges, names, read


class Case(NamedTuple):
    """`ours` stand where the template has `theirs`, for this reason."""

    template: str
    family: str
    setup: str
    task: Task
    given: dict[str, Any] = {}  # noqa: RUF012
    reason: str = ""
    ours: frozenset[Edge] = frozenset()
    theirs: frozenset[Edge] = frozenset()


T2I, EDIT = Task.TEXT_TO_IMAGE, Task.EDIT
T2V, I2V, FLF = Task.TEXT_TO_VIDEO, Task.IMAGE_TO_VIDEO, Task.FIRST_LAST_FRAME

_GUIDED: dict[str, Any] = {
    "reason": "guidance can be set; the templates leave it at what the model has built in",
    "ours": frozenset(
        {
            ("FluxGuidance", "conditioning", "CLIPTextEncode"),
            ("KSampler", "positive", "FluxGuidance"),
        }
    ),
    "theirs": frozenset({("KSampler", "positive", "CLIPTextEncode")}),
}


def _sized(encoder: str, image: str, theirs: str) -> dict[str, Any]:
    """The picture is scaled to the size of the clip, not to one of the model's choosing."""
    ours = {
        ("ImageScale", "image", "LoadImage"),
        (encoder, image, "ImageScale"),
        ("VAEEncode", "pixels", "ImageScale"),
    }
    other = {(encoder, image, theirs), ("VAEEncode", "pixels", theirs)}
    if theirs != "LoadImage":
        other.add((theirs, "image", "LoadImage"))
    return {"reason": _sized.__doc__, "ours": frozenset(ours), "theirs": frozenset(other)}


_PLUS = _sized("TextEncodeQwenImageEditPlus", "image1", "FluxKontextImageScale")
_PLUS_2509: dict[str, Any] = {
    "reason": f"{_PLUS['reason']} The template has its fast LoRA on, and a newer node to save.",
    "ours": _PLUS["ours"]
    | {
        ("ModelSamplingAuraFlow", "model", "UNETLoader"),
        ("SaveImage", "images", "VAEDecode"),
    },
    "theirs": _PLUS["theirs"]
    | {
        ("ModelSamplingAuraFlow", "model", "LoraLoaderModelOnly"),
        ("LoraLoaderModelOnly", "model", "UNETLoader"),
        ("SaveImageAdvanced", "images", "VAEDecode"),
    },
}

CASES = [
    Case("flux_dev_full_text_to_image", "flux_dev", "split", T2I, **_GUIDED),
    Case("flux1_krea_dev", "flux_krea", "split", T2I, **_GUIDED),
    Case(
        "flux_schnell_full_text_to_image",
        "flux_schnell",
        "split",
        T2I,
        reason="one prompt for both text encoders, and no guidance, which schnell does not have",
        ours=frozenset(
            {
                ("CLIPTextEncode", "clip", "DualCLIPLoader"),
                ("ConditioningZeroOut", "conditioning", "CLIPTextEncode"),
                ("KSampler", "positive", "CLIPTextEncode"),
            }
        ),
        theirs=frozenset(
            {
                ("CLIPTextEncodeFlux", "clip", "DualCLIPLoader"),
                ("ConditioningZeroOut", "conditioning", "CLIPTextEncodeFlux"),
                ("KSampler", "positive", "CLIPTextEncodeFlux"),
            }
        ),
    ),
    Case(
        "flux_schnell",
        "flux_schnell",
        "checkpoint",
        T2I,
        reason="the negative prompt is empty there, and nothing at all here",
        ours=frozenset(
            {
                ("ConditioningZeroOut", "conditioning", "CLIPTextEncode"),
                ("KSampler", "negative", "ConditioningZeroOut"),
            }
        ),
        theirs=frozenset({("KSampler", "negative", "CLIPTextEncode")}),
    ),
    Case("api_bfl_flux_pro_t2i", "flux_pro", "partner", T2I),
    Case("image_sdxl_simple", "sdxl", "checkpoint", T2I),
    Case("sdxl_simple_example", "sdxl", "checkpoint", T2I, {"refiner": True}),
    Case("text_to_video_wan", "wan_2_1", "text", T2V),
    Case("image_to_video_wan", "wan_2_1", "image", I2V),
    Case("wan2.1_flf2v_720_f16", "wan_2_1", "frames", FLF),
    Case("video_wan2_2_14B_t2v", "wan_2_2", "text", T2V),
    Case("video_wan2_2_14B_i2v", "wan_2_2", "image", I2V),
    Case("video_wan2_2_14B_flf2v", "wan_2_2", "frames", FLF),
    Case("video_wan2_2_5B_ti2v", "wan_2_2", "5b", T2V),
    Case("ltxv_text_to_video", "ltx_video", "checkpoint", T2V),
    Case("ltxv_image_to_video", "ltx_video", "checkpoint", I2V),
    Case("hunyuan_video_text_to_video", "hunyuan_video", "text", T2V),
    Case("hidream_i1_dev", "hidream", "dev", T2I),
    Case("hidream_i1_fast", "hidream", "fast", T2I),
    Case("hidream_i1_full", "hidream", "full", T2I),
    Case("image_qwen_image", "qwen_image", "split", T2I),
    Case(
        "image_qwen_image_edit",
        "qwen_edit",
        "first",
        EDIT,
        **_sized("TextEncodeQwenImageEdit", "image", "LoadImage"),
    ),
    Case("image_qwen_image_edit_2509", "qwen_edit", "2509", EDIT, **_PLUS_2509),
    Case(
        "image_qwen_image_edit_2511",
        "qwen_edit",
        "2511",
        EDIT,
        {"files": {"start": "a.png", "reference_1": "b.png"}},
        **_PLUS,
    ),
]


def _case_name(case: Case) -> str:
    return case.template


def _ours(case: Case) -> Graph:
    family = FAMILIES[case.family]
    return build(order(family, family.setup(case.setup), case.task, **case.given))


@pytest.mark.parametrize("case", CASES, ids=_case_name)
def test_wired_as_the_official_template(case: Case) -> None:
    ours, theirs = edges(_ours(case)), edges(read(case.template, definitions()).graph)
    assert ours - theirs == case.ours
    assert theirs - ours == case.theirs
    assert bool(case.reason) == (ours != theirs)


@pytest.mark.parametrize("case", CASES, ids=_case_name)
def test_set_as_the_official_template(case: Case) -> None:
    """Shift, sampler and kind of text encoder; steps and cfg are the product's own."""
    names = ["shift", "type", "add_noise", "channel", "guidance_type"]
    if case.template != "sdxl_simple_example":
        names += ["sampler_name", "scheduler"]
    theirs = read(case.template, definitions()).graph
    for name in names:
        assert _values(_ours(case), name) == _values(theirs, name)


def _values(graph: Graph, name: str) -> set[Any]:
    found = {entry["inputs"][name] for entry in graph.nodes.values() if name in entry["inputs"]}
    return {round(one, 6) if isinstance(one, float) else one for one in found}


@pytest.mark.parametrize(
    ("template", "model", "differs"),
    [
        ("audio_ace_step_1_t2a_instrumentals", "ace_step", False),
        ("audio_stable_audio_example", "stable_audio", True),
    ],
)
def test_sound_is_wired_as_the_official_template(template: str, model: str, differs: bool) -> None:
    files = {one.role: one.name for one in SOUND_MODELS[model].files}
    task = SoundTask(model, "rain", 10, 1, "p", files, format=SoundFormat.MP3)
    ours, theirs = edges(make_sound(task)), edges(read(template, definitions()).graph)
    timed = {edge for edge in ours if "ConditioningStableAudio" in edge}
    saved = {edge for edge in (ours | theirs) if edge[0].startswith("SaveAudio")}
    assert bool(timed) == differs, "the model is told how long its sound is to be"
    plain = {("KSampler", side, "CLIPTextEncode") for side in ("positive", "negative")}
    assert ours - timed - saved == theirs - saved - (plain if differs else set())


FROM_ELSEWHERE = {
    "flux1-dev-fp8.safetensors",
    "sdxl_vae.safetensors",
    "ponyDiffusionV6XL_v6StartWithThisOne.safetensors",
    "Illustrious-XL-v0.1.safetensors",
    "hunyuan_video_v2_replace_image_to_video_720p_bf16.safetensors",
    "llava_llama3_vision.safetensors",
    "inswapper_128.onnx",
    "codeformer-v0.1.0.pth",
}
"""Files that no template names, because none is for them."""


def _our_files() -> list[ModelFile]:
    found = [one for one in vars(model_files).values() if isinstance(one, ModelFile)]
    several = [one for one in vars(model_files).values() if isinstance(one, tuple)]
    return found + [file for one in several for file in one if isinstance(file, ModelFile)]


def test_files_are_those_of_the_templates() -> None:
    theirs: dict[str, set[tuple[str, str]]] = {}
    for name in [*(case.template for case in CASES), *(m for m in names() if "audio" in m)]:
        text = document(name)
        drawings = [text, *text.get("definitions", {}).get("subgraphs", [])]
        for node in (node for one in drawings for node in one["nodes"]):
            for model in (node.get("properties") or {}).get("models") or ():
                place = (model["directory"], model["url"].removesuffix("?download=true"))
                theirs.setdefault(model["name"], set()).add(place)
    ours = {one.name: (one.folder, one.url) for one in _our_files()}
    assert len(ours) > 40
    for name, place in ours.items():
        assert (name in theirs) == (name not in FROM_ELSEWHERE), name
        assert place in theirs.get(name, {place}), name


def test_every_official_template_can_be_read() -> None:
    read_all = names()
    assert len(read_all) > 600
    for name in read_all:
        graph = read_workflow(document(name), definitions()).graph
        assert infer_bindings(graph) is not None


def test_places_of_the_templates_are_found() -> None:
    for case in CASES:
        imported = read(case.template, definitions())
        found = {one.place for one in infer_bindings(imported.graph)}
        wanted = {Place.OUTPUT}
        if not imported.unknown and case.family != "flux_pro":
            wanted |= {Place.PROMPT, Place.SEED, Place.PREFIX}
            wanted |= {Place.START_IMAGE} if case.task.files else set()
        if case.task is FLF:
            wanted |= {Place.END_IMAGE, Place.WIDTH, Place.HEIGHT, Place.FRAMES, Place.RATE}
        assert wanted <= found, case.template


def test_only_what_samples_says_which_text_is_the_prompt() -> None:
    graph = read("image_qwen_image_edit_2511", definitions()).graph
    (prompt,) = (one for one in infer_bindings(graph) if one.place is Place.PROMPT)
    assert graph.nodes[prompt.node]["inputs"]["prompt"].startswith("Change the furniture")


def test_the_short_description_agrees_with_comfyui() -> None:
    if not WHOLE.exists():
        pytest.skip("shared data not here")
    whole = read_whole()
    for name, ours in definitions().items():
        if name not in whole:
            continue
        theirs = whole[name]
        assert (ours.outputs, ours.output_node) == (theirs.outputs, theirs.output_node)
        for one, other in zip(ours.inputs, theirs.inputs, strict=True):
            expected = {field: getattr(other, field) for field in _COMPARED}
            if other.folder:
                expected["choices"] = None
            assert {field: getattr(one, field) for field in _COMPARED} == expected, (name, one.name)


_COMPARED = (
    "name",
    "type",
    "required",
    "choices",
    "folder",
    "minimum",
    "maximum",
    "step",
    "default",
    "control",
)
