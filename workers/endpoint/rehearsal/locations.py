"""Where a shot is: the words for places, and what a heading says of inside and outside."""

from __future__ import annotations

import re

from workers.endpoint.rehearsal import lexicon

PLACES = lexicon.table(
    {
        "spaceship": "spaceship|spacecraft|starship|cockpit|airlock|space station|bridge of the ship",
        "space": "outer space|deep space|orbit|moon surface|surface of the moon|asteroid|space|planet",
        "cabin": r"(?:ship|boat|captain|vessel|yacht|steamer|schooner|galleon)(?:['’]?s)?['’]? cabins?|"
        r"cabin (?:of the (?:ship|boat)|on (?:the|a) (?:ship|boat))|cabin aboard|below decks?|berths?|stateroom",
        "forest_road": r"(?:forest|wood(?:s|land)?|jungle) (?:roads?|paths?|tracks?|trails?|lane)|"
        r"(?:road|path|track|trail|lane) (?:through|in|into) (?:the |a )?(?:dark |deep |old )?(?:forest|woods?|woodland)",
        "shop": r"(?:book)?shop(?! class)|shop floor|store(?!room| room)|bakery|boutique|grocer(?:y|['’]s)?|"
        r"butcher['’]s|pharmacy|chemist['’]s|supermarket|delicatessen|florist['’]?s?|apothecary|general store|pawn ?shop",
        "market": r"market(?: ?(?:place|square|hall|street|lane))?|bazaar|souk|fairground|flea market",
        "graveyard": "graveyard|churchyard|cemetery|graves?|graveside|burial",
        "lab": "lab|laboratory|control room|server room",
        "hospital": "hospital|ward|clinic|sickroom|operating room|morgue|infirmary",
        "classroom": "classroom|school|schoolroom|lecture hall|university",
        "library": "library|archives?",
        "kitchen": "kitchen|scullery|pantry|galley kitchen",
        "bar": "bar|tavern|inn|pub|saloon|restaurant|café|cafe|diner|nightclub|casino|canteen",
        "theatre": "theatre|theater|stage|auditorium|opera|cinema|ballroom|circus",
        "bedroom": "bedroom|bed-?chamber|attic|nursery|hotel room|motel|closet|dormitory",
        "stairs": "stairs|staircase|stairwell|steps of",
        "cave": "cave|cavern|grotto|mine|mines|tomb|crypt|catacombs?",
        "prison": "prison|cell|dungeon|jail|gaol|cellar|basement|vault|interrogation room",
        "church": "church|chapel|cathedral|abbey|monastery|temple|altar|mosque|cloister chapel",
        "corridor": "corridor|hallway|passage|passageway|tunnel|sewer|aisle",
        "warehouse": "warehouse|factory|hangar|garage|workshop|barn|forge|smithy|stable|shed|loft",
        "office": "office|study|headquarters|newsroom|police station|boardroom|precinct|bank|agency",
        "train": "(?:dining|sleeping|restaurant|buffet|railway|train|club|lounge|next|passenger) cars?|train|carriage|compartment|subway car|metro car|bus|plane|airplane|aircraft|railcar",
        "hall": "hall|throne room|throne|palace|court|courtroom|lobby|gallery|museum|council|room of state|"
        "mansion|great room|senate",
        "station": "railway station|train station|subway station|train platform|railway|railroad|"
        "station platform|platform \\d+|station",
        "castle": "castle|battlements?|ramparts?|platform before|tower|keep|fortress|citadel|parapet|"
        "elsinore|guard[- ]platform|city wall|the platform",
        "car": "car|taxi|cab|van|truck|limousine|patrol car",
        "ship": "ship|deck|vessel|schooner|frigate|galleon|ferry|yacht|submarine|raft",
        "harbour": "harbou?r|port|pier|docks?|quay|wharf|marina",
        "lighthouse": "lighthouse",
        "sea": "sea|seas|shore|beach|coast|ocean|cliffs?|island|bay|waves|surf",
        "swamp": "swamps?|marsh|bog|wetlands?|bayou|mire",
        "river": "rivers?|lake|lakeside|stream|riverbank|pond|creek|waterfall",
        "forest": "forests?|woods?|grove|jungle|trees|thicket|glade|birnam|woodland|rainforest",
        "snowfield": "snowfield|tundra|arctic|antarctica|ice|icefield|frozen lake|north pole",
        "desert": "desert|dunes?|sahara|sands|wasteland|oasis|badlands",
        "mountain": "mountains?|mountainside|peaks?|alps|glacier|canyon|ridge|summit|gorge|hilltop",
        "rooftop": "rooftops?|roof|roof terrace|balcony",
        "alley": "alley|alleyway|back street|backstreet|side street",
        "courtyard": "courtyard|cloisters?|plaza|patio|piazza|yard",
        "bridge": "bridge|viaduct|aqueduct",
        "ruins": "ruins?|ruined|rubble|bombed|abandoned temple",
        "camp": "camp|campsite|battlefield|tents?|trench|trenches|encampment|front line",
        "farm": "farm|farmhouse|farmyard|barnyard|orchard|vineyard|ranch|cornfield|wheat ?field",
        "park": "park|gardens?|playground|lawn|backyard|maze",
        "village": "village|hamlet (?=-)|town square|main street",
        "city": "city|skyline|downtown|avenue|metropolis|boulevard|times square|new york|london|tokyo|paris",
        "road": "road|highway|crossroads|motorway|roadside|gas station|parking lot|driveway|path|trail",
        "street": "streets?|lane|town|square|sidewalk|pavement|suburb|neighbou?rhood|storefront",
        "sky": "sky|clouds|heavens?|mid-?air|cloudscape",
        "field": "fields?|plains?|heath|moor|meadow|hills?|prairie|valley|pasture|countryside|grassland|steppe",
        "room": "room|chamber|apartment|flat|house|parlou?r|hut|cottage|bathroom|salon|dining|"
        "studio|home|lounge|living",
    }
)
_ROOMS = (
    "room bedroom kitchen office bar library classroom hospital warehouse corridor stairs church hall "
    "prison cave lab spaceship car train theatre shop cabin"
)
INSIDE = frozenset(_ROOMS.split())
_OUT_OF = {
    "church": "graveyard", "hall": "castle", "cave": "mountain", "car": "road", "train": "station",
    "spaceship": "space", "warehouse": "alley", "stairs": "courtyard", "prison": "courtyard",
    "room": "street", "bedroom": "street", "theatre": "city", "office": "city", "lab": "city",
    "hospital": "city", "library": "city", "classroom": "park", "bar": "street", "shop": "street", "cabin": "ship", "kitchen": "courtyard",
    "corridor": "alley",
}  # fmt: skip
_INTO = {
    "castle": "hall", "ship": "cabin", "market": "shop", "forest_road": "room", "station": "hall", "farm": "warehouse", "ruins": "hall",
    "mountain": "cave", "lighthouse": "room", "space": "spaceship", "village": "bar", "graveyard": "church", "city": "office",
}  # fmt: skip
_INT = re.compile(r"\b(?:int|interior|inside|indoors)\b", re.IGNORECASE)
_EXT = re.compile(r"\b(?:ext|exterior|outside|outdoors)\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:below|beneath|above|near|beside|outside|behind|under|overlooking|opposite|(?<!cabin )of the)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^\s*(?:int|ext|i/e|est)\b[./ ]*|(?:\s[-–—]\s*)[^-–—]*$", re.IGNORECASE)


def locate(scene: str, prompt: str, caption: str) -> tuple[str, bool]:
    """The key of the place, and whether it is inside. What the heading calls it goes first."""
    heading = _HEADING.sub(" ", scene)
    place = (
        lexicon.first(PLACES, _BESIDE.split(heading)[0], heading) or lexicon.first(PLACES, prompt)
    ) or lexicon.first(PLACES, caption)
    whole = scene or prompt
    inside, outside = bool(_INT.search(whole)), bool(_EXT.search(whole))
    if place is None:
        return ("room", True) if inside else ("field" if outside else "open", False)
    if outside and not inside and place in INSIDE:
        return _OUT_OF.get(place, "street"), False
    if place == "car" and not inside:
        return "road", False
    if inside and not outside and place not in INSIDE:
        return _INTO.get(place, "room"), True
    return place, place in INSIDE


def hour_of(scene: str, *others: str) -> str:
    """The hour: a heading ends with it."""
    tail = re.split(r"\s[-–—]+\s|\.\s", scene)[-1]
    return lexicon.first(lexicon.HOURS, tail, scene, *others) or "day"
