"""Why the page could not be built, in words for the person who wants to see it."""


class PageBuildFailed(Exception):
    """The page cannot be built; the text says what to do next."""

    code = "PAGE_BUILD_FAILED"


class NodeMissing(PageBuildFailed):
    """There is no Node that could build it, and none could be fetched."""

    code = "NODE_MISSING"


class RegistryAway(PageBuildFailed):
    """Packages could not be fetched."""

    code = "REGISTRY_AWAY"
