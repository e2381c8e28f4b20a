"""What people do with presets."""

from typing import Annotated, Any

import strawberry

from schema.catalogue.enums import PresetCategory
from schema.catalogue.presets import Preset
from schema.context import Info
from schema.idempotency import KeyedInput
from schema.mutate import Payload, given, mutate
from schema.reads.fields import Ref
from schema.relay import ids_of
from schema.scalars import BigInt
from studio.access.viewer import Viewer
from studio.catalogue import presets as service
from studio.catalogue.sharing import export_presets, import_text
from studio.kernel.errors import NotFound
from studio.kernel.ids import untyped
from studio.kernel.work import Work


@strawberry.input(description="What to sample by; what is missing is left to the model's family.")
class PresetSettingsInput:
    steps: int | None = strawberry.field(default=None, description="Steps of sampling, 1 to 200.")
    cfg: float | None = strawberry.field(
        default=None, description="How closely to follow the prompt, 0 to 30."
    )
    guidance: float | None = strawberry.field(
        default=None,
        description="The same for models that have guidance distilled into them, 0 to 100.",
    )
    denoise: float | None = strawberry.field(
        default=None, description="How much of a given picture is painted anew, 0 to 1."
    )
    clip_skip: int | None = strawberry.field(
        default=None, description="Last layers of the text encoder to leave out, 0 to 24."
    )
    width: int | None = strawberry.field(default=None, description="In pixels, 64 to 4096.")
    height: int | None = strawberry.field(default=None, description="In pixels, 64 to 4096.")
    count: int | None = strawberry.field(default=None, description="Takes of one render, 1 to 16.")
    seed: BigInt | None = strawberry.field(
        default=None, description="A fixed seed, 0 to 2⁶⁴−1; random without."
    )
    sampler: str | None = strawberry.field(
        default=None, description="The sampler, as ComfyUI names it."
    )
    scheduler: str | None = strawberry.field(
        default=None, description="The schedule of noise, as ComfyUI names it."
    )

    def values(self) -> dict[str, Any]:
        return given(
            steps=self.steps,
            cfg=self.cfg,
            guidance=self.guidance,
            denoise=self.denoise,
            clip_skip=self.clip_skip,
            width=self.width,
            height=self.height,
            count=self.count,
            seed=self.seed,
            sampler=self.sampler,
            scheduler=self.scheduler,
        )


@strawberry.input(description="A new preset: for a family, or for one model, or for anything.")
class CreatePresetInput(KeyedInput):
    name: str = strawberry.field(description="What to call it; unique in the workspace.")
    settings: PresetSettingsInput = strawberry.field(description="What to sample by.")
    description: str = strawberry.field(default="", description="What it is good for.")
    category: PresetCategory = strawberry.field(
        default=PresetCategory.OTHER, description="What it is after."
    )
    family: str | None = strawberry.field(
        default=None, description="The id of the family it is for."
    )
    model_id: strawberry.ID | None = strawberry.field(
        default=None, description="The one model it is for."
    )
    is_default: bool = strawberry.field(
        default=False, description="Whether it applies by itself to what it is for."
    )


@strawberry.input(description="Changes to a preset; what is missing or null stays as it is.")
class UpdatePresetInput:
    id: strawberry.ID = strawberry.field(description="The preset.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(
        default=None, description="What to call it; unique in the workspace."
    )
    settings: PresetSettingsInput | None = strawberry.field(
        default=None, description="All of what to sample by, in place of what it had."
    )
    description: str | None = strawberry.field(default=None, description="What it is good for.")
    category: PresetCategory | None = strawberry.field(
        default=None, description="What it is after."
    )
    is_default: bool | None = strawberry.field(
        default=None,
        description="Whether it applies by itself to what it is for; the one that did no longer "
        "does.",
    )


@strawberry.input(description="A preset to delete.")
class DeletePresetInput:
    id: strawberry.ID = strawberry.field(description="The preset.")


@strawberry.input(description="A deleted preset to bring back.")
class RestorePresetInput:
    id: strawberry.ID = strawberry.field(description="The preset.")


@strawberry.input(description="A preset to copy.")
class DuplicatePresetInput(KeyedInput):
    id: strawberry.ID = strawberry.field(description="The preset.")
    name: str | None = strawberry.field(
        default=None, description="What to call the copy; a free name if missing."
    )


@strawberry.input(description="An earlier version of a preset to go back to.")
class RestorePresetVersionInput:
    id: strawberry.ID = strawberry.field(description="The preset.")
    number: int = strawberry.field(description="The number of the version.")


@strawberry.input(description="Presets to write as text.")
class ExportPresetsInput:
    ids: list[strawberry.ID] = strawberry.field(description="The presets, 1 to 500.")


@strawberry.input(description="Presets to bring in.")
class ImportPresetsInput(KeyedInput):
    text: str = strawberry.field(description="What exportPresets gave, here or elsewhere.")


@strawberry.type(description="What createPreset answers.")
class CreatePresetPayload(Payload):
    preset: Preset | None = strawberry.field(description="The new preset.")


@strawberry.type(description="What updatePreset answers.")
class UpdatePresetPayload(Payload):
    preset: Preset | None = strawberry.field(
        description="The preset; after a conflict, as it is now."
    )


@strawberry.type(description="What deletePreset answers.")
class DeletePresetPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.type(description="What restorePreset answers.")
class RestorePresetPayload(Payload):
    preset: Preset | None = strawberry.field(description="The preset.")


@strawberry.type(description="What duplicatePreset answers.")
class DuplicatePresetPayload(Payload):
    preset: Preset | None = strawberry.field(description="The copy.")


@strawberry.type(description="What restorePresetVersion answers.")
class RestorePresetVersionPayload(Payload):
    preset: Preset | None = strawberry.field(description="The preset, in a new version.")


@strawberry.type(description="What exportPresets answers.")
class ExportPresetsPayload(Payload):
    text: str | None = strawberry.field(
        description='JSON: {"format": "storycanvas.presets", "version": 1, "presets": [{name, '
        "description, category, family, model {kind, file}, settings}]}. Docs tell more."
    )


@strawberry.type(description="What importPresets answers.")
class ImportPresetsPayload(Payload):
    presets: list[Preset] = strawberry.field(
        description="The new presets in the order of the text; a name that was taken got a number."
    )


@strawberry.type
class PresetMutations:
    @strawberry.mutation(description="Keep values to sample by under a name.")
    async def create_preset(
        self,
        info: Info,
        input: Annotated[CreatePresetInput, strawberry.argument(description="The preset.")],
    ) -> CreatePresetPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            draft = service.Draft(
                name=input.name,
                category=input.category.value,
                settings=input.settings.values(),
                description=input.description,
                family=input.family,
                model_id=_model(input.model_id),
            )
            preset = await service.create_preset(work, viewer, draft, is_default=input.is_default)
            return {"preset": Ref("Preset", preset.id)}

        return await mutate(info, CreatePresetPayload, act, once=input)

    @strawberry.mutation(description="Change a preset; what it was is kept among its versions.")
    async def update_preset(
        self,
        info: Info,
        input: Annotated[UpdatePresetInput, strawberry.argument(description="The changes.")],
    ) -> UpdatePresetPayload:
        target = Ref("Preset", untyped("preset", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_preset(
                work,
                viewer,
                target.id,
                given(
                    name=input.name,
                    settings=input.settings.values() if input.settings else None,
                    description=input.description,
                    category=input.category.value if input.category else None,
                    is_default=input.is_default,
                ),
                expected_version=input.expected_version,
            )
            return {"preset": target}

        return await mutate(info, UpdatePresetPayload, act, current={"preset": target})

    @strawberry.mutation(description="Delete a preset; not one that comes with the studio.")
    async def delete_preset(
        self,
        info: Info,
        input: Annotated[DeletePresetInput, strawberry.argument(description="Which.")],
    ) -> DeletePresetPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await service.delete_preset(work, viewer, untyped("preset", input.id))
            return {"deletedId": input.id}

        return await mutate(info, DeletePresetPayload, act)

    @strawberry.mutation(description="Bring a deleted preset back.")
    async def restore_preset(
        self,
        info: Info,
        input: Annotated[RestorePresetInput, strawberry.argument(description="Which.")],
    ) -> RestorePresetPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            preset = await service.restore_preset(work, viewer, untyped("preset", input.id))
            return {"preset": Ref("Preset", preset.id)}

        return await mutate(info, RestorePresetPayload, act)

    @strawberry.mutation(
        description="Copy a preset, also one that comes with the studio; the copy is no default."
    )
    async def duplicate_preset(
        self,
        info: Info,
        input: Annotated[DuplicatePresetInput, strawberry.argument(description="Which.")],
    ) -> DuplicatePresetPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            preset = await service.duplicate_preset(
                work, viewer, untyped("preset", input.id), name=input.name
            )
            return {"preset": Ref("Preset", preset.id)}

        return await mutate(info, DuplicatePresetPayload, act, once=input)

    @strawberry.mutation(
        description="Make the settings of an earlier version those of the preset again."
    )
    async def restore_preset_version(
        self,
        info: Info,
        input: Annotated[RestorePresetVersionInput, strawberry.argument(description="Which.")],
    ) -> RestorePresetVersionPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            preset_id = untyped("preset", input.id)
            preset = await service.restore_version(work, viewer, preset_id, input.number)
            return {"preset": Ref("Preset", preset.id)}

        return await mutate(info, RestorePresetVersionPayload, act)

    @strawberry.mutation(description="Write presets as text, to keep or to share.")
    async def export_presets(
        self,
        info: Info,
        input: Annotated[ExportPresetsInput, strawberry.argument(description="Which.")],
    ) -> ExportPresetsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            return {"text": await export_presets(work, viewer, ids_of("preset", input.ids))}

        return await mutate(info, ExportPresetsPayload, act)

    @strawberry.mutation(description="Bring presets in from text: all of them or none.")
    async def import_presets(
        self,
        info: Info,
        input: Annotated[ImportPresetsInput, strawberry.argument(description="The text.")],
    ) -> ImportPresetsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            made = await import_text(work, viewer, input.text)
            return {"presets": [Ref("Preset", preset.id) for preset in made]}

        return await mutate(info, ImportPresetsPayload, act, once=input)


def _model(text: str | None) -> Any:
    """The id of the model. Raises NotFound for junk, which must not pass for no model."""
    found = untyped("model", text) if text is not None else None
    if found is None and text is not None:
        raise NotFound("There is no model of this id.", field=["modelId"])
    return found
