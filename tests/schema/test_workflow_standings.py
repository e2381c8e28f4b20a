"""Where workflows can be rendered with, over HTTP."""

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import pytest

from studio.catalogue.detecting import note_files, note_nodes
from studio.graphs.nodes import definitions
from studio.kernel.ids import untyped
from studio.kernel.work import unit_of_work
from tests.running import Caller, Studio
from tests.schema.endpoint_rooms import add, allow_private
from tests.schema.test_workflows import drawn, keep

ASKED = """query($ids: [ID!]!) { workflowStandings(workflowIds: $ids) {
  workflowId fit reason missingNodes missingFiles endpoint { id name } } }"""
CHECKPOINT = "sd_xl_base_1.0.safetensors"


async def standings(caller: Caller, *ids: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await caller.data(ASKED, ids=list(ids)))["workflowStandings"]
    return found


async def place(studio: Studio, name: str, *checkpoints: str) -> None:
    """A ComfyUI that told of all the usual nodes, and of these files."""
    made = await add(studio, "COMFYUI", name=name, url="http://127.0.0.1:8188")
    endpoint = cast("UUID", untyped("endpoint", made["endpoint"]["id"]))
    now = datetime.now(UTC)
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        folders = {"checkpoints": list(checkpoints)}
        await note_files(work, studio.workspace_id, endpoint, folders, now=now)
        await note_nodes(work, endpoint, definitions(), now=now)


@pytest.mark.feature("SRV-7")
async def test_each_endpoint_says_what_it_lacks_for_a_workflow(studio: Studio) -> None:
    allow_private(studio)
    plain = await keep(studio.owner)
    nodes = drawn()
    (sampler,) = (node for node, one in nodes.items() if one["class_type"] == "KSampler")
    nodes[sampler]["class_type"] = "StrangeSampler"
    strange = await keep(studio.owner, "Strange", document=nodes)
    await place(studio, "Full", f"xl/{CHECKPOINT}", "other.safetensors")
    await place(studio, "Bare", "other.safetensors")
    found = await standings(studio.owner, plain["id"], strange["id"])
    by_name = {(one["workflowId"], one["endpoint"]["name"]): one for one in found}
    ready = by_name[plain["id"], "Full"]
    assert (ready["fit"], ready["reason"], ready["missingFiles"]) == ("READY", None, [])
    fileless = by_name[plain["id"], "Bare"]
    assert (fileless["fit"], fileless["missingFiles"]) == ("UNFIT", [f"checkpoints/{CHECKPOINT}"])
    assert "Put these into its models folder" in fileless["reason"]
    nodeless = by_name[strange["id"], "Full"]
    assert (nodeless["fit"], nodeless["missingNodes"]) == ("UNFIT", ["StrangeSampler"])
    assert "Install the custom nodes" in nodeless["reason"]
    assert [one["workflowId"] for one in found] == [plain["id"]] * 3 + [strange["id"]] * 3


async def test_a_sketch_is_told_as_one_and_others_see_nothing(studio: Studio) -> None:
    kept = await keep(studio.owner)
    (sketch,) = await standings(studio.owner, kept["id"], kept["id"], "junk")
    assert (sketch["fit"], sketch["missingNodes"]) == ("SKETCH", [])
    assert "sketch" in sketch["reason"]
    allow_private(studio)
    await add(studio, "COMFYUI", name="Silent", url="http://127.0.0.1:8188")
    found = {one["endpoint"]["name"]: one for one in await standings(studio.owner, kept["id"])}
    assert found["Silent"]["fit"] == "UNTOLD"
    assert "tried there" in found["Silent"]["reason"]
    stranger = await studio.stranger()
    assert await standings(stranger, kept["id"]) == []
