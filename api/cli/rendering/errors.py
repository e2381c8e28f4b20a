"""What ends a render early, in words for the person who started it."""


class RenderError(Exception):
    """The render cannot begin, or cannot go on; the text says what to do next."""


class TakeGone(Exception):
    """The file of a take is not to be had at this address."""


class Refused(Exception):
    """The studio understood a mutation and said no."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
