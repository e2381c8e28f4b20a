"""The `storycanvas` command. Each command loads only what it needs."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="storycanvas",
    help="A studio for AI animation and storyboarding.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of all state; ./data if not said.")
]
Port = Annotated[int | None, typer.Option("--port", help="Port of the studio; 8000 if not said.")]


@app.command()
def up(port: Port = None, data: Data = None) -> None:
    """Run the studio on this machine until Ctrl-C."""
    from api.cli.up import run

    raise typer.Exit(run(port=port, data=data))


@app.command()
def migrate() -> None:
    """Bring the database of DATABASE_URL to the newest tables."""
    from api.prepare import main

    main()


@app.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from schema.build import graph

    typer.echo(graph.as_str())


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as version_of

    typer.echo(version_of("storycanvas-studio"))
