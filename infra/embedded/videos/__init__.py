"""A rehearsal of a Videos API on this machine: the protocol of OpenAI's, drawn without a GPU.

`python -m infra.embedded.videos` serves `/v1/videos` on loopback. What it makes is drawn by the
rehearsal renderer and says so: its one model is called `rehearsal`.

    shelf     the videos, kept as files over a restart
    drawing   one video, drawn by a process of its own
    service   which is drawn next, and what became of it
    public    the API a client speaks
"""
