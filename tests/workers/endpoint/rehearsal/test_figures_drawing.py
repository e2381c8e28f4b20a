import hashlib
import itertools
from functools import lru_cache

import numpy as np
import pytest

from workers.endpoint.rehearsal.brush import Layer
from workers.endpoint.rehearsal.figures.carried import HELD
from workers.endpoint.rehearsal.figures.figure import Figure, Part, head_box, head_of, mouth_of
from workers.endpoint.rehearsal.figures.look import look_of
from workers.endpoint.rehearsal.figures.mouth import MOODS
from workers.endpoint.rehearsal.figures.pose import STANCES, body
from workers.endpoint.rehearsal.palette import palette

SIZE = (420, 420)
LIGHT = palette("day", None, None)
KIM = look_of("KIM", "a man in a grey suit, short brown hair, clean-shaven")


def drawn(*, size=SIZE, hour="day", side=1, **told):
    light = palette(hour, None, None)
    layer = Layer(size, light.ink, 2.0)
    part = part_of(size, **told)
    Figure(layer, part, light, side).draw(layer)
    return layer


def part_of(size=SIZE, **told):
    given = {
        "look": KIM, "stance": "stand", "feet": (size[0] / 2, size[1] * 0.82), "tall": size[1] * 0.55,
        "way": 1, "far": 0.0,
    }  # fmt: skip
    return Part(**(given | told))


@lru_cache(maxsize=24)
def close(**told):
    """A head that fills the picture."""
    far = head_of(part_of(tall=2000.0, **told)).at
    return drawn(
        feet=(SIZE[0] - far[0], SIZE[1] * 0.82 + SIZE[1] / 2 - far[1]), tall=2000.0, **told
    )


def mask(layer):
    return np.asarray(layer.image.getchannel("A")) > 128


@lru_cache(maxsize=24)
def pixels(layer):
    """Colours and lines, as one picture."""
    alpha = np.asarray(layer.image.getchannel("A"), dtype=np.float32)[..., None] / 255
    colours = np.asarray(layer.image.convert("RGB"), dtype=np.float32) * alpha
    return np.concatenate([colours, np.asarray(layer.lines, dtype=np.float32)[..., None]], axis=-1)


def differ(a, b):
    """The part of the pixels that are clearly not the same."""
    return float((np.abs(pixels(a) - pixels(b)).max(axis=-1) > 24).mean())


@pytest.mark.parametrize("stance", sorted(STANCES))
def test_a_pose_stays_in_the_picture_and_on_the_ground(stance):
    seen = mask(drawn(stance=stance, look=look_of("OPHELIA")))
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    assert rows[0] > 0
    assert rows[-1] < SIZE[1] - 1
    assert columns[0] > 0
    assert columns[-1] < SIZE[0] - 1
    assert abs(rows[-1] - SIZE[1] * 0.82) < SIZE[1] * (0.05 + STANCES[stance].lift)


@pytest.mark.parametrize("stance", sorted(set(STANCES) - {"stand"}))
def test_a_pose_has_a_silhouette_of_its_own(stance):
    upright, posed = mask(drawn()), mask(drawn(stance=stance, prop=""))
    assert (upright ^ posed).sum() > 0.10 * upright.sum()


def test_a_pose_nobody_knows_is_standing():
    assert differ(drawn(stance="levitate"), drawn()) == 0


@pytest.mark.parametrize("name", ["HAMLET", "OPHELIA", "LITTLE GIRL"])
def test_feelings_are_seen(name):
    look = look_of(name)
    faces = [close(look=look, feeling=feeling or None) for feeling in MOODS]
    for k, face in enumerate(faces):
        for other in faces[:k]:
            assert differ(face, other) > 0.004
    assert differ(close(look=look), close(look=look, speaks=True)) > 0.003


@pytest.mark.parametrize("feeling", sorted(MOODS))
def test_feelings_stay_in_the_face(feeling):
    quiet, moved = mask(close()), mask(close(feeling=feeling or None))
    assert (quiet ^ moved).mean() < 0.002


def test_views_differ():
    views = [drawn(yaw=float(yaw)) for yaw in (0, 45, 90, 135, 180)]
    assert min(differ(a, b) for k, a in enumerate(views) for b in views[:k]) > 0.01
    assert differ(drawn(way=1), drawn(way=-1)) > 0.01


@pytest.mark.parametrize("yaw", [0, 35, 90, 145, 180])
@pytest.mark.parametrize(
    "words", ["hat, glasses, long hair", "crown, full beard", "hood", "braids", "bald", "afro"]
)
def test_a_head_can_be_seen_from_all_sides(yaw, words):
    assert mask(close(look=look_of("KIM", words), yaw=float(yaw))).mean() > 0.2


def test_from_above_the_head_is_larger_and_from_below_smaller():
    below, level, above = (head_of(part_of(pitch=pitch)).size for pitch in (-25.0, 0.0, 25.0))
    assert below < level < above


@pytest.mark.parametrize("prop", sorted(HELD))
def test_a_prop_is_seen(prop):
    assert differ(drawn(prop=prop), drawn(prop="")) > 0.0005


def test_what_a_look_carries_is_held():
    look = look_of("KIM", "a man with a spear")
    assert differ(drawn(look=look), drawn(look=look, prop="")) > 0.001


@pytest.mark.parametrize("stance", ["walk", "run"])
def test_a_stride_goes_round(stance):
    steps = [mask(drawn(stance=stance, phase=phase)) for phase in (0.0, 0.25, 0.5, 1.0)]
    assert (steps[0] ^ steps[3]).sum() <= 4
    assert all((a ^ b).sum() > 200 for a, b in itertools.pairwise(steps))


def test_the_head_is_where_it_is_said_to_be():
    part = part_of()
    left, top, right, bottom = head_box(SIZE, part)
    seen = mask(drawn())
    crown = np.flatnonzero(seen.any(axis=1))[0]
    assert top - 8 <= crown < (top + bottom) / 2
    x, y = mouth_of(part)
    assert left < x < right
    assert (top + bottom) / 2 < y < bottom
    assert seen[int(y), int(x)]


def test_a_body_stands_on_its_lowest_foot():
    for stance in STANCES.values():
        joints = body(stance)
        low = min(joint[1] for leg in joints.legs for joint in leg)
        assert low >= stance.lift - 0.001
        assert joints.skull[1] > 0


def test_the_same_is_drawn_twice():
    told = {"look": look_of("MARA", "red coat"), "stance": "dance", "feeling": "glad", "yaw": 70.0}
    sums = {
        hashlib.sha256(layer.image.tobytes() + layer.lines.tobytes()).hexdigest()
        for layer in (drawn(**told), drawn(**told))
    }
    assert len(sums) == 1


def test_light_changes_and_the_look_does_not():
    day, night = drawn(), drawn(hour="night")
    assert (mask(day) ^ mask(night)).sum() == 0
    assert pixels(night)[..., :3].mean() < 0.85 * pixels(day)[..., :3].mean()
    assert differ(drawn(side=1), drawn(side=-1)) > 0.005


def test_a_ghost_is_seen_through():
    ghost = drawn(look=look_of("THE GHOST"))
    assert 0 < ghost.image.getchannel("A").getextrema()[1] < 200


@pytest.mark.parametrize("words", ["red hood", "red headscarf"])
def test_cloth_covers_the_back_of_the_head(words):
    """Seen from behind there is cloth, and neither hair nor skin."""
    layer = close(look=look_of("KIM", f"a woman in a {words}, blonde hair"), yaw=165.0)
    image = np.asarray(layer.image.convert("RGB"), dtype=np.float32)
    middle = image[SIZE[1] // 2 - 60 : SIZE[1] // 2 + 40, SIZE[0] // 2 - 60 : SIZE[0] // 2 + 60]
    assert (middle[..., 0] > middle[..., 1] + 40).mean() > 0.85
    assert middle[..., 1].mean() < 90


def test_a_headscarf_is_knotted_under_the_chin():
    look = look_of("KIM", "a young woman in a red headscarf and a white shirt")
    told = {"look": look, "yaw": 10.0, "tall": 1000.0}
    head = head_of(part_of(**told))
    feet = (SIZE[0] - head.at[0], SIZE[1] * 0.82 + SIZE[1] * 0.4 - head.at[1])
    image = np.asarray(drawn(feet=feet, **told).image.convert("RGB"), dtype=np.float32)
    red = image[..., 0] > image[..., 1] + 60
    knot = round(SIZE[1] * 0.4 + 0.56 * head.size)
    below = red[knot + round(0.1 * head.size) : knot + round(0.24 * head.size)]
    half = SIZE[0] // 2
    ends = below[:, half - 30 : half + 40]
    assert 0.08 < ends.mean() < 0.6, "two loose ends on the shirt"
