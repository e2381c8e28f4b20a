"""Every module of models, in one visible list. Importing this makes the metadata whole."""

from studio.accounts import models as accounts
from studio.casting import models as casting
from studio.catalogue import models as catalogue
from studio.exporting import models as exporting
from studio.gallery import models as gallery
from studio.kernel import events, idempotency
from studio.kernel.record import Record
from studio.library import models as library
from studio.projects import models as projects
from studio.prompts import models as prompts
from studio.pulling import models as pulling
from studio.recipes import models as recipes
from studio.rendering import models as rendering
from studio.sound import models as sound
from studio.spending import models as spending
from studio.timeline import models as timeline
from studio.workflows import models as workflows

MODELS = (
    accounts,
    casting,
    catalogue,
    events,
    exporting,
    gallery,
    idempotency,
    library,
    projects,
    prompts,
    pulling,
    recipes,
    rendering,
    sound,
    spending,
    timeline,
    workflows,
)

metadata = Record.metadata
