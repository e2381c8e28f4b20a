"""What the commands that keep a studio safe have in common: settings, words, a clean end."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from api.cli.keeping.errors import NO_ROOM, KeepingError, no_room
from infra.embedded.errors import StartRefusedError
from infra.settings import Settings, SettingsError, load_settings
from infra.storage import StorageError

INTERRUPTED = 130


def settings_of(data: Path | None) -> Settings:
    """The settings of this environment, on this DATA, as an absolute path. Raises SettingsError."""
    if data is not None:
        os.environ["STORYCANVAS_DATA"] = str(data)
    settings = load_settings()
    return settings.model_copy(update={"data": settings.data.expanduser().resolve()})


def in_words(command: Callable[[], int]) -> int:
    """Run it and answer its exit code; 1 with words where it failed, 130 where it was stopped."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return command()
    except (KeepingError, SettingsError, StartRefusedError, StorageError) as error:
        say(str(error))
    except SQLAlchemyError as error:
        say(f"The database failed: {first_line(getattr(error, 'orig', None) or error)}")
    except OSError as error:
        say(str(_of_disk(error)))
    except KeyboardInterrupt:
        say("Stopped. Nothing was changed that is not whole.")
        return INTERRUPTED
    finally:
        signal.signal(signal.SIGTERM, before)
    return 1


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def tell(line: str) -> None:
    """A line of the command's own output."""
    print(line, flush=True)  # noqa: T201


def first_line(error: object) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _of_disk(error: OSError) -> KeepingError:
    where = error.filename or "this command"
    if error.errno in NO_ROOM:
        return no_room(where)
    return KeepingError(f"{where}: {error.strerror or first_line(error)}.")
