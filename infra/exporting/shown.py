"""What a shot looks like at its beginning, for those who draw it small."""

from fractions import Fraction

from PIL import Image

from infra.exporting.frames import frame_shown
from infra.exporting.task import Task
from infra.media import NotMedia
from studio.exporting.cutlist import Event


def shown(task: Task, event: Event, most: tuple[int, int]) -> Image.Image | str:
    """Its first frame, no larger than this; or words that say why there is none."""
    if event.media is None:
        return "No take yet"
    path = task.files.get(event.media.id)
    if path is None:
        return "Its file is missing"
    try:
        picture = frame_shown(path, Fraction(event.source) / task.cut.rate)
    except (NotMedia, OSError):
        return "Its file cannot be read"
    picture.thumbnail(most, Image.Resampling.LANCZOS)
    return picture
