"""Every module of models, in one visible list. Importing this makes the metadata whole."""

from studio.accounts import models as accounts
from studio.catalogue import models as catalogue
from studio.gallery import models as gallery
from studio.kernel import events, idempotency
from studio.kernel.record import Record
from studio.library import models as library
from studio.projects import models as projects
from studio.pulling import models as pulling
from studio.rendering import models as rendering
from studio.timeline import models as timeline

MODELS = (
    accounts,
    catalogue,
    events,
    gallery,
    idempotency,
    library,
    projects,
    pulling,
    rendering,
    timeline,
)

metadata = Record.metadata
