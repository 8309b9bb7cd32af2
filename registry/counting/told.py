"""The rules as readers are told them; `docs/counting.md` has the reasons."""

from collections.abc import Mapping

from registry.counting.rules import LeftOut
from registry.errors import N_

RULES: Mapping[str, str] = {
    "view": N_(
        "A view is counted when the page of a document is really looked at, also where it comes out of a cache."
    ),
    "download": N_("A download is counted when the file is given out, whole or from its first byte on."),
    "repeat": N_("Hits by one visitor on one thing, each within 30 seconds of the one before, are one."),
    "channel": N_(
        "People, robots and programs with a token are counted apart; only people are shown as views and downloads."
    ),
    "robot": N_(
        "A robot is what COUNTER's list or crawler-user-agents knows as one, and whatever does not say what it is."
    ),
    "visitor": N_("A visitor is a hash of address and browser under a secret of the day, which is destroyed after it."),
    "visit": N_("A visit ends after 30 minutes without a hit; one that lasts over midnight counts on both days."),
    "preview": N_("Pictures of pages, and files opened in the page, are previews and no downloads."),
    "opening": N_("What was brought over from another system is added under its own name."),
    "day": N_("A day is a day in the registry's time zone. Hits are summed up a minute after they happen."),
}

LEFT_OUT: Mapping[LeftOut, str] = {
    LeftOut.HEAD: N_("only the headers were asked for"),
    LeftOut.NOT_MODIFIED: N_("the file was there already and was not given out again"),
    LeftOut.PART: N_("a further part of a file"),
    LeftOut.PROBE: N_("a probe of one or two bytes"),
    LeftOut.AHEAD: N_("fetched ahead by a browser, and perhaps never looked at"),
    LeftOut.UNPUBLISHED: N_("while the document was not published"),
    LeftOut.STAFF: N_("by clerks and administrators"),
    LeftOut.MISSED: N_("missed: it could not be written within a second"),
}

MAY_BE_LOST: Mapping[str, str] = {
    "events": N_("Views and downloads are stored before the answer begins: the death of a process loses none, a power cut perhaps those of the last moments."),
    "tallies": N_("Previews, reads by API and what was left out are stored every five seconds: the death of a process may lose so many."),
}  # fmt: skip
