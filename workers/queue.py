"""What Dramatiq's worker process loads: the broker of this environment and its actors."""

from infra.settings import SettingsError, load_settings
from workers.actors import declare_actors
from workers.broker import make_broker
from workers.context import process
from workers.loops import Loops

_redis_url = load_settings().redis_url
if not _redis_url:
    raise SettingsError("The queue process needs REDIS_URL.")
broker = make_broker(_redis_url, Loops(process))
declare_actors(broker)
