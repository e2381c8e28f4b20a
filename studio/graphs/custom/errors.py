"""Why a workflow cannot be taken."""

from studio.kernel.errors import UserError

MAX_NODES = 2000
MAX_DEPTH = 12
MAX_LINKS = 20_000
"""Links, and inputs of nodes, of all drawings that are laid open."""


class WorkflowUnreadable(UserError):
    """The file is no workflow, or one that nobody means to run."""


class WorkflowUnbound(UserError):
    """The workflow has no place for something it is asked for."""
