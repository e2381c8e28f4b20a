"""What an endpoint may have."""

from studio.graphs.families import FAMILIES


def files_of(*families: str) -> dict[str, list[str]]:
    """The files that these families need, under their own names, by folder."""
    found: dict[str, list[str]] = {}
    for family in families:
        for setup in FAMILIES[family].setups:
            for file in setup.files:
                names = found.setdefault(file.folder, [])
                if file.name not in names:
                    names.append(file.name)
    return found
