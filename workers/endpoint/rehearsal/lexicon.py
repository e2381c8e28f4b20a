"""The words that are understood, and what each of them puts in the picture.

Each table maps a meaning to a pattern of word stems; a pattern matches whole words.
The first meaning in a table wins where two match in the same text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Table = Mapping[str, re.Pattern[str]]


def _table(rows: Mapping[str, str]) -> Table:
    return {key: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for key, words in rows.items()}


PLACES: Table = _table(
    {
        "church": "church|chapel|cathedral|abbey|monastery|temple|altar|crypt",
        "prison": "prison|cell|dungeon|jail|gaol|cellar|basement|vault|cave|cavern|tomb",
        "corridor": "corridor|hallway|passage|passageway|stair|stairs|staircase|stairwell|tunnel",
        "hall": "hall|throne|palace|court|courtroom|ballroom|theatre|theater|stage|lobby|gallery|"
        "museum|library|council|room of state|warehouse|factory|hangar|station",
        "castle": "castle|battlements?|ramparts?|platform before|tower|keep|fortress|citadel|"
        "parapet|elsinore|guard[- ]platform|city wall",
        "ship": "ship|deck|boat|vessel|schooner|frigate|galley|raft",
        "sea": "sea|seas|shore|beach|coast|ocean|harbou?r|cliffs?|island|bay|lake|river|quay|"
        "waves|pier|dock",
        "forest": "forest|woods?|grove|jungle|trees|thicket|glade|birnam",
        "graveyard": "graveyard|churchyard|cemetery|graves?|burial",
        "desert": "desert|dunes?|sahara|sands|wasteland",
        "mountain": "mountains?|peaks?|alps|glacier|canyon|ridge|summit|gorge",
        "street": "street|streets|road|alley|alleyway|city|town|village|square|market|market[- ]?place|"
        "avenue|lane|downtown|boulevard|crossroads|bridge|courtyard|rooftops?",
        "sky": "sky|clouds|heavens|air|space|orbit",
        "field": "fields?|plain|heath|moor|meadow|garden|orchard|park|hills?|farm|prairie|"
        "battlefield|camp|valley|pasture|lawn|countryside|path",
        "room": "room|bedroom|chamber|bed-?chamber|closet|kitchen|office|apartment|flat|house|bar|"
        "tavern|inn|study|parlou?r|cabin|hut|cottage|attic|shop|café|cafe|restaurant|hospital|"
        "bathroom|salon|dining|lab|laboratory|studio|classroom|school|home",
    }
)
INSIDE = frozenset({"church", "prison", "corridor", "hall", "room"})

HOURS: Table = _table(
    {
        "night": "night|nights|midnight|moonlight|moonlit|moon|nighttime|stars|starlight|starry",
        "dawn": "dawn|sunrise|daybreak|first light|early morning|morning|cock[- ]?crow",
        "dusk": "dusk|sunset|twilight|evening|golden hour|magic hour|gloaming|sundown|nightfall",
        "day": "day|noon|midday|afternoon|daylight|sunny|daytime",
    }
)
SKIES: Table = _table(
    {
        "rain": "rain|rains|raining|rainy|storm|stormy|thunder|downpour|tempest|drizzle|lightning",
        "snow": "snow|snows|snowing|snowy|blizzard|snowfall|snowstorm",
        "fog": "fog|foggy|mist|misty|haze|hazy|smoke|smoky",
    }
)
STYLES: Table = _table(
    {
        "noir": "noir|chiaroscuro|high[- ]contrast",
        "charcoal": "charcoal|pencil|graphite|sketch|conté",
        "watercolour": "watercolou?rs?|aquarelle|gouache",
        "pastel": "pastels?|storybook|children's book|ghibli",
        "sepia": "sepia|vintage|daguerreotype|old photograph",
        "ink": "ink|inked|pen and ink|line art|manga|comic|woodcut|engraving",
    }
)
POSES: Table = _table(
    {
        "lie": "lies dead|lying|lies down|lies|dies|dead|sleeps|sleeping|asleep|slain|corpse|"
        "unconscious|faints",
        "fall": "falls|falling|fell|stumbles|collapses|trips|topples|tumbles|staggers|plunges",
        "run": "runs|running|ran|sprints|flees|races|chases|rushes|charges|dashes|hurries|bolts|"
        "exeunt running|escapes",
        "kneel": "kneels|kneeling|knelt|prays|praying|crouches|crouching|begs",
        "sit": "sits|sitting|sat|seated|enthroned|rests|dines|reads|writes",
        "embrace": "embraces?|embracing|hugs?|hugging|kiss(?:es)?|holds (?:him|her|them)",
        "fight": "fights?|fighting|duels?|stabs|strikes|attacks|draws (?:his|her|a|the) sword|"
        "swings|lunges|thrusts|parries|slays",
        "point": "points|pointing|pointed|beckons|beckoning|gestures|aims|accuses|commands|"
        "follows? me|shows|waves",
        "raise": "raises|raising|lifts|cheers|cheering|celebrates|surrenders|throws|flings|hails|"
        "calls|shouts|cries out",
        "walk": "walks|walking|enters|enter|exits?|leaves|follows|following|approaches|crosses|"
        "strides|marches|wanders|comes|goes|steps|paces|strolls|advances|passes|arrives|stalks",
    }
)
FEELINGS: Table = _table(
    {
        "angry": "angry|anger|angrily|furious|rage|shouts|shouting|glares|scowls|snarls|fierce",
        "afraid": "afraid|fear|fearful|terrified|terror|horror|shocked|startled|gasps|amazed|"
        "astonished|scared|trembles|trembling|stares",
        "sad": "sad|sadly|weeps|weeping|cries|crying|tears|mourns|grief|sobs|sorrow|melancholy",
        "glad": "smiles|smiling|laughs|laughing|happy|joy|joyful|grins|merry|delighted|glad",
    }
)
MOVES: Table = _table(
    {
        "handheld": "hand[- ]?held|shaky cam|shaky",
        "pan_left": "pans? left|panning left|truck left|tracks? left",
        "pan_right": "pans? right|panning right|pan|pans|panning|truck right|tracks? right|"
        "tracking|follow shot",
        "tilt_down": "tilts? down|tilting down|crane down|pedestal down|booms? down",
        "tilt_up": "tilts? up|tilting up|tilts?|crane up|crane|booms? up|pedestal up",
        "pull_out": "pulls? (?:out|back)|pulling (?:out|back)|zooms? out|zooming out|"
        "dolly (?:out|back)|track out|widens?",
        "zoom_in": "zooms? in|zooming in|crash zoom|zooms?",
        "push_in": "push(?:es)? in|pushing in|dolly(?: in)?|dollies in|track in|moves? in|creeps in",
        "still": "static(?: shot)?|locked[- ]off|lock off|still camera|no camera movement",
    }
)
ANGLES: Table = _table(
    {
        "low": "low[- ]angle|from below|worm's[- ]eye|looking up at",
        "high": "high[- ]angle|from above|bird's[- ]eye|overhead|looking down on",
    }
)
THINGS: Table = _table(
    {
        "letter": "letters?|note|paper|papers|map|scroll|document|contract|envelope|commission|"
        "photograph|photo|newspaper",
        "sword": "swords?|rapiers?|foils?|dagger|knife|blade|bodkin|spear|partisan",
        "cup": "cup|goblet|chalice|glass|bottle|wine|poison|vial|mug|drink",
        "skull": "skull|yorick|bones",
        "crown": "crown|coronet|diadem",
        "key": "keys?|lock",
        "book": "book|books|diary|bible|journal",
        "lantern": "lantern|lamp|torch|candle|candles",
        "phone": "phone|telephone|mobile|screen|cellphone",
        "gun": "gun|pistol|revolver|rifle",
        "ring": "ring|rings|necklace|locket",
        "flower": "flowers?|rose|roses|rosemary|daisy|violets",
        "clock": "clock|watch|hourglass",
    }
)
CROWD = re.compile(
    r"\b(?:crowd|soldiers|guards|people|lords|ladies|men|women|children|army|courtiers|players|"
    r"villagers|mob|attendants|they)\b",
    re.IGNORECASE,
)
SOMEONE = re.compile(
    r"\b(?:man|woman|boy|girl|child|figure|he|she|someone|stranger|king|queen|prince|soldier|"
    r"guard|old man|old woman|person|hero|heroine|detective|rider|traveller)\b",
    re.IGNORECASE,
)


def first(table: Table, *texts: str) -> str | None:
    """The meaning of the first text that has one."""
    for text in texts:
        for key, pattern in table.items():
            if pattern.search(text):
                return key
    return None


def earliest(table: Table, *texts: str) -> str | None:
    """The meaning that stands first in the first text that has one."""
    for text in texts:
        hits = [(m.start(), key) for key, p in table.items() if (m := p.search(text))]
        if hits:
            return min(hits)[1]
    return None
