"""Writes docs/models.md: python -m studio.graphs > docs/models.md"""

import sys

from studio.graphs.page import models_page

sys.stdout.write(models_page())
