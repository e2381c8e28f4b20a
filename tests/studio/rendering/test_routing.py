from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.kernel.errors import ErrorCode, UserError
from studio.library.media import MediaKind
from studio.rendering.routing import Candidate, Need, choose, object_to

STILL = Need(MediaKind.IMAGE)
FLUX = Need(MediaKind.IMAGE, family="flux_dev", files=frozenset({"flux1-dev.safetensors"}))
HERE = Candidate(uuid4(), "Here", "RUNPOD", True, True, rehearses=True)
CLOUD = Candidate(uuid4(), "Cloud", "RUNPOD", True, False)
COMFY = Candidate(uuid4(), "Comfy", "COMFYUI", True, False, keeps=True)


def pick(
    *candidates: Candidate, need: Need = STILL, wanted: UUID | None = None, reachable: bool = True
) -> Candidate:
    return choose(candidates, need, wanted=wanted, reachable=reachable)


def refused(*candidates: Candidate, **given: object) -> UserError:
    with pytest.raises(UserError) as caught:
        pick(*candidates, **given)  # type: ignore[arg-type]
    return caught.value


def test_a_renderer_goes_before_a_rehearsal_and_the_later_before_the_earlier() -> None:
    assert pick(HERE, CLOUD) is CLOUD
    assert pick(CLOUD, HERE) is CLOUD
    assert pick(CLOUD, replace(CLOUD, name="Later")).name == "Later"


def test_what_cannot_deliver_is_left_out() -> None:
    assert pick(HERE, CLOUD, reachable=False) is HERE
    assert pick(CLOUD, COMFY, reachable=False) is COMFY, "its outputs are fetched"
    assert refused(CLOUD, reachable=False).code is ErrorCode.UNREACHABLE_RESULTS


@pytest.mark.feature("QUE-2")
def test_who_has_the_model_goes_before_who_does_not_tell() -> None:
    has = replace(CLOUD, families=frozenset({"flux_dev"}), files=FLUX.files)
    lacks = replace(COMFY, families=frozenset({"sdxl"}), files=frozenset({"sdxl.safetensors"}))
    silent = replace(CLOUD, name="Silent")
    assert pick(has, silent, lacks, need=FLUX) is has
    assert pick(silent, lacks, need=FLUX) is silent
    assert "flux_dev" in refused(lacks, need=FLUX).message
    other = replace(lacks, families=frozenset({"flux_dev"}))
    assert "flux1-dev.safetensors" in refused(other, need=FLUX).message
    assert pick(lacks, HERE, need=FLUX) is HERE, "a rehearsal sketches any model"


def test_the_shorter_wait_then_the_price_then_the_warm_one() -> None:
    busy = replace(CLOUD, ahead=8, concurrency=4, price=1)
    free = replace(CLOUD, ahead=3, concurrency=4, price=9)
    assert pick(free, busy) is free
    assert pick(free, replace(busy, ahead=3)).price == 1
    assert pick(replace(free, price=None), free) is free
    warm = replace(free, warm=True)
    assert pick(warm, free) is warm


def test_a_round_is_as_many_as_it_works_on_at_once() -> None:
    """It may be sent four and yet draw them one after another."""
    one_by_one = replace(CLOUD, name="One by one", ahead=3, concurrency=4, lanes=1)
    side_by_side = replace(CLOUD, name="Side by side", ahead=3, concurrency=4, lanes=2)
    assert pick(side_by_side, one_by_one) is side_by_side
    assert pick(replace(side_by_side, ahead=7), one_by_one).name == "One by one"
    assert replace(one_by_one, lanes=9).rounds == 0, "it is not sent more than four"
    assert replace(one_by_one, lanes=None).rounds == 0
    assert replace(one_by_one, ahead=8, lanes=None).rounds == 2


@pytest.mark.feature("BEY-16")
def test_a_retired_one_is_never_chosen_and_whoever_names_it_is_told_why() -> None:
    sora = replace(CLOUD, name="Sora", retired="OpenAI ended it.")
    assert "OpenAI ended it." in refused(sora).message
    assert pick(sora, HERE) is HERE
    assert "OpenAI ended it." in refused(sora, HERE, wanted=sora.id).message


def test_what_does_not_answer_is_not_chosen_by_itself() -> None:
    away = replace(CLOUD, health="OFFLINE")
    assert pick(away, HERE) is HERE
    assert pick(away, HERE, wanted=away.id) is away
    assert pick(replace(CLOUD, health="UNHEALTHY"), COMFY) is COMFY


def test_a_wish_is_granted_or_told_why_not() -> None:
    assert pick(HERE, CLOUD, wanted=HERE.id) is HERE
    assert refused(HERE, wanted=uuid4()).code is ErrorCode.NOT_FOUND
    off = replace(CLOUD, enabled=False)
    error = refused(HERE, off, wanted=off.id)
    assert (error.code, error.field) == (ErrorCode.NO_ENDPOINT, ("endpointId",))
    films = replace(CLOUD, kinds=frozenset({MediaKind.VIDEO}))
    assert "makes VIDEO, not IMAGE" in refused(films, wanted=films.id).message


def test_nothing_there_says_what_to_do() -> None:
    assert "addEndpoint" in refused().message
    assert "disabled" in refused(replace(HERE, enabled=False)).message


ANY = st.builds(
    Candidate,
    id=st.uuids(),
    name=st.sampled_from(["A", "B", "C"]),
    provider=st.sampled_from(["RUNPOD", "COMFYUI", "OPENAI_VIDEOS", "PULL"]),
    enabled=st.booleans(),
    local=st.booleans(),
    keeps=st.booleans(),
    rehearses=st.booleans(),
    health=st.sampled_from([None, "ONLINE", "UNHEALTHY", "OFFLINE"]),
    retired=st.sampled_from([None, "ended"]),
    kinds=st.frozensets(st.sampled_from(list(MediaKind))),
    families=st.none() | st.frozensets(st.sampled_from(["flux_dev", "sdxl"])),
    files=st.none() | st.frozensets(st.sampled_from(["flux1-dev.safetensors", "x"])),
    ahead=st.integers(0, 50),
    concurrency=st.integers(1, 8),
    lanes=st.none() | st.integers(1, 8),
    price=st.none() | st.integers(0, 10**6),
    warm=st.none() | st.booleans(),
)


@given(st.lists(ANY, max_size=6), st.sampled_from([STILL, FLUX]), st.booleans())
def test_what_is_chosen_can_make_it_and_nobody_able_is_passed_over_for_nothing(
    candidates: list[Candidate], need: Need, reachable: bool
) -> None:
    able = [
        one
        for one in candidates
        if object_to(one, need, reachable=reachable, asked_for=False) is None
    ]
    if not able:
        refused(*candidates, need=need, reachable=reachable)
        return
    chosen = pick(*candidates, need=need, reachable=reachable)
    assert chosen in able
    assert (chosen.enabled, chosen.retired) == (True, None)
    assert need.kind in chosen.kinds
    if chosen.rehearses:
        assert all(one.rehearses for one in able)
    if chosen.health == "UNHEALTHY" and need is STILL and not chosen.rehearses:
        assert all(one.rehearses or one.health == "UNHEALTHY" for one in able)


@given(st.lists(ANY, min_size=1, max_size=6), st.booleans())
def test_one_more_that_is_worse_in_all_changes_nothing(
    candidates: list[Candidate], reachable: bool
) -> None:
    try:
        before = pick(*candidates, reachable=reachable)
    except UserError:
        return
    worse = replace(before, id=uuid4(), ahead=before.ahead + before.concurrency, rehearses=True)
    if before.rehearses:
        assert pick(worse, *candidates, reachable=reachable) is before
    else:
        assert pick(*candidates, worse, reachable=reachable) is before


def test_graphs_go_where_their_nodes_and_files_are() -> None:
    need = Need(
        MediaKind.IMAGE,
        nodes=frozenset({"Sharpen"}),
        placed=frozenset({("loras", "ink/a.safetensors")}),
    )
    able = replace(HERE, id=uuid4(), rehearses=False, nodes=frozenset({"Sharpen", "Other"}))
    shelved = replace(able, shelves={"loras": frozenset({"a.safetensors"})})
    silent = replace(able, id=uuid4(), nodes=None)
    bare = replace(able, id=uuid4(), nodes=frozenset({"Other"}))
    empty = replace(able, id=uuid4(), shelves={"loras": frozenset()})
    sketch = replace(HERE, id=uuid4(), rehearses=True)

    def chosen(*candidates: Candidate, wanted: UUID | None = None) -> Candidate:
        return choose(candidates, need, wanted=wanted, reachable=True)

    assert chosen(shelved, silent, bare, empty, sketch) == shelved
    assert chosen(silent, bare, empty, sketch) == silent
    assert chosen(sketch) == sketch
    for candidates, wanted, code, words in (
        ([bare, sketch], None, ErrorCode.MISSING_NODES, "lacks the nodes Sharpen"),
        ([empty, sketch], None, ErrorCode.MISSING_MODELS, "lacks loras/ink/a.safetensors"),
        ([shelved, bare], bare.id, ErrorCode.MISSING_NODES, "Sharpen"),
    ):
        with pytest.raises(UserError) as caught:
            chosen(*candidates, wanted=wanted)
        assert caught.value.code is code
        assert words in caught.value.message
