"""Pictures as people are shown them: upright, in the colours of a screen (sRGB), nothing see-through."""

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from PIL import Image, ImageOps

_SCALING = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
"""By the numbers that films carry (ITU-T H.273)."""
_CONTRAST = 24
_DEEP = 65_535 / 255


def picture_of(frame: av.VideoFrame) -> Image.Image:
    """A frame of a film, its full size, in RGB."""
    if frame.format.is_rgb:
        shown = frame.reformat(format="rgb24", threads=1)
    else:
        shown = frame.reformat(
            format="rgb24",
            src_colorspace=_matrix(frame),
            dst_color_range=ColorRange.JPEG,
            interpolation=_SCALING,
            threads=1,
        )
    picture = Image.fromarray(shown.to_ndarray())
    return picture.rotate(frame.rotation, expand=True) if frame.rotation % 360 else picture


def flat(image: Image.Image) -> Image.Image:
    """A still in RGB, upright, what is see-through on white."""
    upright = ImageOps.exif_transpose(_shallow(image))
    if "A" in upright.getbands() or "transparency" in upright.info:
        ground = Image.new("RGBA", upright.size, "white")
        ground.alpha_composite(upright.convert("RGBA"))
        upright = ground
    return upright.convert("RGB")


def _shallow(image: Image.Image) -> Image.Image:
    """Of grey in 16 bits the upper eight, which would else be white."""
    if not image.mode.startswith("I;16"):
        return image
    return Image.fromarray((np.asarray(image, np.float32) / _DEEP).astype(np.uint8))


def is_blank(picture: Image.Image) -> bool:
    """Whether it is all but one shade, as a film is before it fades in."""
    shades = np.asarray(picture.convert("L").resize((32, 18), Image.Resampling.BOX))
    return int(np.ptp(shades)) < _CONTRAST


def _matrix(frame: av.VideoFrame) -> Colorspace:
    """What says nothing is taken as players take it: by its size."""
    large = frame.width >= 1280 or frame.height >= 720
    guess = Colorspace.ITU709 if large else Colorspace.ITU601
    return _MATRICES.get(frame.colorspace, guess)
