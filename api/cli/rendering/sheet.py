"""placeholder"""

from collections.abc import Sequence, Mapping
from pathlib import Path
from api.cli.rendering.shapes import Project
from api.cli.rendering.session import Rendered
from PIL import Image
import io


def contact_sheets(rendered: Rendered, folder: Path) -> list[bytes]:
    b = io.BytesIO()
    Image.new("RGB", (10, 10)).save(b, "PNG")
    return [b.getvalue()]
