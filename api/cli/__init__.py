"""The `storycanvas` command. Each command loads only what it needs."""

from enum import Enum
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


class _Format(Enum):
    FOUNTAIN = "fountain"
    PROSE = "prose"


class _Kind(Enum):
    IMAGE = "image"
    VIDEO = "video"


@app.command()
def render(
    script: Annotated[Path, typer.Argument(help="A screenplay in Fountain, or plain prose.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the pictures; made if missing.")],
    data: Data = None,
    port: Port = None,
    script_format: Annotated[
        _Format | None, typer.Option("--format", help="How it is written; told from the text.")
    ] = None,
    kind: Annotated[_Kind, typer.Option(help="Stills, or stills and videos of them.")] = (
        _Kind.IMAGE
    ),
    title: Annotated[
        str | None, typer.Option(help="The project's name; else the script's.")
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Forget the render in --out and begin anew.")
    ] = False,
) -> None:
    """Render a script: stills, a contact sheet and a project, on a studio of its own if need be.

    Started again with the same script and --out it renders only what is missing.
    """
    from api.cli.render import Wanted, run
    from studio.story.elements import ScriptFormat

    wanted = Wanted(
        script=script,
        out=out,
        data=data,
        port=port,
        script_format=ScriptFormat[script_format.name] if script_format else None,
        kinds=("IMAGE", "VIDEO") if kind is _Kind.VIDEO else ("IMAGE",),
        title=title,
        restart=restart,
    )
    raise typer.Exit(run(wanted))


@app.command()
def migrate() -> None:
    """Bring the database of DATABASE_URL to the newest tables."""
    from api.prepare import main

    main()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
    data: Data = None,
) -> None:
    """Write all of a studio, running or stopped, into one file."""
    from api.cli.keeping.backup import run

    raise typer.Exit(run(file=file, data=data))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `storycanvas backup` wrote.")],
    data: Data = None,
) -> None:
    """Bring a backup back into an empty folder, and check it."""
    from api.cli.keeping.restore import run

    raise typer.Exit(run(file=file, data=data))


@app.command()
def check(
    data: Data = None,
    deep: Annotated[bool, typer.Option("--deep", help="Read every media file, too.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended without loss.")
    ] = False,
) -> None:
    """See whether all of a studio, running or stopped, is there and fits together."""
    from api.cli.keeping.check import run

    raise typer.Exit(run(data=data, deep=deep, repair=repair))


@app.command()
def verify(
    files: Annotated[list[Path], typer.Argument(help="Pictures, videos, sounds; from anywhere.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print it for programs.")] = False,
    trust: Annotated[
        Path | None,
        typer.Option(help="Certificates (PEM) of those whose word for a signer is believed."),
    ] = None,
) -> None:
    """Tell what files say of how they came to be (Content Credentials), and whether it holds.

    Ends with 0 where all holds, 1 where something was changed or cannot be read, 2 where a file
    says nothing.
    """
    from api.cli.verify import run

    raise typer.Exit(run(files, as_json=as_json, trust=trust))


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
