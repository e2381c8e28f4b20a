"""The words that are understood, and what each of them puts in the picture.

Each table maps a meaning to a pattern of word stems; a pattern matches whole words.
The first meaning in a table wins where two match in the same text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Table = Mapping[str, re.Pattern[str]]


def table(rows: Mapping[str, str]) -> Table:
    return {key: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for key, words in rows.items()}


FRAMINGS = table(
    {
        "EXTREME_WIDE": r"extreme (?:wide|long)|very (?:wide|long) shot|establishing|ews|els|aerial|"
        r"vistas?|panorama|drone shot",
        "EXTREME_CLOSE": r"extreme close|ecu|xcu|big close|macro|close on (?:\w+ )?(?:eyes?|lips)",
        "OVER_THE_SHOULDER": r"over[- ]the[- ]shoulder|over[- ]shoulder|"
        r"(?:(?<=^)|(?<=[.,:;] ))over (?:his|her|their) shoulder|"
        r"over (?:the |an? )?(?:[\w’']+ ){0,2}[\w’']+['’]s (?:\w+ )?shoulder|over the shoulder of|ots",
        "POV": r"pov|point[- ]of[- ]view|through (?:his|her|their) eyes|subjective",
        "TWO_SHOT": r"(?:two|2)[- ]?shot|two of them|medium two",
        "INSERT": r"inserts?|detail (?:of|on|shot)|cutaway",
        "MEDIUM_CLOSE": r"medium close|mcu|head and shoulders|bust shot|chest shot",
        "MEDIUM_WIDE": r"medium (?:wide|long)|mws|mls|cowboy|american shot|knee shot|three[- ]quarter shot",
        "CLOSE": r"close[- ]?ups?|close on|close shot|cu|tight on|tight shot",
        "FULL": r"full (?:shot|figure|length|body)|fs|head to toe",
        "MEDIUM": r"medium|mid[- ]shot|ms|waist(?:[- ]up)?|half figure",
        "WIDE": r"wide|long shot|ws|ls|master",
    }
)
ANGLES = table(
    {
        "low": r"low[- ]angles?|low(?=[ ,+-]*(?:and |& |\+ )?(?:dutch|canted))|from below|up[- ]angle|"
        r"worm'?s[- ]?eye|looking up at|ground level|hero(?:ic)? angle",
        "high": r"high[- ]angles?|high(?=[ ,+-]*(?:and |& |\+ )?(?:dutch|canted))|from above|"
        r"looking down (?:on|at)|down[- ]angle|crane shot|aerial|drone",
        "overhead": r"over[- ]?head|bird'?s[- ]?eye|top[- ]shot|top[- ]down|god'?s[- ]eye|plan view|"
        r"straight down",
        "dutch": r"dutch(?! (?:man|woman|sailor|captain|ship|flag|painter|painting))|canted|"
        r"tilted (?:angle|frame|camera|shot|horizon)|tilted|oblique angle|off[- ]kilter|askew|skewed",
    }
)
HOURS = table(
    {
        "night": "night|nights|midnight|moonlight|moonlit|moon|nighttime|stars|starlight|starry|"
        "small hours",
        "dawn": "dawn|sunrise|daybreak|first light|early morning|morning|cock[- ]?crow|break of day",
        "dusk": "dusk|sunset|twilight|evening|golden hour|magic hour|gloaming|sundown|nightfall",
        "day": "day|noon|midday|afternoon|daylight|sunny|daytime|high sun",
    }
)
SKIES = table(
    {
        "storm": "storms?|stormy|thunder|thunderstorm|tempest|lightning|hurricane",
        "rain": "rain|rains|raining|rainy|rainfall|downpour|drizzle|drizzling|pouring",
        "snow": "snow|snows|snowing|snowy|blizzard|snowfall|snowstorm|snowflakes|flurries",
        "fog": "fog|foggy|mist|misty|haze|hazy|smoke|smoky|smog",
        "wind": "wind|windy|gale|gust|gusts|breeze|blustery",
        "heat": "heat|scorching|sweltering|blazing sun|heatwave|baking",
        "overcast": "overcast|cloudy|grey sky|gray sky|gloomy",
    }
)
STYLES = table(
    {
        "noir": "noir|chiaroscuro|high[- ]contrast|hard[- ]boiled|venetian blinds",
        "blueprint": "blueprints?|technical drawing|schematic|cyanotype",
        "manga": "manga|anime|screen[- ]?tones?|shonen",
        "comic": "comic[- ]?books?|comics?|graphic novel|pop art|cartoon|superhero",
        "charcoal": "charcoal|conté|black chalk|smudged",
        "pencil": "pencils?|graphite|sketch|sketched|sketchy|rough",
        "watercolour": "water[- ]?colou?rs?(?: paintings?)?|aquarelle|gouache|wash drawing",
        "pastel": "pastels?|chalk|chalks|storybook|children's book|crayons?",
        "sepia": "sepia|vintage|daguerreotype|old photograph|antique|western",
        "oil": "oil paint(?:ing)?s?|oils?|painterly|impasto|impressionist|impressionism|acrylic|canvas",
        "ink": "ink|inks|inked|pen and ink|line art|woodcut|engraving|etching|hatch(?:ing|ed)",
        "marker": "markers?|copic|storyboard style|felt[- ]tip",
    }
)
_CERTAIN = re.compile(
    r"noir|chiaroscuro|cyanotype|manga|anime|shonen|comic[- ]?books?|graphic novel|pop art|conté|"
    r"water[- ]?colou?rs?(?: paintings?)?|aquarelle|gouache|sepia|daguerreotype|impasto|impressionis[tm]|"
    r"painterly|oil paint(?:ing)?s?|pen and ink|line art|woodcut|copic|storyboard style",
    re.IGNORECASE,
)
_ART = r"styles?|drawings?|paintings?|sketch(?:es)?|illustrations?|renderings?|artwork|prints?|look|wash|storyboards?"
_OF_STYLE = re.compile(rf"\s+(?:\w+\s+)?(?:{_ART})\b", re.IGNORECASE)
_DRAWN_IN = re.compile(
    r"\b(?:styles?(?: of)?:?|in|(?:drawn|painted|done|rendered|coloured|colored|shaded) (?:in|with|as))"
    r"(?: (?:a|an|the|soft|loose|black|white|fine|bold))*\s+$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*(?:$|[,.;:]|and\b|on (?:\w+ )?paper\b)", re.IGNORECASE)
_BESIDE_STYLE = re.compile(
    rf"\b(?:{_ART}|in|on|a|an|the|of|and|with|as|film|movie|shot|frame|art|book|pen|brush|paper|lines?|shading|"
    r"colou?red|colou?rs?|black|white|soft|loose|fine|heavy|bold|light|dark|old|hand|drawn|painted|rendered|"
    r"classic|traditional|modern|panels?|monochrome|textured|moody|detailed|cinematic|digital|delicate|"
    r"quick|expressive|grainy|high|low|contrast|\d{4}s)\b",
    re.IGNORECASE,
)
FEELINGS = table(
    {
        "angry": "angry|anger|angrily|furious|furiously|rage|shouts|shouting|glares|scowls|snarls|fierce|"
        "threatens|yells|seethes|slams",
        "afraid": "afraid|fear|fearful|terrified|terror|horror|shocked|startled|gasps|amazed|flinches|"
        "astonished|scared|trembles|trembling|stares|frightened|panics?|recoils|screams|shaking|nervous",
        "sad": "sad|sadly|weeps|weeping|cries|crying|tears|mourns|grief|sobs|sobbing|sorrow|melancholy|"
        "heartbroken|wearily|exhausted",
        "glad": "smiles|smiling|laughs|laughing|happy|joy|joyful|grins|merry|delighted|glad|beams|"
        "chuckles|cheers|giggles",
    }
)
MOVES = table(
    {
        "vertigo": r"dolly[- ]zoom|vertigo|zolly|contra[- ]zoom",
        "whip_left": r"whip[- ]pans? (?:to the )?left|swish[- ]pans? left",
        "whip_right": r"whip[- ]pans?|swish[- ]pans?|whip",
        "handheld": r"hand[- ]?held|shaky cam|shaky|documentary camera",
        "truck_left": r"(?:truck|track|dolly|slide|crab)s?(?:ing|ies)? (?:to the )?left",
        "truck_right": r"(?:truck|track|dolly|slide|crab)s?(?:ing|ies)? (?:to the )?right|tracking(?! in| out)|"
        r"trucking|follow shot|steadicam|orbits?|arcs around",
        "crane_down": r"(?:crane|jib|boom|pedestal)s?(?:ing)? down",
        "crane_up": r"(?:crane|jib|boom|pedestal)s?(?:ing)?(?: up)?|rises over",
        "pan_left": r"pan(?:s|ning)? (?:slowly )?(?:to the )?left",
        "pan_right": r"pan(?:s|ning)? (?:slowly )?(?:to the )?right|(?<!frying )pan|pans|panning",
        "tilt_down": r"tilt(?:s|ing)? (?:slowly )?down",
        "tilt_up": r"tilt(?:s|ing)? (?:slowly )?up|tilts?(?! (?:his|her|their|its|head))(?!ed)",
        "zoom_out": r"zoom(?:s|ing)? out",
        "pull_out": r"pull(?:s|ing)? (?:out|back|away)|doll(?:y|ies|ying) (?:out|back|away)|"
        r"track(?:s|ing)? out|widens? (?:out|to)|move(?:s)? (?:back|away) from",
        "zoom_in": r"(?:crash[- ])?zoom(?:s|ing)?(?: in)?",
        "push_in": r"push(?:es|ing)? in|doll(?:y|ies|ying)(?: in)?|track(?:s|ing)? in|move(?:s)? in(?: on)?|"
        r"creeps? in|closes in",
        "still": r"static(?: shot| camera)?|locked[- ](?:off|down)|lock off|still camera|fixed camera|"
        r"no camera movement|camera (?:does not|doesn't) move|tripod",
    }
)
CAMERA = re.compile(
    r"\b(?:camera|we|shot|dolly|crane|jib|zooms?|pan|pans|tilt|truck|hand-?held|steadicam|tracking)\b",
    re.IGNORECASE,
)
THINGS = table(
    {
        "letter": "letters?|note|scroll|document|contract|envelope|commission|parchment|telegram",
        "map": "maps?|chart",
        "newspaper": r"newspapers?|headlines?|gazette|(?:reads?|reading|folds?|folding|opens?|behind|morning|daily|evening) (?:the |a |his |her )?papers?",
        "spear": "spears?|lances?|pikes?|partisans?|halberds?|javelin",
        "sword": "swords?|rapiers?|foils?|daggers?|knife|knives|blades?|bodkin|sabre|saber",
        "axe": "axe|axes|hatchet",
        "shield": "shields?",
        "bow": "bow and arrow|longbow|crossbow|arrows?",
        "cup": "cups?|goblet|chalice|wine|vial|mugs?|coffee|tea|drink",
        "bottle": "bottles?|flask|poison",
        "skull": "skulls?|yorick|bones",
        "crown": "crowns?|coronet|diadem|tiara",
        "key": "keys?",
        "book": "books?|diary|bible|journal|tome|ledger",
        "candle": "candles?|candlestick",
        "torch": "torch|torches|firebrand",
        "lantern": "lanterns?|lamps?|flashlight",
        "phone": "phones?|telephone|mobile|cellphone|smartphone|receiver",
        "computer": "computers?|laptop|keyboard|monitors?|terminal",
        "gun": "guns?|pistols?|revolvers?|rifles?|shotgun",
        "ring": "rings?(?! out)",
        "necklace": "necklace|locket|pendant|amulet",
        "sunflower": "sunflowers?",
        "flower": "flowers?|rose|roses|rosemary|daisy|violets|bouquet|tulips?|lily",
        "clock": "clocks?|watch(?= (?:ticks|on|shows|face))|pocket watch|wristwatch|hourglass|alarm",
        "bag": "bags?|suitcase|briefcase|backpack|purse|satchel|luggage",
        "umbrella": "umbrellas?|parasol",
        "camera": "photo camera|polaroid|camcorder",
        "guitar": "guitar|banjo|lute|ukulele",
        "violin": "violin|fiddle|cello",
        "ball": "ball|football|basketball|soccer",
        "hat": "hats?|fedora|bowler",
        "mirror": "mirrors?|looking[- ]glass",
        "glasses": "eyeglasses|spectacles|sunglasses|glasses",
        "food": "food|bread|soup|cake|pizza|apples?|plate|sandwich|breakfast",
        "flag": "flags?|banners?",
        "box": "box|boxes|crate|package|parcel|chest|casket",
        "painting": "paintings?|portrait|photograph|photos?|picture",
        "fire": "fires?|campfire|bonfire|brazier|flames?|fireplace",
        "car": "(?<!dining )(?<!sleeping )(?<!next )(?<!train )(?<!railway )(?<!subway )cars?|sedan|limousine|police car|taxi",
        "bicycle": "bicycles?|bikes?",
        "horse": "horses?|stallion|mare|pony",
        "dog": "dogs?|hound|puppy",
        "cat": "cats?|kitten",
        "bird": "birds?|ravens?|crows?|cock|dove|owl|seagulls?",
        "boat": "rowing boat|rowboat|boats?|canoe",
        "ship": "(?:sailing )?ships?|schooner|frigate|galleon|steamer|ferry|man[- ]of[- ]war",
        "robot": "robots?|android|droid",
        "chair": "armchair|throne|rocking chair",
        "door": "doors?|doorway|gate",
    }
)
CROWD = re.compile(
    r"\b(?:crowds?|crowded|soldiers|guards|people|lords|ladies|children|army|armies|courtiers|players|"
    r"villagers|mob|pupils|peasants|attendants|onlookers|audience|passengers|dancers|protesters|troops|workers|students|"
    r"guests|hundreds|thousands)\b",
    re.IGNORECASE,
)
MANY = table(
    {
        "a child": "children|students|pupils",
        "a soldier in a grey uniform, helmet": "soldiers|army|armies|troops|guards",
        "a worker in overalls, cap": "workers",
        "a farmer": "villagers|peasants",
        "a courtier in a robe": "lords|ladies|courtiers",
    }
)
ALL = re.compile(r"\b(?:they|both|all|together|everyone|everybody|each other)\b", re.IGNORECASE)
SOMEONE = re.compile(
    r"\b(?:(?:old|young|little|tall|elderly|fat|lone|teenage|wounded|masked|hooded|bearded)[ -]){0,2}"
    r"(?:man|woman|boy|girl|child|kid|baby|figures?|stranger|king|queen|prince|princess|soldier|knight|"
    r"guard|sentry|hero|heroine|detective|rider|travell?er|thief|witch|wizard|nun|priest|monk|doctor|nurse|"
    r"astronaut|pilot|sailor|captain|cowboy|sheriff|cop|policeman|officer|chef|waiter|waitress|teacher|"
    r"student|dancer|singer|bride|groom|farmer|fisherman|hunter|samurai|pirate|ghost|monster|spy|killer|"
    r"mother|father|grandmother|grandfather|lady|gentleman|couple|lovers|scientist|worker|clown)\b",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"\b(?:he|she|someone|somebody|person|his|her)\b", re.IGNORECASE)

_DENIAL = re.compile(
    r"(?:\b(?:no|not|never|without|neither|nor|lacks|free of|instead of|except|minus)\b|n[’']t\b)"
    r"(?:\s+(?:any|a|an|the|more|longer|quite|yet|even|sign of|trace of|visible|really|be|been|do|is))*"
    r"\s+[\w'’-]+(?:(?:\s*,)?\s+(?:or|nor)\s+(?:any\s+|a\s+|the\s+)?[\w'’-]+)*",
    re.IGNORECASE,
)


def affirmed(text: str) -> str:
    """The text without what it says is not there."""
    return _DENIAL.sub(" ", text)


def unstyled(text: str) -> str:
    """The text without its words for media, which are words for things too."""
    for pattern in STYLES.values():
        text = pattern.sub(" ", text)
    return text


def style_of(prompt: str) -> str | None:
    """The medium that a prompt asks for. Most words for one are words for things too: they count
    where they stand by themselves between commas, or beside a word that speaks of drawing."""
    for key, pattern in STYLES.items():
        for match in pattern.finditer(prompt):
            before, after = prompt[: match.start()], prompt[match.end() :]
            item = re.split(r"[,.;:\n]", before)[-1] + " " + re.split(r"[,.;:\n]", after)[0]
            alone = not _BESIDE_STYLE.sub(" ", unstyled(item)).strip(" -'’\"")
            drawn = _DRAWN_IN.search(before) and _ENDS.match(after)
            if alone or drawn or _OF_STYLE.match(after) or _CERTAIN.fullmatch(match[0]):
                return key
    return None


def first(rows: Table, *texts: str) -> str | None:
    """The meaning of the first text that has one."""
    for text in texts:
        for key, pattern in rows.items():
            if pattern.search(text):
                return key
    return None


def every(rows: Table, *texts: str) -> frozenset[str]:
    """All meanings of all texts."""
    return frozenset(key for key, pattern in rows.items() for text in texts if pattern.search(text))


def earliest(rows: Table, *texts: str) -> str | None:
    """The meaning that stands first in the first text that has one."""
    for text in texts:
        hits = [(m.start(), key) for key, p in rows.items() if (m := p.search(text))]
        if hits:
            return min(hits)[1]
    return None
