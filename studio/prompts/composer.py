"""One prompt from a clip's words and what feeds its pictures, each piece with its source. Pure.

The order is fixed: who is told of before the words, the clip's words with each look behind its
name, who is not named in them, the place, the style.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from studio.casting.words import CastMember, Feed, Place, Placement, StyleWords
from studio.casting.words import Lora as CastLora
from studio.graphs.families import FAMILIES
from studio.graphs.names import is_model_file
from studio.kernel.text import PROMPT
from studio.prompts.phrases import capital, emphasis, has, listed, without
from studio.prompts.pieces import (
    JOINT,
    Composed,
    Label,
    LeftOut,
    LoraUse,
    Merge,
    Piece,
    PromptSource,
    Wording,
)
from studio.prompts.resolving import (
    Choice,
    LeftOutReason,
    Note,
    PromptNoteCode,
    Resolved,
    beyond_weights,
    has_weights,
    resolve,
    say,
)
from studio.prompts.syntax import MAX_WEIGHT, LoraTag, has_syntax, parse

MAX_CAST = 200


def reads_weights(family: str | None, *, workflow: bool = False) -> bool:
    """Whether `(words:1.2)` means something: to Stable Diffusion's text encoders in ComfyUI, and
    perhaps to a workflow, whose own words it is left to."""
    return workflow or (family is not None and FAMILIES[family].architecture == "sdxl")


def compose(wording: Wording, feed: Feed) -> Composed:
    """The prompt, at most PROMPT characters of each sign. The same for the same arguments."""
    return _Composing(wording, feed).done()


class _Composing:
    def __init__(self, wording: Wording, feed: Feed) -> None:
        self._wording = wording
        self._feed = feed
        self._sign = "+"
        self._pieces: list[Piece] = []
        self._loras: dict[str, LoraUse] = {}
        self._left: list[LeftOut] = []
        self._choices: list[Choice] = []
        self._notes: dict[Note, None] = {}
        self._weighable = any(member.prominence != 1 for member in feed.cast)

    def done(self) -> Composed:
        wording, feed = self._wording, self._feed
        self._begin(wording.words, Label(wording.source))
        for member in feed.cast[:MAX_CAST]:
            self._cast(member)
        for member in feed.cast[MAX_CAST:]:
            self._leave(member.look, _of_member(member), LeftOutReason.TOO_LONG)
        if feed.place:
            self._describe(feed.place)
        if feed.style:
            self._style(feed.style.positive, feed.style)
        positive, self._pieces, self._sign = self._pieces, [], "-"
        self._begin(wording.negative, Label(wording.negative_source))
        if feed.style:
            self._style(feed.style.negative, feed.style, as_list=True)
        self._warn_of_negative()
        return Composed(
            tuple(positive),
            tuple(self._pieces),
            tuple(self._loras.values()),
            tuple(self._left),
            tuple(self._choices),
            tuple(self._notes),
            self._weighable,
        )

    @property
    def _text(self) -> str:
        return "".join(piece.text for piece in self._pieces)

    def _begin(self, words: str, label: Label) -> None:
        said = self._resolved(words, label)
        if len(said) > PROMPT:
            self._leave(said[PROMPT:], label, LeftOutReason.TOO_LONG)
            said = said[:PROMPT]
        self._pieces = [Piece(said, label)] if said else []

    def _resolved(self, words: str, label: Label) -> str:
        """The words as the model is told them; what they lead to besides is noted."""
        if not has_syntax(words):
            return words
        self._weighable = True
        found = self._resolve(words, label)
        for tag in found.loras:
            self._tagged(tag, label)
        self._left += [LeftOut(text, label, reason) for text, reason in found.left]
        self._choices += found.choices
        self._notes |= dict.fromkeys(found.notes)
        if not self._wording.weights and has_weights(found.parts):
            self._note(
                PromptNoteCode.WEIGHTS_STRIPPED, "This model reads no weights: they are left out."
            )
        if self._wording.weights:
            for text in beyond_weights(found.parts):
                self._note(
                    PromptNoteCode.WEIGHT_IS_TEXT,
                    f"{text} is told as it is written: a weight is a number from 0 to "
                    f"{MAX_WEIGHT:g}, with four decimals at most.",
                )
        return say(found.parts, weights=self._wording.weights)

    def _resolve(self, words: str, label: Label) -> Resolved:
        key = f"{self._sign}{label.source.value}:{label.id or label.name}"
        return resolve(
            parse(words), key=key, seed=self._wording.seed, variables=self._feed.variables
        )

    def _tagged(self, tag: LoraTag, label: Label) -> None:
        known = self._wording.loras.get(tag.name.casefold())
        name = known.file_name if known else tag.name
        if known is None:
            name = name if is_model_file(name) else f"{name}.safetensors"
            self._note(PromptNoteCode.UNKNOWN_LORA, f"The catalogue has no LoRA {tag.name!r}.")
        elif known.family and known.family != self._wording.family:
            self._warn_of_family(tag.name, known.family)
        self._loras.setdefault(name, LoraUse(name, tag.strength, label, known is not None))

    def _warn_of_family(self, name: str, family: str) -> None:
        of = FAMILIES[family].label if family in FAMILIES else family
        self._note(
            PromptNoteCode.LORA_OF_OTHER_MODEL,
            f"The LoRA {name!r} is for {of}. Choose a model of that family.",
        )

    def _warn_of_negative(self) -> None:
        family = FAMILIES.get(self._wording.family or "")
        if family and not family.negative and self._text.strip():
            self._note(PromptNoteCode.NO_NEGATIVE, f"{family.label} takes no negative prompt.")

    def _note(self, code: PromptNoteCode, words: str) -> None:
        self._notes[Note(code, words)] = None

    def _leave(self, words: str, label: Label, reason: LeftOutReason) -> None:
        if words.strip():
            self._left.append(LeftOut(words, label, reason))

    # Who is in it

    def _cast(self, member: CastMember) -> None:
        label, merge, kept = _of_member(member), self._wording.merge, member.rule.essential
        if merge is Merge.NOTHING or (merge is Merge.DETAIL and not kept):
            reason = LeftOutReason.REQUEST if merge is Merge.NOTHING else LeftOutReason.DETAIL
            self._leave(listed(*member.triggers, member.look), label, reason)
            return
        triggers = self._triggers(member, label)
        if merge is not Merge.ALL:
            reason = LeftOutReason.DETAIL if merge is Merge.DETAIL else LeftOutReason.MOTION
            self._leave(without(member.look, kept), label, reason)
        self._introduce(member, member.look if merge is Merge.ALL else kept, triggers, label)

    def _triggers(self, member: CastMember, label: Label) -> list[str]:
        """The words that wake the member's LoRAs: not without one that works with the model."""
        used = [self._uses(one, label) for one in member.loras]
        moving = self._wording.merge is Merge.MOTION
        if not any(used) and (used or moving):
            reason = LeftOutReason.MOTION if moving else LeftOutReason.OTHER_MODEL
            self._leave(listed(*member.triggers), label, reason)
            return []
        found = []
        for trigger in member.triggers:
            if has(self._text, trigger):
                self._leave(trigger, label, LeftOutReason.SAID_ALREADY)
            else:
                found.append(trigger)
        return found

    def _uses(self, lora: CastLora, label: Label) -> bool:
        moving = self._wording.merge is Merge.MOTION
        if lora.family != self._wording.family and (lora.family or moving):
            if lora.family and not moving:
                self._warn_of_family(lora.name, lora.family)
            return False
        self._loras.setdefault(lora.file_name, LoraUse(lora.file_name, lora.strength, label))
        return True

    def _introduce(
        self, member: CastMember, look: str, triggers: Sequence[str], label: Label
    ) -> None:
        weighted = self._wording.weights and member.prominence != 1
        said = self._resolved(look, label)
        if said and has(self._text, said):
            self._leave(said, label, LeftOutReason.SAID_ALREADY)
            said = ""
        words = listed(*triggers, said)
        extra = "" if weighted else emphasis(member.prominence)
        if not words:
            self._stress(member, weighted, extra)
        elif not self._put(member, words, weighted, extra, label):
            self._shorten(member, triggers, said, weighted, label)

    def _shorten(
        self,
        member: CastMember,
        triggers: Sequence[str],
        said: str,
        weighted: bool,
        label: Label,
    ) -> None:
        """What is essential of words that do not fit, if that does."""
        found = self._resolve(member.rule.essential, label)
        kept = say(found.parts, weights=self._wording.weights)
        shorter = listed(*triggers, kept)
        if kept and kept in said and self._put(member, shorter, weighted, "", label):
            self._leave(without(said, kept), label, LeftOutReason.TOO_LONG)
        else:
            self._leave(listed(*triggers, said), label, LeftOutReason.TOO_LONG)

    def _put(
        self, member: CastMember, words: str, weighted: bool, extra: str, label: Label
    ) -> bool:
        """Where the member's rule says; whether it still fits."""
        weight = f":{member.prominence:g}" if weighted else ""
        tail = f"{f', {extra}' if extra else ''}{weight}"
        placement = member.rule.placement
        spot = self._named(member.name) if placement is Placement.AT_NAME else None
        if spot is not None:
            opening, closing = ("(", ")") if weighted else self._parentheses()
            return self._insert(
                spot.end(), _joints(f" {opening}", words, f"{tail}{closing}", label)
            )
        opening, closing = ("(", ")") if weighted else ("", "")
        fresh = _joints(f"{member.name}: {opening}", words, f"{tail}{closing}.", label)
        text = self._text.rstrip()
        if placement is Placement.BEFORE:
            return self._insert(0, [*fresh, Piece(" ", JOINT)] if text else fresh)
        stop = " " if _ends(text) or text[-1:] in {*",;:"} else ". "
        return self._insert(len(text), [Piece(stop, JOINT), *fresh] if text else fresh)

    def _parentheses(self) -> tuple[str, str]:
        """Such as weigh nothing."""
        self._weighable = True
        return (r"\(", r"\)") if self._wording.weights else ("(", ")")

    def _stress(self, member: CastMember, weighted: bool, extra: str) -> None:
        """Prominence for somebody who is named and needs no more words."""
        spot = self._named(member.name)
        if spot is None or not (weighted or extra):
            return
        if weighted:
            if len(self._text) + len(f"(:{member.prominence:g})") <= PROMPT:
                self._insert(spot.end(), [Piece(f":{member.prominence:g})", JOINT)])
                self._insert(spot.start(), [Piece("(", JOINT)])
        else:
            self._insert(spot.end(), [Piece(f" ({extra})", JOINT)])

    def _named(self, name: str) -> re.Match[str] | None:
        pattern = r"\s+".join(map(re.escape, name.split()))
        found = rf"(?<!\w){pattern}(?![\w'’]|\s*\\?\()"
        return re.search(found, self._text, re.IGNORECASE)

    def _insert(self, at: int, fresh: Sequence[Piece]) -> bool:
        """Put these in at a place in the text, if it all fits."""
        if len(self._text) + sum(len(piece.text) for piece in fresh) > PROMPT:
            return False
        kept: list[Piece] = []
        start = 0
        for piece in self._pieces:
            end = start + len(piece.text)
            if fresh and start <= at <= end:
                halves = piece.text[: at - start], piece.text[at - start :]
                kept += [replace(piece, text=halves[0]), *fresh, replace(piece, text=halves[1])]
                fresh = ()
            else:
                kept.append(piece)
            start = end
        self._pieces = [piece for piece in [*kept, *fresh] if piece.text]
        return True

    # Where it is, and how it looks

    def _describe(self, place: Place) -> None:
        label = Label(PromptSource.LOCATION, place.name, place.source_id, digest=place.digest)
        reasons = {
            Merge.NOTHING: LeftOutReason.REQUEST,
            Merge.DETAIL: LeftOutReason.DETAIL,
            Merge.MOTION: LeftOutReason.MOTION,
        }
        if reason := reasons.get(self._wording.merge):
            self._leave(place.words, label, reason)
        else:
            self._behind(place.words, label)

    def _style(self, words: str, style: StyleWords, *, as_list: bool = False) -> None:
        label = Label(PromptSource.STYLE, style.name, style.source_id, digest=style.digest)
        if self._wording.merge is Merge.NOTHING:
            self._leave(words, label, LeftOutReason.REQUEST)
        else:
            self._behind(words, label, as_list=as_list)

    def _behind(self, words: str, label: Label, *, as_list: bool = False) -> None:
        """Behind all that is there: a sentence behind a sentence, else behind a comma."""
        said = self._resolved(words, label).strip()
        if not said:
            return
        text = self._text
        if has(text, said):
            self._leave(said, label, LeftOutReason.SAID_ALREADY)
            return
        fresh = [Piece(said, label)]
        if _ends(text) and not as_list:
            full = "" if said[-1] in ".!?…" else "."
            fresh = _joints(" ", capital(said), full, label)
        elif text.strip():
            comma = " " if text.rstrip()[-1] in ",;:" else ", "
            fresh.insert(0, Piece(comma, JOINT))
        if not self._insert(len(text), fresh):
            self._leave(said, label, LeftOutReason.TOO_LONG)


def _ends(text: str) -> bool:
    """Whether the text ends with the end of a sentence."""
    return text.rstrip().rstrip("”\"')\\")[-1:] in {*".!?…"}


def _joints(before: str, words: str, behind: str, label: Label) -> list[Piece]:
    return [Piece(before, JOINT), Piece(words, label), Piece(behind, JOINT)]


def _of_member(member: CastMember) -> Label:
    return Label(
        PromptSource.CHARACTER, member.name, member.character_id, member.look_id, member.digest
    )
