from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from studio.catalogue.detecting import NODES_EVERY, nodes_are_due, note_files, note_nodes
from studio.catalogue.models import EndpointFile, EndpointNodes, Model
from studio.graphs.nodes import Definition, Input
from tests.workers.stage import Stage


async def note(stage: Stage, folders: Mapping[str, Sequence[str]]) -> bool:
    async with stage.context.work() as work:
        return await note_files(
            work,
            stage.viewer.workspace_id,
            stage.endpoint_id,
            folders,
            now=stage.context.now(),
        )


async def models(stage: Stage) -> dict[str, Model]:
    async with stage.context.sessions() as session:
        return {row.file_name: row for row in await session.scalars(select(Model))}


async def files(stage: Stage) -> set[tuple[str, str]]:
    async with stage.context.sessions() as session:
        rows = await session.scalars(select(EndpointFile))
        return {(row.folder, row.name) for row in rows}


async def test_files_become_entries_with_their_family(stage: Stage) -> None:
    assert await note(
        stage,
        {
            "checkpoints": ["ponyDiffusionV6XL.safetensors", "mystery.ckpt"],
            "diffusion_models": ["wan/wan2.2_t2v_high_noise_14B.safetensors"],
            "loras": ["ink.safetensors"],
            "configs": ["v1.yaml"],
        },
    )
    found = await models(stage)
    assert {name: (row.kind, row.family) for name, row in found.items()} == {
        "ponyDiffusionV6XL.safetensors": ("CHECKPOINT", "pony"),
        "mystery.ckpt": ("CHECKPOINT", "sdxl"),
        "wan2.2_t2v_high_noise_14B.safetensors": ("DIFFUSION_MODEL", "wan_2_2"),
        "ink.safetensors": ("LORA", None),
    }
    assert found["ponyDiffusionV6XL.safetensors"].family_certain
    assert not found["mystery.ckpt"].family_certain
    assert ("configs", "v1.yaml") not in await files(stage)


async def test_the_same_again_is_no_news_and_what_is_gone_is_gone(stage: Stage) -> None:
    both = {"loras": ["a.safetensors", "b.safetensors"]}
    assert await note(stage, both)
    assert not await note(stage, both)
    assert await note(stage, {"loras": ["b.safetensors"]})
    assert await files(stage) == {("loras", "b.safetensors")}
    assert set(await models(stage)) == {"a.safetensors", "b.safetensors"}, "the entry stays"


async def test_one_file_in_two_folders_is_one_entry(stage: Stage) -> None:
    await note(
        stage, {"unet": ["flux1-dev.safetensors"], "diffusion_models": ["x/flux1-dev.safetensors"]}
    )
    assert len(await models(stage)) == 1
    assert len(await files(stage)) == 2


async def test_many_files(stage: Stage) -> None:
    names = [f"lora-{number:05}.safetensors" for number in range(2_500)]
    assert await note(stage, {"loras": names})
    assert len(await files(stage)) == 2_500
    assert not await note(stage, {"loras": names})


async def test_models_for_sound_and_faces_paint_nothing(stage: Stage) -> None:
    await note(
        stage,
        {
            "checkpoints": ["ace_step_v1_3.5b.safetensors", "stable-audio-open-1.0.safetensors"],
            "insightface": ["inswapper_128.onnx"],
            "facerestore_models": ["codeformer-v0.1.0.pth"],
        },
    )
    found = await models(stage)
    assert {(row.kind, row.family) for row in found.values()} == {
        ("CHECKPOINT", None),
        ("FACE", None),
    }


async def test_nodes_are_kept_with_what_they_offer_and_asked_for_seldom(stage: Stage) -> None:
    swap = Input("swap_model", "COMBO", choices=("a.onnx", "none"), folder="insightface")
    loads = Input("ckpt_name", "COMBO", choices=("b.safetensors",), folder="checkpoints")
    now = stage.context.now()
    for classes in (("Swap", "Load"), ("Swap",)):
        nodes = {name: Definition(name, (swap, loads), ()) for name in classes}
        async with stage.context.work() as work:
            await note_nodes(work, stage.endpoint_id, nodes, now=now)
    async with stage.context.work() as work:
        row = await work.session.get_one(EndpointNodes, stage.endpoint_id)
        assert (row.classes, row.files) == (["Swap"], {"insightface": ["a.onnx"]})
        assert not await nodes_are_due(work, stage.endpoint_id, now)
        late = now + NODES_EVERY + timedelta(seconds=1)
        assert await nodes_are_due(work, stage.endpoint_id, late)
