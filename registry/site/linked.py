"""The text of a page, with every citation in it a link."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from registry.site import addresses
from registry.store.tables import CitationFound


def linked(text: str, citations: Sequence[CitationFound]) -> Markup:
    """`text` escaped, the cited numbers as links that resolve them; a place that is not in the text is left out."""
    parts: list[Markup] = []
    done = 0
    for one in citations:
        if not done <= one.start < one.end <= len(text):
            continue
        parts.append(escape(text[done : one.start]))
        address = addresses.page("resolve", number=one.canonical)
        parts.append(Markup('<a href="{}">{}</a>').format(address, text[one.start : one.end]))
        done = one.end
    parts.append(escape(text[done:]))
    return Markup().join(parts).strip()
