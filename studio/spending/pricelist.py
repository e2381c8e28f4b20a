"""What providers publish: the prices that hold until a workspace says otherwise. Pure.

RunPod's are flex workers, per second, from its documentation of serverless pricing; those of the
Videos API are per second of video, as OpenAI listed them.
"""

from dataclasses import dataclass

from studio.spending.money import Price, PriceOrigin, PriceUnit

COLD_START = 120
"""Seconds in which a worker with its models in the image or on a volume has started."""
IDLE = 5
"""RunPod's usual idle timeout, in seconds."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """Micro-units per second: of a worker that starts when it is needed, and of one that stays."""

    name: str
    flex: int
    active: int


GPUS = (
    Gpu("16 GB (A4000, A4500, RTX 4000)", 160, 110),
    Gpu("24 GB (L4, A5000, RTX 3090)", 190, 130),
    Gpu("24 GB PRO (RTX 4090)", 310, 210),
    Gpu("48 GB (A6000, A40)", 340, 240),
    Gpu("48 GB PRO (L40, L40S)", 530, 370),
    Gpu("80 GB (A100)", 760, 600),
    Gpu("80 GB PRO (H100)", 1160, 930),
    Gpu("141 GB (H200)", 1550, 1240),
    Gpu("180 GB (B200)", 2400, 1900),
)

_SORA = {
    # model, pixels up to: micro-units per second
    ("sora-2", 1280 * 720): 100_000,
    ("sora-2-pro", 1280 * 720): 300_000,
    ("sora-2-pro", 1792 * 1024): 500_000,
}


def gpu_price(name: str) -> Price | None:
    """A worker of this GPU, by its name in the list."""
    found = next((gpu for gpu in GPUS if gpu.name == name), None)
    return None if found is None else _worker(found, PriceOrigin.LIST)


def assumed_worker() -> Price:
    """The dearest worker that there is."""
    return _worker(max(GPUS, key=lambda gpu: gpu.flex), PriceOrigin.ASSUMED)


def video_price(model: str | None, pixels: int) -> Price | None:
    """Of OpenAI's own models; None for any other, which is never priced as if it were one."""
    fits = [most for name, most in _SORA if name == model and pixels <= most]
    if not fits or model is None:
        return None
    amount = _SORA[model, min(fits)]
    return Price(PriceUnit.VIDEO_SECOND, amount, PriceOrigin.LIST, f"{model}, per second")


def _worker(gpu: Gpu, origin: PriceOrigin) -> Price:
    return Price(
        PriceUnit.SECOND,
        gpu.flex,
        origin,
        f"{gpu.name}, flex",
        cold_start_seconds=COLD_START,
        idle_seconds=IDLE,
    )
