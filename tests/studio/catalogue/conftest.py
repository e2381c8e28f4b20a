from tests.studio.rendering.conftest import stage as stage
