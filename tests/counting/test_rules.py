"""A table of requests, and as what each is counted or why it is left out: one line for each rule."""

import pytest

from registry.counting.rules import Asked, Channel, Given, LeftOut, verdict

PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
SIZE = 100_000
WHOLE = Given(200, 0, SIZE)

TABLE = {
    "a whole file": (Asked(PERSON), WHOLE, Channel.PERSON),
    "a view, which gives out no file": (Asked(PERSON, "POST"), None, Channel.PERSON),
    "its first half": (Asked(PERSON), Given(206, 0, SIZE // 2), Channel.PERSON),
    "all of it as a range": (Asked(PERSON), Given(206, 0, SIZE), Channel.PERSON),
    "one byte more than a probe": (Asked(PERSON), Given(206, 0, 3), Channel.PERSON),
    "a probe of two bytes": (Asked(PERSON), Given(206, 0, 2), LeftOut.PROBE),
    "a probe of one byte": (Asked(PERSON), Given(206, 0, 1), LeftOut.PROBE),
    "its second half": (Asked(PERSON), Given(206, SIZE // 2, SIZE), LeftOut.PART),
    "all but its first byte": (Asked(PERSON), Given(206, 1, SIZE), LeftOut.PART),
    "a file that is there already": (Asked(PERSON), Given(304, 0, 0), LeftOut.NOT_MODIFIED),
    "a question for its headers": (Asked(PERSON, "HEAD"), WHOLE, LeftOut.HEAD),
    "a question for the headers of a part": (Asked(PERSON, "HEAD"), Given(206, 5, SIZE), LeftOut.HEAD),
    "fetched ahead": (Asked(PERSON, purpose="prefetch"), WHOLE, LeftOut.AHEAD),
    "fetched ahead by a private proxy": (Asked(PERSON, purpose="prefetch;anonymous-client-ip"), WHOLE, LeftOut.AHEAD),
    "rendered ahead": (Asked(PERSON, purpose="prefetch;prerender"), None, LeftOut.AHEAD),
    "fetched ahead by an old browser": (Asked(PERSON, purpose="  prefetch"), WHOLE, LeftOut.AHEAD),
    "a robot that fetches ahead": (Asked(GOOGLE, purpose="prefetch"), WHOLE, LeftOut.AHEAD),
    "a clerk": (Asked(PERSON, by_staff=True), WHOLE, LeftOut.STAFF),
    "a clerk who calls himself a robot": (Asked("", by_staff=True), WHOLE, LeftOut.STAFF),
    "before publication": (Asked(PERSON, published=False), WHOLE, LeftOut.UNPUBLISHED),
    "a clerk before publication": (Asked(PERSON, by_staff=True, published=False), WHOLE, LeftOut.UNPUBLISHED),
    "a program before publication": (Asked("", by_token=True, published=False), WHOLE, LeftOut.UNPUBLISHED),
    "a program that calls itself as robots do": (Asked("python-requests/2.32", by_token=True), WHOLE, Channel.API),
    "a program without a name": (Asked("", by_token=True), WHOLE, Channel.API),
    "a clerk's program": (Asked("curl/8.5", by_token=True, by_staff=True), WHOLE, Channel.API),
    "a program's question for headers": (Asked("", "HEAD", by_token=True), WHOLE, LeftOut.HEAD),
    "a robot of both lists": (Asked(GOOGLE), WHOLE, Channel.ROBOT),
    "a robot that COUNTER does not know": (Asked("Mozilla/5.0 (compatible; GPTBot/1.2)"), WHOLE, Channel.ROBOT),
    "a robot's view": (Asked(GOOGLE), None, Channel.ROBOT),
    "a program without a token": (Asked("curl/8.5.0"), WHOLE, Channel.ROBOT),
    "an empty agent": (Asked(""), WHOLE, Channel.ROBOT),
    "a blank agent": (Asked("  "), WHOLE, Channel.ROBOT),
}


@pytest.mark.parametrize(("asked", "given", "outcome"), TABLE.values(), ids=TABLE)
def test_what_is_counted_as_what(asked, given, outcome):
    assert verdict(asked, given) == outcome


def test_every_outcome_has_a_line_but_for_the_miss_which_no_request_deserves():
    assert {outcome for _, _, outcome in TABLE.values()} == {*Channel, *LeftOut} - {LeftOut.MISSED}
