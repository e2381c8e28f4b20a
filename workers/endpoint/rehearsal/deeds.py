"""Verbs: which pose a word asks for, and who of those named takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workers.endpoint.rehearsal import lexicon

POSES = lexicon.table(
    {
        "sleep": "sleep|sleeps|sleeping|asleep|dozes|naps|snores|dreams|dreaming",
        "lie": "lies dead|lying|lies down|lies|dies|dead|slain|corpse|unconscious|faints|on the ground",
        "climb": "climb|climbs|climbing|clambers|scales|mounts",
        "jump": "jump|jumps|leap|jumping|leaps|leaping|vaults|hops",
        "fall": "(?:falls|falling|fell)(?! (?:to|on) (?:his|her|their) knees)|stumbles|collapses|trips|topples|tumbles|staggers|plunges",
        "swim": "swim|swims|swimming|dives|drowns|drowning|floats",
        "ride": "rides|riding|gallops|galloping",
        "drive": "drives|driving|steers|behind the wheel|at the wheel",
        "sneak": "sneaks|sneaking|tiptoes|creeps|creeping|prowls|stalks|slips into",
        "hide": "hides|hiding|ducks|takes cover|cowers|shields",
        "run": "run|runs|running|ran|sprints|sprinting|flees|fleeing|races|chases|chasing|rushes|charges|"
        "dashes|hurries|bolts|escapes|pursues",
        "kneel": "(?:falls|falling|drops|sinks) (?:to|on) (?:his|her|their) knees|kneel|kneels|kneeling|knelt|prays|praying|begs|on (?:his|her|their) knees",
        "crawl": "crawl|crawls|crawling|on all fours",
        "crouch": "crouches|crouching|squats|stoops",
        "dance": "dance|dances|dancing|waltz(?:es)?|twirls|pirouettes?",
        "drink": "drinks|drinking|sips|toasts|swigs|gulps",
        "read": "reads|reading|studies|leafs",
        "write": "writes|writing|scribbles|signs|types|typing|draws(?= a (?:map|picture|line))",
        "phone": "phones|on the phone|telephones|answers the phone|picks up the phone|dials",
        "sit": "sit|sits|sitting|sat|seated|enthroned|rests|dines|eats|eating|perches",
        "embrace": "embraces?|embracing|hugs?|hugging|kiss(?:es|ing)?|holds (?:him|her|them)(?! back)|"
        "in (?:his|her) arms",
        "aim": "aims|aiming|levels|levelled|takes aim|shoots|shooting|fires(?= (?:a|at|his|her|the))|"
        "points (?:a|the|his|her) (?:gun|pistol|rifle|revolver)",
        "fight": "fights?|fighting|duels?|stabs|strikes|attacks|draws (?:his|her|a|the) sword|wrestles?|"
        "swings|lunges|thrusts|parries|slays|punch(?:es)?|brawls?|struggles?|clash(?:es)?",
        "throw": "throws|throwing|hurls|flings|tosses|pitches",
        "push": "pushes(?! in)|pushing(?! in)|shoves|leans against the door|heaves",
        "carry": "carries|carrying|holding|holds|brings|clutches|cradles|bears|hands",
        "wave": "waves|waving|greets|hails|beckons|beckoning|farewell",
        "bow": "bows|bowing|curtsies",
        "point": "points?(?! of)|pointing|pointed|gestures(?! for)|accuses|commands|shows|indicates",
        "lift": "lifts?|lifting|hoists?|hoisting|picks? up(?! the phone)|raises (?:a|the|his|her) (?:box|crate|stone|rock|child|bag|suitcase|chest|sack)",
        "raise": "raises|raising|cheer|cheers|cheering|celebrates|surrenders|hands up|holds up|"
        "triumphant",
        "cry": "weeps|weeping|sobs|sobbing|cries|crying|mourns|buries (?:his|her) face",
        "shake": "shakes? hands|handshake|shakes (?:his|her) hand",
        "think": "thinks|thinking|ponders|considers|wonders|contemplates|broods|muses",
        "crossed": "crosses (?:his|her) arms|arms crossed|arms folded|folds (?:his|her) arms",
        "shrug": "shrugs|shrugging|gives up",
        "salute": "salutes|saluting|stands to attention",
        "reach": "reaches|reaching|offers|offering|holds out (?:his|her|a|the)|extends|begs",
        "look_up": "looks up|looking up|gazes up|stares up|gazes at the (?:sky|stars|moon)",
        "look_down": "looks down|looking down|stares down|peers down|bends over|examines|inspects",
        "lean": "leans|leaning|slouches|lounges",
        "walk": "walk|walks|walking|enters|enter|exits?|leaves|follows|following|approaches|crosses|crossing|"
        "strides|march|marches|marching|wanders|comes|goes|steps|stepping|paces|strolls|advances|passes|arrives|"
        "limps|emerges|heads",
        "listen": "listens|listening|waits|waiting|hesitates|eavesdrops",
    }
)
_WEAK = frozenset({"look_up", "look_down", "listen", "think"})
_BASES = frozenset(
    {"walk", "run", "sit", "kneel", "crouch", "lean", "sneak", "ride", "lie", "climb"}
)
_GESTURES = frozenset(
    {"point", "wave", "read", "drink", "write", "phone", "raise", "lift", "carry", "reach", "cry",
     "think", "crossed", "aim", "salute"}
)  # fmt: skip
MUTUAL = frozenset({"embrace", "fight", "dance", "shake"})
_OTHERS = re.compile(r"\s*(?:a|an|the|his|her|its|their)\s", re.IGNORECASE)  # something's deed
_ELEMENTS = re.compile(  # what weather and light do is nobody's deed
    r"\b(?:snow(?:flakes)?|rain|hail|sleet|ash|night|dusk|dawn|darkness|silence|mist|fog|lightning|"
    r"thunder|leaves|petals|sparks|dust|the (?:sun|moon|wind|storm|curtain|tide))\s+(?:\w+ly\s+)?"
    r"(?:falls?|falling|fell|comes?|rises?|creeps?|races?|dances?|drifts?|passes|strikes|climbs?)\b",
    re.IGNORECASE,
)
_ALONG = re.compile(
    r"\b(?:chases|chasing|pursues|follows|following|leads|accompanies|with)\b",
    re.IGNORECASE,
)


def names_in(text: str, names: Sequence[str]) -> list[tuple[int, str]]:
    """Where each name is spoken of, by its whole or one of its words, in order."""
    found: dict[int, str] = {}
    for name in names:
        words = [name, *(w for w in re.split(r"[^\w'’-]+", name) if len(w) > 2)]
        words = [
            w for w in words if w.upper() not in {"THE", "AND", "OLD", "YOUNG", "FIRST", "SECOND"}
        ]
        for word in words:
            for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
                found.setdefault(match.start(), name)
    return sorted(found.items())


def deeds(text: str, names: Sequence[str]) -> dict[str, str]:
    """The pose of each name that a verb belongs to: the nearest one before it does the deed, and
    what is done together is done by both. A deed of nobody's is the first one's."""
    return {name: _leading(poses) for name, poses in _all_deeds(text, names).items()}


def gestures(text: str, names: Sequence[str]) -> dict[str, str]:
    """What the hands of each do while the body does something else: "sits and reads"."""
    found: dict[str, str] = {}
    for name, poses in _all_deeds(text, names).items():
        lead = _leading(poses)
        hands = next((pose for pose in poses if pose in _GESTURES and pose != lead), "")
        if lead in _BASES and hands:
            found[name] = hands
    return found


def _leading(poses: Sequence[str]) -> str:
    """Of what somebody does, what is to be seen: a stance before what the hands do, and that
    before a look."""
    told = [pose for pose in poses if pose not in _WEAK] or list(poses)
    if told[0] in _GESTURES:
        return next((pose for pose in told if pose in _BASES), told[0])
    return told[0]


def _all_deeds(text: str, names: Sequence[str]) -> dict[str, list[str]]:
    done: dict[str, list[str]] = {}
    loose: dict[str, list[str]] = {}
    for sentence in _sentences(_ELEMENTS.sub(" ", text)):
        spoken = names_in(sentence, names)
        together = bool(lexicon.ALL.search(sentence))
        for at, pose in _verbs(sentence):
            before = [name for place, name in spoken if place < at]
            after = [name for place, name in spoken if place > at]
            lead = before[-1] if before else (next(iter(done), None) or (names[0] if names else ""))
            doers = [lead]
            if together and (not before or pose in MUTUAL):
                doers = list(names)
            elif pose in MUTUAL or _ALONG.search(sentence[max(0, at - 1) : at + 12]):
                doers += after[:1]
                doers += before[:-1] if pose in MUTUAL and not after else []
            for name in doers:
                mine = spoken or together or not _OTHERS.match(sentence)
                (done if mine else loose).setdefault(name, []).append(pose)
    return loose | done


def _sentences(text: str) -> list[str]:
    """Clauses: a new one begins after a stop, and where a comma sets another name to work."""
    return [part for part in re.split(r"(?<=[.!?;])\s+", text) if part.strip()]


def _verbs(text: str) -> Iterator[tuple[int, str]]:
    hits: list[tuple[int, int, str]] = []
    for rank, (pose, pattern) in enumerate(POSES.items()):
        hits += [(match.start(), rank, pose) for match in pattern.finditer(text)]
    seen: set[int] = set()
    for at, _, pose in sorted(hits):
        if at not in seen:
            seen.add(at)
            yield at, pose
