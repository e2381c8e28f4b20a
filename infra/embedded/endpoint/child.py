"""What runs in a worker's process: `python -m infra.embedded.endpoint.child MODULE [ARGUMENT …]`.

It binds the process to its parent's life, then runs the module as a program. The SDK forks a
process of its own for its pings, which would outlive a worker that was killed: processes forked
from here are bound to it in the same way. Imports nothing of the server.
"""

import ctypes
import os
import runpy
import signal
import sys

SERVER_PID = "STORYCANVAS_ENDPOINT_SERVER_PID"

_PR_SET_PDEATHSIG = 1


def bind_to_parent() -> None:
    """Have the kernel kill this process when its parent ends; on Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main(arguments: list[str]) -> None:
    bind_to_parent()
    if str(os.getppid()) != os.environ.get(SERVER_PID):
        sys.exit("the endpoint's server is gone")
    os.register_at_fork(after_in_child=bind_to_parent)
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
