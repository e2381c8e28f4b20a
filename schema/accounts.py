"""Who is asking."""

from typing import Any, cast

import strawberry
from sqlalchemy import Select

from schema.context import Info
from schema.enums import described
from schema.reads.compiler import Compiler, text_of
from schema.reads.fields import ENTITIES, child, column, entity, identity
from schema.reads.reader import VIEWER_ACCOUNT, VIEWER_WORKSPACE
from schema.streams import last_seq
from studio.access.viewer import Role
from studio.accounts.models import Account as AccountRow
from studio.accounts.models import Member as MemberRow
from studio.accounts.models import Workspace as WorkspaceRow

described(
    Role,
    "What a member may do in a workspace.",
    {
        "OWNER": "Everything.",
        "EDITOR": "Everything but endpoints and keys.",
        "VIEWER": "Look.",
    },
)

_accounts = AccountRow.__table__
_members = MemberRow.__table__
_workspaces = WorkspaceRow.__table__


@entity("account", _accounts)
@strawberry.type(description="A person or program that uses the studio.")
class Account:
    id: strawberry.ID = identity("account", "The account's id.")
    name: str = column(AccountRow.name, "The name others see.")


@entity("workspace", _workspaces)
@strawberry.type(description="The tenant: projects, endpoints and members belong to one.")
class Workspace:
    id: strawberry.ID = identity("workspace", "The workspace's id.")
    name: str = column(WorkspaceRow.name, "The workspace's name.")
    last_seq: int = column(
        last_seq,
        "The number of the workspace's last event: the `after` of workspaceEvents that fits this "
        "reading.",
    )


@entity("member", _members)
@strawberry.type(description="Who is asking: an account in a workspace.")
class Viewer:
    role: Role = column(MemberRow.role, "What the viewer may do here.")
    account: Account = child(
        _accounts, lambda member, account: account.c.id == member.c.account_id, "The account."
    )
    workspace: Workspace = child(
        _workspaces,
        lambda member, workspace: workspace.c.id == member.c.workspace_id,
        "The workspace.",
    )


@strawberry.type
class AccountQueries:
    @strawberry.field(description="Who is asking.")
    async def viewer(self, info: Info) -> Viewer:
        nodes = tuple(info._raw_info.field_nodes)

        def build(compiler: Compiler) -> Select[Any]:
            row = compiler.alias(ENTITIES["Viewer"].table)
            mine = compiler.row("Viewer", row, nodes).select_from(row)
            return text_of(
                compiler.as_json(
                    mine.where(
                        row.c.account_id == VIEWER_ACCOUNT,
                        row.c.workspace_id == VIEWER_WORKSPACE,
                    )
                )
            )

        place = nodes[0].loc.start if nodes[0].loc else 0
        found = await info.context.reads.run(info._raw_info, ("viewer", place), build, {})
        return cast("Viewer", found)
