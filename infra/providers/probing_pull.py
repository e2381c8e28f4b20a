"""A look at the machines that fetch their work."""

from infra.providers.probing_connection import Look, check_queue
from infra.providers.pull import Pull
from studio.rendering.ports import Check

MACHINES = "Machines"


async def look_at_machines(provider: Pull) -> Look:
    health = await provider.health()
    facts = {
        "queued": health.queued,
        "running": health.running,
        "machines": health.workers_ready,
        "warm": bool(health.workers_ready),
    }
    if not health.online:
        missing = Check(
            MACHINES,
            False,
            health.detail,
            "Start one with the variables that were shown when the endpoint was added; updateEndpoint "
            "with generateKey makes a new key and shows them again. docs/connecting.md says how.",
        )
        return Look((missing,), facts=facts)
    there = Check(MACHINES, True, health.detail)
    return Look((there, check_queue(health.running, health.queued)), health.detail, facts)
