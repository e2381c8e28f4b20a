"""Screenplays of the tests, and of names that a careless page would trip over."""

LAMP = """Title: The Lamp

INT. LIGHTHOUSE - NIGHT

Mara (60s, red raincoat) climbs the stair.

CLOSE ON her hands.

She lights the lamp.

EXT. SHORE - DAY

A boat comes in.

WIDE - Mara waves from the rocks.
"""
LAMP_SHOTS = 5

HOSTILE = (
    "<script>window.broken = 1</script><img src=x onerror='window.broken = 2'>",
    "مشروع الفيلم القصير עם כותרת ארוכה \u202edlrow",
    "A" * 200,
    "👩‍👩‍👧‍👦🎬🏴‍☠️ é̂̂̂̂ ﷽",
)


def long_script(scenes: int, shots: int) -> str:
    """A screenplay of so many scenes with so many shots each."""
    told = ["Title: A Long One\n"]
    for scene in range(1, scenes + 1):
        told.append(f"INT. ROOM {scene} - DAY\n")
        told += [f"Ada opens door {scene} {shot} and looks.\n" for shot in range(1, shots + 1)]
    return "\n".join(told)
