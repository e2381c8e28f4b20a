"""What names of files and effects mean, whichever program wrote them."""

from studio.timeline.transitions import TransitionKind

_STILLS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".exr", ".psd")


def transition_kind(name: str) -> TransitionKind | None:
    """By what editing programs call them."""
    word = name.casefold()
    if "wipe" in word:
        return TransitionKind.WIPE
    if "fade" in word or "dip" in word:
        return TransitionKind.FADE
    return TransitionKind.DISSOLVE if "dissolve" in word else None


def is_still(url: str) -> bool:
    """Whether a file of this name is one picture."""
    return url.casefold().partition("?")[0].endswith(_STILLS)
