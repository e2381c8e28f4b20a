"""A composed prompt in the graph, piece by piece, and what can be tried."""

import strawberry

from schema.enums import described
from schema.errors import UserErrorType
from schema.scalars import BigInt
from studio.library.media import MediaKind
from studio.prompts.pieces import PromptSource
from studio.prompts.resolving import LeftOutReason, PromptNoteCode
from studio.prompts.syntax import PromptSpanKind

described(
    PromptSource,
    "Where words of a prompt come from.",
    {
        "CLIP": "The clip's own prompt.",
        "SHOT": "What is known of the shot, where it has no prompt.",
        "REQUEST": "The request for the render.",
        "CHARACTER": "A character.",
        "LOCATION": "A location.",
        "STYLE": "A style.",
        "JOINT": "Words and marks that join the others.",
    },
)
described(
    LeftOutReason,
    "Why words are not in a prompt.",
    {
        "SAID_ALREADY": "It says so already.",
        "TOO_LONG": "It would be longer than a prompt may be.",
        "NOT_CHOSEN": "Another option of the choice was taken.",
        "NO_VALUE": "The variable is empty, or there is none of this name.",
        "LORA": "It names a LoRA, which the render has instead.",
        "OTHER_MODEL": "It belongs to a LoRA that is for another family of models.",
        "DETAIL": "The shot shows a detail.",
        "MOTION": "The prompt tells a motion, which starts from a picture that shows it.",
        "REQUEST": "The request says all of the prompt.",
    },
)
described(
    PromptNoteCode,
    "What there is to know about a prompt.",
    {
        "WEIGHTS_STRIPPED": "The model reads no weights such as (words:1.2).",
        "UNKNOWN_VARIABLE": "There is no variable of this name.",
        "EMPTY_VARIABLE": "A variable is empty for this clip.",
        "UNKNOWN_LORA": "The catalogue has no LoRA of this name.",
        "LORA_OF_OTHER_MODEL": "A LoRA is for another family of models.",
        "NO_NEGATIVE": "The model takes no negative prompt.",
        "WEIGHT_IS_TEXT": "What looks like a weight has a number that is none, as (words:99) has.",
    },
)
described(
    PromptSpanKind,
    "A piece of the syntax of prompts.",
    {
        "WEIGHT": "Words in parentheses or brackets, stronger or weaker.",
        "WILDCARD": "A choice: {rain|snow}.",
        "LORA": "A LoRA: <lora:film_grain:0.8>.",
        "VARIABLE": "A variable: {{location}}.",
        "ESCAPE": "A backslash and a character that means nothing special.",
    },
)


@strawberry.type(description="Words of a prompt that come from one place.")
class PromptPiece:
    text: str = strawberry.field(description="The words; all pieces in a row are the prompt.")
    start: int = strawberry.field(
        description="Where in the prompt it begins, in UTF-16 code units, as JavaScript counts."
    )
    end: int = strawberry.field(description="Where it ends, alike.")
    source: PromptSource = strawberry.field(description="Where it comes from.")
    source_id: strawberry.ID | None = strawberry.field(
        description="The character, location or style."
    )
    source_name: str = strawberry.field(description="Its name; empty of others.")


@strawberry.type(description="Words of a source that are not in the prompt.")
class PromptLeftOut:
    words: str = strawberry.field(description="The words as they are written.")
    reason: LeftOutReason = strawberry.field(description="Why.")
    source: PromptSource = strawberry.field(description="Where they come from.")
    source_id: strawberry.ID | None = strawberry.field(
        description="The character, location or style."
    )
    source_name: str = strawberry.field(description="Its name; empty of others.")


@strawberry.type(description="What was chosen of a wildcard.")
class PromptChoice:
    written: str = strawberry.field(description="As it is written: {rain|snow}.")
    chosen: str = strawberry.field(description="The option that the seed takes.")


@strawberry.type(description="Something to know about a prompt.")
class PromptNote:
    code: PromptNoteCode = strawberry.field(description="For a program to branch on.")
    message: str = strawberry.field(description="For a person.")


@strawberry.type(description="A LoRA that the prompt or its cast brings to the render.")
class PromptLora:
    name: str = strawberry.field(description="The file's name.")
    strength: float = strawberry.field(description="How strongly it acts.")
    is_known: bool = strawberry.field(description="Whether the catalogue has it.")
    source: PromptSource = strawberry.field(description="What brings it.")
    source_name: str = strawberry.field(description="Its name; empty of others.")


@strawberry.type(description="A prompt as a model is told it, and all that is not said.")
class ComposedPrompt:
    prompt: str = strawberry.field(description="The prompt.")
    negative_prompt: str = strawberry.field(description="What is not to be seen.")
    pieces: list[PromptPiece] = strawberry.field(description="The prompt by its sources.")
    negative_pieces: list[PromptPiece] = strawberry.field(
        description="The negative prompt by its sources."
    )
    left_out: list[PromptLeftOut] = strawberry.field(description="What is not in it, and why.")
    choices: list[PromptChoice] = strawberry.field(description="What was chosen of wildcards.")
    loras: list[PromptLora] = strawberry.field(description="The LoRAs that come with it.")
    notes: list[PromptNote] = strawberry.field(description="What there is to know.")


@strawberry.type(description="A piece of syntax in a prompt as it is written; pieces nest.")
class PromptSpan:
    kind: PromptSpanKind = strawberry.field(description="What it is.")
    start: int = strawberry.field(
        description="Where it begins, in UTF-16 code units, as JavaScript counts."
    )
    end: int = strawberry.field(description="Where it ends, alike.")
    value: str = strawberry.field(description="A factor, a name, or empty.")


@strawberry.type(
    description="The prompt of a clip as it is, and with what is tried. Nothing is kept."
)
class PromptPreview:
    before: ComposedPrompt = strawberry.field(description="With what is saved.")
    after: ComposedPrompt = strawberry.field(description="With what is tried.")
    seed: BigInt = strawberry.field(description="The seed that chose of wildcards.")
    spans: list[PromptSpan] = strawberry.field(
        description="The syntax in the clip's own words (of the kind, with what is tried)."
    )
    negative_spans: list[PromptSpan] = strawberry.field(
        description="The syntax in its own negative prompt."
    )
    user_errors: list[UserErrorType] = strawberry.field(
        description="Why there is nothing to see; else empty."
    )


@strawberry.input(description="A character to try on a clip, as it would be cast there.")
class TriedCharacterInput:
    character_id: strawberry.ID = strawberry.field(description="A character of the project.")
    look_id: strawberry.ID | None = strawberry.field(
        default=None, description="One of its looks; the default one if missing."
    )
    prominence: float = strawberry.field(default=1.0, description="0.1 to 2; 1 is plain.")
    absent: bool = strawberry.field(default=False, description="To have it left out.")


@strawberry.input(description="Whose prompt to see, and what to try; what is missing is as saved.")
class PromptPreviewInput:
    clip_id: strawberry.ID = strawberry.field(description="The clip.")
    kind: MediaKind = strawberry.field(
        default=MediaKind.IMAGE, description="Of a picture or of a video."
    )
    family: str | None = strawberry.field(
        default=None,
        description="The id of the family of models that is to read it; if missing, plain words as "
        "any model reads them.",
    )
    seed: BigInt | None = strawberry.field(
        default=None, description="What chooses of wildcards, 0 to 2⁶⁴−1; 0 if missing."
    )
    image_prompt: str | None = strawberry.field(default=None, description="In place of its own.")
    video_prompt: str | None = strawberry.field(default=None, description="In place of its own.")
    negative_prompt: str | None = strawberry.field(default=None, description="In place of its own.")
    cast: list[TriedCharacterInput] = strawberry.field(
        default_factory=list, description="Characters to try, besides who is there; 50 at most."
    )
    style_id: strawberry.ID | None = strawberry.field(
        default=None, description="A style to try in place of the one that holds."
    )
    without_style: bool = strawberry.field(default=False, description="To try it without a style.")
    location_id: strawberry.ID | None = strawberry.field(
        default=None, description="A location to try in place of the scene's."
    )
