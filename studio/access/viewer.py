"""Who asks. A frozen value made at the edge and passed to every service and read."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from studio.kernel.errors import Forbidden


class Role(Enum):
    OWNER = "OWNER"
    EDITOR = "EDITOR"
    VIEWER = "VIEWER"


@dataclass(frozen=True, slots=True)
class Viewer:
    """An account in one workspace, with what it may do there."""

    account_id: UUID
    workspace_id: UUID
    role: Role
    expires_at: datetime | None = None
    """When the token that it signed in with ends."""
    token_id: UUID | None = None
    """That token; revoking it ends what was begun with it."""

    def demand_edit(self) -> None:
        """Raise Forbidden unless this viewer may change the workspace's projects."""
        if self.role is Role.VIEWER:
            raise Forbidden("You may look at this workspace but not change it.")

    def demand_administration(self, of: str = "endpoints") -> None:
        """Raise Forbidden unless this viewer may change endpoints, keys and money."""
        if self.role is not Role.OWNER:
            raise Forbidden(f"Only an owner of this workspace may change its {of}.")
