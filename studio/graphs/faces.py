"""The face of one picture put into others, by the custom node ReActor."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.graphs.files import RESTORER, SWAPPER
from studio.graphs.graph import Graph, Link, Sheet
from studio.graphs.resolve import Available, MissingModels, pick
from studio.kernel.errors import UserError

MAX_PICTURES = 16
_NO_RESTORER = "none"


@dataclass(frozen=True, slots=True)
class FaceTask:
    """`images` and `face` are names that LoadImage finds; there is one output for each image, or
    none where the pictures are painted in the same graph (see build.build).

    From 0 to 1: `strength` is how much of the new face shows over the old picture, `blending`
    how much of the restored face shows over the bare swap (0 restores nothing), `fidelity` how
    closely the restored face keeps to the swap. Faces are counted from 0, the largest first.
    `models` is what resolve_faces gave.
    """

    images: tuple[str, ...]
    face: str
    prefix: str
    models: Mapping[str, str] = field(hash=False)
    strength: float = 1.0
    blending: float = 1.0
    fidelity: float = 0.5
    target_faces: tuple[int, ...] = (0,)
    source_face: int = 0


def resolve_faces(available: Available, *, restore: bool = True) -> dict[str, str]:
    """The endpoint's files for the swap. Raises MissingModels with what to get."""
    files = (SWAPPER, RESTORER) if restore else (SWAPPER,)
    models, missing = pick(files, available, {})
    if missing:
        raise MissingModels("face fusion", missing)
    return models


def fuse_faces(task: FaceTask) -> Graph:
    """One graph for all the pictures. Raises UserError for parameters out of range."""
    if not 1 <= len(task.images) <= MAX_PICTURES:
        raise UserError(f"Choose between 1 and {MAX_PICTURES} pictures.", field=["images"])
    check_face(task)
    sheet = Sheet()
    outputs = []
    for index, name in enumerate(task.images):
        swapped = put_face(sheet, sheet.add("LoadImage", image=name), task)
        saved = sheet.add("SaveImage", images=swapped, filename_prefix=f"{task.prefix}-{index}")
        outputs.append(saved.node)
    return Graph(sheet.nodes, tuple(outputs))


def put_face(sheet: Sheet, image: Link, task: FaceTask) -> Link:
    """The picture with the face in it."""
    restored = "restorer" in task.models and task.blending > 0
    swapped = sheet.add(
        "ReActorFaceSwap",
        enabled=True,
        input_image=image,
        swap_model=task.models["swapper"],
        facedetection="retinaface_resnet50",
        face_restore_model=task.models["restorer"] if restored else _NO_RESTORER,
        face_restore_visibility=max(0.1, task.blending) if restored else 1.0,
        codeformer_weight=task.fidelity,
        detect_gender_input="no",
        detect_gender_source="no",
        input_faces_index=",".join(map(str, task.target_faces)),
        source_faces_index=str(task.source_face),
        console_log_level=1,
        source_image=sheet.add("LoadImage", image=task.face),
    )
    if task.strength >= 1:
        return swapped
    return sheet.add(
        "ImageBlend",
        image1=image,
        image2=swapped,
        blend_factor=task.strength,
        blend_mode="normal",
    )


def check_face(task: FaceTask) -> None:
    for name in ("strength", "blending", "fidelity"):
        if not 0 <= getattr(task, name) <= 1:
            raise UserError(f"{name} lies between 0 and 1.", field=[name])
    if not task.target_faces or min(*task.target_faces, task.source_face) < 0:
        raise UserError("Faces are counted from 0; name one at least.", field=["targetFaces"])
