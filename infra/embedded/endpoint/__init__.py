"""A RunPod endpoint on this machine: its public API, its worker protocol, and the SDK's worker.

`python -m infra.embedded.endpoint` serves `/v2/{endpoint}` as RunPod's cloud does and runs the
`runpod` SDK's worker in child processes, which it starts when there is work. What was accepted is
in a journal before the caller hears of it.

    jobs      a job and what an event makes of it         (pure)
    queue     all jobs, their order, what is due          (pure)
    fleet     the workers, which to start and stop        (pure)
    journal   the events on disk
    service   queue and journal together, and who waits for news of them
    public    the API a client speaks
    worker    the protocol the SDK speaks
    children  the workers' processes;  child: what runs in one of them
    webhooks  call-backs when a job has ended
"""
