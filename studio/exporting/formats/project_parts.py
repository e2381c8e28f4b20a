"""What the parts of a project's JSON are put together from: texts, numbers and ids within bounds."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from studio.casting.rules import MAX_TAG, MAX_WORDS
from studio.kernel.errors import UserError
from studio.kernel.text import DESCRIPTION, NAME, PROMPT, checked
from studio.kernel.time import MAX_FRAME, parse_rate
from studio.projects.rules import MAX_SIZE, MIN_SIZE

MOST_ROWS = 5_000
"""Scenes, characters and the like."""
_ID = 60


def text_within(limit: int, *, required: bool = False) -> AfterValidator:
    def check(value: str) -> str:
        try:
            return checked(value, "this text", limit=limit, required=required)
        except UserError as error:
            raise ValueError(error.message) from None

    return AfterValidator(check)


def _rate(value: str) -> str:
    try:
        parse_rate(value)
    except UserError as error:
        raise ValueError(error.message) from None
    return value


Id = Annotated[str, Field(min_length=1, max_length=_ID)]
Title = Annotated[str, Field(min_length=1, max_length=NAME), text_within(NAME, required=True)]
Line = Annotated[str, Field(max_length=NAME), text_within(NAME)]
Words = Annotated[str, Field(max_length=MAX_WORDS), text_within(MAX_WORDS)]
Tag = Annotated[str, Field(max_length=MAX_TAG), text_within(MAX_TAG)]
Prompt = Annotated[str, Field(max_length=PROMPT), text_within(PROMPT)]
Prose = Annotated[str, Field(max_length=DESCRIPTION), text_within(DESCRIPTION)]
Rate = Annotated[str, Field(max_length=40), AfterValidator(_rate)]
Frame = Annotated[int, Field(ge=0, le=MAX_FRAME)]
Count = Annotated[int, Field(ge=1, le=2**53)]
Size = Annotated[int, Field(ge=MIN_SIZE, le=MAX_SIZE)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Facts: Any = Field(default={})
Few: Any = Field(default=[], max_length=500)
Rows: Any = Field(default=[], max_length=MOST_ROWS)


class Part(BaseModel):
    """What every part of the document is: closed, and of exactly these types."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        populate_by_name=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )
