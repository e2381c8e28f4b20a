"""What a machine has to know to fetch its work. Pure."""

from collections.abc import Sequence


def environment(base: str, key: str, *, machine: str = "machine-1") -> Sequence[str]:
    """The variables of a machine, as lines of a file that `docker run --env-file` takes.

    `base` is the endpoint's own address. Each machine of an endpoint needs a name of its own. The
    SDK puts `&name=value` behind its addresses, so each has a query already.
    """
    return (
        f"RUNPOD_POD_ID={machine}",
        f"RUNPOD_AI_API_KEY={key}",
        f"RUNPOD_WEBHOOK_GET_JOB={base}/job-take/$ID?gpu=own",
        f"RUNPOD_WEBHOOK_POST_OUTPUT={base}/job-done/$RUNPOD_POD_ID/$ID?gpu=own",
        f"RUNPOD_WEBHOOK_POST_STREAM={base}/job-stream/$RUNPOD_POD_ID/$ID?gpu=own",
        f"RUNPOD_WEBHOOK_PING={base}/ping/$RUNPOD_POD_ID",
    )
