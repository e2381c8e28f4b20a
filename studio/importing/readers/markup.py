"""XML that anybody may have written, as a tree."""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from studio.importing.reading import refuse

MOST_DEPTH = 200
MOST_ELEMENTS = 1_000_000


def tree_of(text: str) -> Element:
    """The root. Raises UserError for what is no XML, and for what brings declarations of its own:
    entities can make a small file endless, or name files of this machine."""
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    depth = count = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            refuse("This XML is nested too deeply, or has too many elements, to be a timeline.")
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    def declared(_name: str, system: str | None, _public: str | None, inside: int) -> None:
        if system or inside:
            refuse("This XML declares a document type of its own, which is not read. Remove it.")

    def entity(*_: object) -> None:
        refuse("This XML declares entities, which are not read. Remove them.")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError) as error:
        refuse(f"This XML cannot be read: {error}.")
    root: Element = builder.close()
    return root
