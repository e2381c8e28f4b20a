"""Face fusion and sound, as graphs that say what an endpoint lacks."""

import dataclasses

import pytest

from studio.graphs.audio import SOUND_MODELS, SoundFormat, SoundTask, make_sound, resolve_sound
from studio.graphs.faces import FaceTask, fuse_faces, resolve_faces
from studio.graphs.nodes import definitions
from studio.graphs.resolve import MissingModels
from studio.graphs.validation import missing, validate
from studio.kernel.errors import UserError

FACES = {
    "insightface": ["inswapper_128.onnx"],
    "facerestore_models": ["GFPGANv1.4.pth"],
    "input": ["a.png", "b.png", "me.png"],
}


def _faces(**given: object) -> FaceTask:
    task = FaceTask(("a.png", "b.png"), "me.png", "try", resolve_faces(FACES))
    return dataclasses.replace(task, **given)  # type: ignore[arg-type]


def test_one_face_goes_into_several_pictures() -> None:
    graph = fuse_faces(_faces(strength=0.6, blending=0.05, fidelity=0.9, target_faces=(0, 2)))
    assert validate(graph, definitions(), FACES) == []
    assert len(graph.outputs) == 2
    swaps = [one["inputs"] for one in graph.nodes.values() if "ReActor" in one["class_type"]]
    assert swaps[0]["source_image"] == swaps[1]["source_image"]
    assert swaps[0]["face_restore_visibility"] == 0.1
    assert swaps[0]["codeformer_weight"] == 0.9
    assert swaps[0]["input_faces_index"] == "0,2"
    blends = [one["inputs"] for one in graph.nodes.values() if one["class_type"] == "ImageBlend"]
    assert [one["blend_factor"] for one in blends] == [0.6, 0.6]


def test_nothing_is_restored_where_none_is_wanted() -> None:
    for task in (_faces(blending=0.0), _faces(models=resolve_faces(FACES, restore=False))):
        graph = fuse_faces(task)
        assert validate(graph, definitions(), FACES) == []
        assert "none" in [one["inputs"].get("face_restore_model") for one in graph.nodes.values()]
        assert not [one for one in graph.nodes.values() if one["class_type"] == "ImageBlend"]


def test_the_missing_node_and_files_are_said() -> None:
    lacking = missing(fuse_faces(_faces()), {"LoadImage", "SaveImage"}, {"insightface": []})
    assert lacking.nodes == ("ReActorFaceSwap",)
    assert str(lacking) == (
        "Install ComfyUI-ReActor on the endpoint: ReActorFaceSwap is missing. "
        "Put inswapper_128.onnx into models/insightface of the endpoint."
    )
    with pytest.raises(MissingModels, match="face fusion"):
        resolve_faces({})


@pytest.mark.parametrize(
    "given",
    [
        {"images": ()},
        {"strength": 1.1},
        {"blending": -0.1},
        {"fidelity": float("nan")},
        {"target_faces": ()},
        {"source_face": -1},
    ],
)
def test_faces_out_of_range_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(UserError):
        fuse_faces(_faces(**given))


def _sound(kind: str, **given: object) -> SoundTask:
    files = {one.role: one.name for one in SOUND_MODELS[kind].files}
    return dataclasses.replace(SoundTask(kind, "rain", 12.5, 3, "try", files), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("model", SOUND_MODELS)
@pytest.mark.parametrize("form", SoundFormat)
def test_each_sound_is_valid(model: str, form: SoundFormat) -> None:
    there = {one.folder: [one.name] for one in SOUND_MODELS[model].files}
    for count in (1, 3):
        graph = make_sound(_sound(model, count=count, format=form))
        assert validate(graph, definitions(), there) == []
        assert [graph.nodes[one]["class_type"] for one in graph.outputs] == [form.value] * count
    assert resolve_sound(model, there) == _sound(model).models
    with pytest.raises(MissingModels, match=SOUND_MODELS[model].label):
        resolve_sound(model, {})


def test_a_song_has_lyrics_and_a_piece_has_none() -> None:
    for lyrics, sung in (("la la", "la la"), ("", "[instrumental]")):
        nodes = make_sound(_sound("ace_step", lyrics=lyrics)).nodes.values()
        assert sung in [one["inputs"].get("lyrics") for one in nodes]


@pytest.mark.parametrize("given", [{"seconds": 0.5}, {"seconds": 48}, {"count": 0}, {"model": "x"}])
def test_sound_that_cannot_be_made_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(UserError):
        make_sound(_sound("stable_audio", **given))
