"""`python -m workers`: Dramatiq's master with one worker process, until SIGTERM.

The master ends when its worker process dies; who supervises it starts it again.
"""

import sys

import dramatiq.__main__
from dramatiq.cli import main, make_argument_parser

from infra.settings import SettingsError, load_settings

_BOOT_WITHIN = 5_000
_STOP_WITHIN = 8_000  # milliseconds for what is under way; the rest comes back as messages


def run() -> int:
    try:
        settings = load_settings()
        if not settings.database_url or not settings.redis_url:
            raise SettingsError("The queue process needs DATABASE_URL and REDIS_URL.")
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    arguments = ["workers.queue:broker", "-p", "1", "-t", str(settings.worker_threads)]
    arguments += ["--worker-shutdown-timeout", str(_STOP_WITHIN)]
    # Until then the master does not look whether its worker process lives.
    arguments += ["--worker-fork-timeout", str(_BOOT_WITHIN)]
    # On SIGHUP Dramatiq starts itself anew with what it finds here.
    sys.argv = [str(dramatiq.__main__.__file__), *arguments]
    parser = make_argument_parser()  # type: ignore[no-untyped-call]
    return int(main(parser.parse_args(arguments)) or 0)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    sys.exit(run())
