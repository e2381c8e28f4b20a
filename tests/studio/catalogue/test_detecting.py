from collections.abc import Mapping, Sequence

from sqlalchemy import select

from studio.catalogue.detecting import note_files
from studio.catalogue.models import EndpointFile, Model
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
