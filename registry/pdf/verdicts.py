"""What a page's text is worth: pure."""

from registry.pdf.facts import Verdict
from registry.pdf.protocol import PageText

PLENTY = 200
"""Letters from which a page has text of its own, whatever pictures it holds. A signed scan's stamp (name, office, time) has
some 60 to 120, a gazette's running header 13 to 26."""
HIDDEN = 400
"""Letters that a picture as large as the page hides at least (a gazette page has 1,400 to 1,700). With fewer letters than
its share of that, the page's content is in the picture and the letters are a header or a stamp."""
SPECK = 0.01  # of the page: where there are no letters, any picture that is more than a speck is the content
FIGURE = 0.1  # of the page: a smaller picture is a seal or a logo
OUTLINES = 200  # paths on a page without letters: its letters were turned into outlines
GARBLED = 0.1  # share of characters that mean nothing


def verdict(page: PageText) -> Verdict:
    found = _content(page)
    return "repaired" if found == "text" and page.repaired else found


def _content(page: PageText) -> Verdict:
    if page.odd and page.odd >= GARBLED * (page.letters + page.odd):
        return "garbled"
    if page.hidden:
        return "garbled"
    if page.letters >= PLENTY:
        return "text"
    if page.letters:
        return "stamp_only" if page.picture >= FIGURE and page.letters < HIDDEN * page.picture else "text"
    return "scanned" if page.picture > SPECK or page.strokes >= OUTLINES else "empty"
