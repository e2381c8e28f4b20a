"""Exports and their presets as they are seen: not those of a project that was deleted."""

from sqlalchemy import FromClause, Table, func, select

from studio.exporting.models import Export, ExportPreset
from studio.projects.models import Project

_projects = Project.__table__
_exports = Export.__table__
_presets = ExportPreset.__table__


def _living(rows: FromClause, name: str) -> FromClause:
    """The rows, deleted as soon as their project is."""
    assert isinstance(rows, Table)
    gone = [_projects.c.deleted_at, *(rows.c[one] for one in ("deleted_at",) if one in rows.c)]
    own = [column for column in rows.c if column.key != "deleted_at"]
    joined = rows.join(_projects, _projects.c.id == rows.c.project_id)
    return select(*own, func.coalesce(*gone).label("deleted_at")).select_from(joined).subquery(name)


EXPORTS = _living(_exports, "living_exports")
PRESETS = _living(_presets, "living_presets")
