"""The words that say how somebody looks."""

from __future__ import annotations

import re

from workers.endpoint.rehearsal.brush import Colour

COLOURS: dict[str, Colour] = {
    "red": (178, 46, 44), "scarlet": (190, 44, 40), "crimson": (150, 32, 48), "burgundy": (104, 36, 52), "maroon": (104, 36, 44),
    "orange": (214, 122, 46), "yellow": (226, 184, 72), "golden": (206, 164, 70), "gold": (206, 164, 70), "green": (72, 122, 76),
    "olive": (104, 108, 62), "emerald": (34, 124, 92), "teal": (46, 116, 120), "turquoise": (70, 160, 164), "blue": (62, 98, 160),
    "navy": (44, 56, 96), "purple": (104, 62, 128), "violet": (116, 78, 150), "lilac": (168, 142, 190), "pink": (222, 138, 150),
    "brown": (116, 80, 54), "tan": (188, 150, 108), "beige": (208, 186, 150), "khaki": (160, 146, 104), "cream": (232, 220, 190),
    "white": (238, 234, 224), "silver": (190, 194, 198), "grey": (128, 130, 134), "gray": (128, 130, 134), "black": (46, 44, 50),
    "dark": (58, 54, 62), "pale": (206, 204, 196),
}  # fmt: skip
HAIR: dict[str, Colour] = {
    "black": (40, 34, 36), "raven": (36, 32, 40), "dark": (58, 42, 36), "brown": (98, 66, 44), "brunette": (98, 66, 44), "chestnut": (124, 72, 44),
    "auburn": (142, 66, 40), "red": (176, 78, 38), "ginger": (196, 96, 44), "blonde": (218, 178, 104), "blond": (218, 178, 104), "golden": (218, 172, 92),
    "fair": (214, 178, 116), "sandy": (190, 150, 98), "silver": (196, 198, 200), "grey": (150, 150, 150), "gray": (150, 150, 150), "white": (232, 230, 224),
    "blue": (70, 110, 176), "green": (84, 140, 92), "pink": (222, 128, 158), "purple": (124, 82, 150),
}  # fmt: skip
PLATES: dict[str, Colour] = {
    "copper": (186, 112, 74), "bronze": (166, 118, 66), "brass": (196, 160, 82), "gold": (206, 164, 70), "golden": (206, 164, 70),
    "rusty": (150, 92, 66), "white": (226, 226, 222), "black": (64, 64, 70), "red": (178, 60, 52), "blue": (72, 110, 164),
    "green": (92, 132, 96), "yellow": (216, 176, 74), "silver": (190, 194, 198),
}  # fmt: skip
SKIN: dict[str, Colour] = {
    "pale": (250, 226, 206), "fair": (246, 214, 186), "tanned": (214, 162, 116), "olive": (214, 174, 132), "dark": (124, 84, 62),
    "brown": (150, 102, 74), "black": (104, 72, 56), "ebony": (88, 60, 48), "freckled": (240, 200, 168),
}  # fmt: skip


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{text})\b", re.IGNORECASE)


HER = _words(
    r"she|her|hers|\w*woman|\w*women|\w*girl|lady|ladies|girl|queen|princess|duchess|countess|empress|mrs|miss|ms|madam|mother|"
    r"mum|mom|sister|daughter|wife|widow|witch|nurse|aunt|niece|grandmother|grandma|actress|maid|maiden|nun|goddess|"
    r"waitress|heroine|bride|hostess|priestess|sorceress|female|oda|ada|ida|una|ona|eva|ava|uma|mia|lea|thea|isa|braids?|pigtails?|ophelia|gertrude|juliet|alice|mary|anna|anne|ann|emma|rose|"
    r"jane|kate|lucy|sarah|sara|eve|elisabeth|elizabeth|grace|claire|clare|helen|ellen|irene|marie|sophie|zoe|chloe|lily|"
    r"amy|emily|nancy|betty|ruth|judith|margaret|joan|susan|karen|rachel|leah|hannah|esther|miriam|cordelia|ingrid|astrid|"
    r"agnes|frances|iris|violet|daisy|carmen|dolores|beth|meg|mei|yuki|sakura|noor|fatima|aisha|\w{2,}(?:ella|ette|elle|lyn|ine)|"
    r"(?!luca\b|joshua\b|noah\b|elia\b|nikita\b|mustafa\b|ezra\b|dada\b|papa\b|mascara\b|ninja\b|pizza\b|panda\b)\w{2,}[bdfglmnrstvy]i?a"
)
HIM = _words(
    r"he|his|him|(?!wo)\w*(?<!wo)man|men|sir|mr|lord|boy|king|prince|duke|count|emperor|father|dad|brother|son|husband|uncle|nephew|"
    r"grandfather|grandpa|actor|monk|friar|priest|god|waiter|hero|groom|host|wizard|gentleman|guy|male|lad|fisherman|beard|bearded"
)
NEITHER = _words(
    r"someone|somebody|person|stranger|another|third|fourth|guard|soldier|doctor|driver|teacher|student|pilot|officer|"
    r"detective|sentry|scholar|captain|traveller|child|kid|thief|agent|engineer|scientist|clerk|patient|neighbour|neighbor|"
    r"messenger|servant|cook|baker|player|courtier|villager|attendant|narrator|voice"
)
ROYAL = _words(r"king|queen|prince|princess|emperor|empress|claudius|monarch")
GUARD = _words(
    r"soldier|guard|knight|sentinel|sentry|francisco|bernardo|barnardo|marcellus|warrior|watchman|gladiator"
)
SPIRIT = _words(r"ghost|spirit|phantom|spectre|specter|apparition")
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen"
_FEW = "|".join(_NUMBERS.split())
CHILD = _words(
    r"boy|girl|child|children|kid|kids|toddler|baby|infant|little|schoolboy|schoolgirl|pupil|daughter|son|urchin|"
    rf"grandson|granddaughter|preteen|junior|aged? (?:[1-9]|1[0-3]|{_FEW})|(?:{_FEW})[- ]years?(?:[- ]old)?"
)
YEARS = re.compile(
    r"\b(?:aged?\s+(\d{1,3})\b|(\d{1,3})\s*(?:'?s\b|[- ]years?(?:[- ]old)?\b|y/?o\b)|(?<![-\w])(\d{1,2})(?=\s*[,)]|$))",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"\b(?:({_FEW})(?=[- ]years?\b)|(?:aged?|girl of|boy of|child of) ({_FEW})\b)", re.IGNORECASE
)
METAL = _words(r"robots?|android|droid|automaton|cyborg|mech")
BABYISH = _words(r"toddler|baby")
TEEN = _words(r"teen\w*|adolescent|youth|aged? 1[3-7]")
YOUNG = _words(r"young|youthful|twenties|teen\w*|maiden|student")
OLD = _words(
    r"old|older|elderly|elder|aged|ancient|grand(?:mother|father|ma|pa|dad)|wizard|polonius|lear|prospero|wrinkled|"
    r"seventies|eighties|retired|crone|veteran"
)
NOT_OLD = _words(
    r"[\w-]+[- ]years?[- ]old|old (?:coat|cloak|hat|shirt|jacket|dress|boots?|uniform|jumper|sweater)"
)
BROAD = _words(
    r"broad|burly|big|stout|fat|heavy|heavyset|portly|plump|round|huge|muscular|stocky|massive|giant|chubby"
)
THIN = _words(r"thin|slim|slender|lean|gaunt|skinny|lanky|wiry|frail|bony|slight")
TALL = _words(r"tall|towering|giant|lanky|huge")
SHORT = _words(r"short (?:man|woman|and)|small|tiny|petite|dwarf|little (?:man|woman)")
BEARD = _words(r"beard(?:ed)?|goatee|whiskers")
LONG_BEARD = _words(
    r"(?:long|flowing|great|white|bushy|full)(?:,? \w+)? beard|wizard|prospero|lear|hermit"
)
STUBBLE = _words(r"stubble|unshaven|five o'clock")
MOUSTACHE = _words(r"moustache|mustache|moustached")
SHAVEN = _words(r"clean[- ]shaven|beardless|no beard|shaven")
GLASSES = _words(r"glasses|spectacles|bespectacled|goggles")
DARK_GLASSES = _words(r"sunglasses|dark glasses|shades")
SCARF = _words(r"scarf|shawl|muffler")
TIE = _words(r"tie|necktie|lawyer|businessman|businesswoman|banker")
PATCH = _words(r"eye ?patch|pirate")
SCAR = _words(r"scar|scarred")

STYLES = {
    "bald": _words(r"bald|balding|shaven head|shaved head|hairless|friar|monk"),
    "bun": _words(r"bun|hair up|updo|chignon|ballerina"),
    "braid": _words(r"braids?|plaits?|braided|pigtails?"),
    "tail": _words(r"pony ?tail"),
    "afro": _words(r"afro"),
    "curly": _words(r"curls|curly|ringlets|frizzy"),
    "bob": _words(r"bob|bobbed"),
    "spiky": _words(r"spiky|tousled|messy hair|unkempt|wild hair|mohawk|punk"),
    "long": _words(r"long(?:,? \w+)? hair|long[- ]haired|flowing hair|hair down"),
    "shoulder": _words(r"shoulder[- ]length|hippie|prince|hamlet"),
    "wavy": _words(r"wavy|waves"),
    "slick": _words(r"slicked|slick|greased|pomade|combed back"),
    "short": _words(r"short(?:,? \w+)? hair|short[- ]haired|cropped|crew cut|buzz ?cut"),
}
HATS = {
    "crown": _words(r"crown|crowned|coronet|diadem|tiara"),
    "helmet": _words(r"helmet|helm"),
    "hood": _words(r"hood|hooded|cowl"),
    "witch": _words(r"wizard|witch|pointed hat"),
    "top": _words(r"top hat|magician"),
    "bowler": _words(r"bowler"),
    "peak": _words(
        r"peaked cap|policeman|policewoman|police|cop|sailor|captain's cap|chauffeur|pilot"
    ),
    "straw": _words(r"straw hat|sun ?hat|farmer"),
    "beanie": _words(r"beanie|woolly hat|wool hat|knit(?:ted)? (?:cap|hat)|bobble hat"),
    "cap": _words(r"baseball cap|flat cap|cap|beret"),
    "brim": _words(r"hat|fedora|trilby|stetson|cowboy|detective"),
    "scarf": _words(r"headscarf|hijab|veil|nun|kerchief|bonnet"),
    "headband": _words(r"headband|bandana|circlet"),
}
GARMENTS = {
    "armour": _words(r"armou?r|knight|mail|breastplate|cuirass|gladiator"),
    "uniform": _words(
        r"uniform|soldier|officer|policeman|policewoman|police|cop|captain|general|sergeant|guard|sentry|pilot|sailor"
    ),
    "dress": _words(r"dress|gown|skirt|frock|ballerina|bride"),
    "robe": _words(
        r"robes?|monk|nun|friar|priest|wizard|witch|habit|cassock|kimono|toga|judge|bishop"
    ),
    "coat": _words(
        r"(?:over|great|trench|rain|lab|long )?coat|parka|duster|detective|doctor|scientist"
    ),
    "suit": _words(
        r"suit|tuxedo|lawyer|businessman|businesswoman|banker|butler|gentleman|blazer|waiter"
    ),
    "cloak": _words(r"cloak|cape|mantle"),
    "tunic": _words(r"tunic|doublet|jerkin|surcoat|peasant|squire"),
    "overalls": _words(r"overalls|dungarees|boiler ?suit|mechanic|farmer|jumpsuit|plumber"),
    "hoodie": _words(r"hoodie|sweatshirt|tracksuit"),
    "sweater": _words(r"sweater|jumper|pullover|cardigan"),
    "jacket": _words(r"jacket|biker|bomber|anorak|waistcoat|vest"),
    "shirt": _words(r"shirt|t-shirt|tee|blouse|jeans|shorts"),
}
CLOTH_WORD = (
    r"(?:\w+[- ])?(?:over|rain|trench|great)?(?:coat|dress|gown|robes?|cloak|cape|suit|shirt|t-shirt|uniform|armou?r|"
    r"jacket|sweater|jumper|tunic|doublet|hoodie|blouse|skirt|overalls|dungarees|clothes|clothing|parka|cardigan|velvet|"
    r"silk|wool|leather|frock|kimono|blazer|pullover|waistcoat|vest|anorak|habit)"
)
CARRIED = {
    "spear": _words(r"spear|pike|halberd|lance|partisan|trident"),
    "sword": _words(r"sword|rapier|foil|sabre|blade|knight"),
    "staff": _words(r"staff|walking stick|cane|crutch|wizard|shepherd"),
    "lantern": _words(r"lantern|torch|lamp|candle"),
    "umbrella": _words(r"umbrella|parasol"),
    "bag": _words(r"bag|satchel|suitcase|briefcase|basket|handbag|luggage"),
    "book": _words(r"book|books|bible|ledger|notebook"),
    "gun": _words(r"gun|pistol|revolver|rifle|musket"),
    "flower": _words(r"flowers?|bouquet"),
    "cup": _words(r"cup|goblet|mug|tankard"),
}


def years_of(text: str) -> int | None:
    """How many years old the text says somebody is."""
    found = YEARS.search(text)
    if found:
        return int(next(group for group in found.groups() if group))
    spelled = _SPELLED.search(text)
    if spelled:
        return _NUMBERS.split().index((spelled[1] or spelled[2]).lower()) + 1
    return None


def first(table: dict[str, re.Pattern[str]], text: str) -> str | None:
    """The key of the first entry that the text has a word for."""
    return next((key for key, pattern in table.items() if pattern.search(text)), None)


def colour_of(text: str, table: dict[str, Colour], what: str) -> Colour | None:
    """The colour that the text gives to `what` (a pattern): "a red wool coat", "coat of red"."""
    names = "|".join(sorted(table, key=len, reverse=True))
    before = rf"\b({names})(?:ish)?(?=((?:[- ]+(?!(?:{names}|and|with|in)\b)\w+){{0,2}}?)[- ]+(?:{what})\b)"
    after = rf"\b(?:{what})\b (?:of|in|is|was|turned|gone) (?:\w+ )?({names})\b"
    hits = sorted(re.finditer(before, text, re.IGNORECASE), key=lambda hit: len(hit[2]))
    hits += re.finditer(after, text, re.IGNORECASE)
    return table[hits[0][1].lower()] if hits else None
