"""Why the page could not be built, in words for the person who wants to see it."""


class PageBuildFailed(Exception):
    """The page cannot be built; the text says what to do next.

    `words` are for anybody who looks; the text of the error adds `where`, with paths.
    """

    code = "PAGE_BUILD_FAILED"

    def __init__(self, words: str, where: str = "") -> None:
        super().__init__(f"{words}\n{where}" if where else words)
        self.words = words


class PageCheckFailed(PageBuildFailed):
    """The sources do not pass their own checks, which is no reason to go without a page."""

    code = "PAGE_CHECK_FAILED"


class NodeMissing(PageBuildFailed):
    """There is no Node that could build it, and none could be fetched."""

    code = "NODE_MISSING"


class RegistryAway(PageBuildFailed):
    """Packages could not be fetched."""

    code = "REGISTRY_AWAY"
