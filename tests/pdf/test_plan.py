"""What is asked next, decided without a process."""

import signal

import pytest

from registry.pdf.facts import Preview, Refusal
from registry.pdf.limits import MIB, Limits
from registry.pdf.plan import PreviewPlan, TextPlan, cause
from registry.pdf.protocol import (
    Broken,
    Done,
    Drawn,
    Ending,
    NotDrawn,
    Opened,
    PageText,
    TextJob,
    Unreadable,
    encode,
    framed,
    frames,
)

LIMITS = Limits(crashes=2, pages=10)
CRASH = Ending(signal=signal.SIGSEGV)


def read(number: int, letters: int = 300, odd: int = 0) -> PageText:
    return PageText(number, f"page {number}", letters, odd)


def played(plan: TextPlan, *rounds: tuple) -> list[TextJob | None]:
    """Feed rounds of frames, each closed by an ending; the jobs that were asked for, and what would be asked next."""
    asked = []
    for *told, ending in rounds:
        asked.append(plan.job)
        for frame in told:
            plan.take(frame)
        plan.end(ending)
    return [*asked, plan.job]


def test_a_good_file_needs_one_job():
    plan = TextPlan(LIMITS)
    assert played(plan, (Opened(2), read(1), read(2), Done(), Ending())) == [TextJob("pdfium", 1, 10), None]
    assert plan.reading().outcome == "read"


def test_behind_a_page_that_crashes_the_first_reader_goes_on_and_the_second_reads_that_page():
    plan = TextPlan(LIMITS)
    asked = played(
        plan,
        (Opened(3), read(1), CRASH),
        (Opened(3), read(2), Done(), Ending()),
        (Opened(3), read(3), Done(), Ending()),
    )
    assert asked == [TextJob("pdfium", 1, 10), TextJob("pypdf", only=(2,)), TextJob("pdfium", 3, 10), None]
    reading = plan.reading()
    assert [(page.number, page.source) for page in reading.pages] == [(1, "pdfium"), (2, "pypdf"), (3, "pdfium")]
    assert (reading.outcome, reading.reason) == ("read", None)


def test_a_file_that_keeps_crashing_is_given_up():
    plan = TextPlan(LIMITS)
    rounds = 0
    while plan.job is not None:
        plan.take(Opened(10))
        plan.end(CRASH)
        rounds += 1
    assert rounds <= 4
    assert (plan.reading().outcome, plan.reading().reason) == ("failed", "crashed")


def test_garbage_is_read_once_more_and_the_better_text_kept():
    plan = TextPlan(LIMITS)
    asked = played(
        plan,
        (Opened(3), read(1, 20, odd=80), read(2), Unreadable(3, "unreadable_page"), Done(), Ending()),
        (Opened(3), read(1), read(3, letters=0), Done(), Ending()),
    )
    assert asked[1:] == [TextJob("pypdf", only=(1, 3)), None]
    assert [(page.source, page.verdict) for page in plan.reading().pages] == [
        ("pypdf", "text"),
        ("pdfium", "text"),
        ("none", "unread"),  # that the second reader saw no letters does not make the page an empty one
    ]
    assert plan.reading().outcome == "partly read"


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("damaged", "damaged", "damaged"),
        ("damaged", "no_pages", "damaged"),
        ("damaged", "too_big_when_expanded", "too_big_when_expanded"),
        ("crashed", "damaged", "damaged"),
        ("encrypted", "encrypted", "encrypted"),
    ],
)
def test_of_two_refusals_the_telling_one_is_told(first, second, told):
    plan = TextPlan(LIMITS)
    asked = played(plan, (Done(first), Ending()), (Done(second), Ending()))
    assert asked == [TextJob("pdfium", 1, 10), TextJob("pypdf", 1, 10), None]
    assert (plan.reading().outcome, plan.reading().reason) == ("failed", told)


def test_time_that_is_over_leaves_what_was_read():
    plan = TextPlan(LIMITS)
    played(plan, (Opened(3), read(1), CRASH))
    plan.out_of_time()
    assert plan.job is None
    reading = plan.reading()
    assert (reading.outcome, reading.reason, reading.pages[0].text) == ("partly read", "took_too_long", "page 1")


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        pytest.param(Ending(blame="took_too_long"), "took_too_long", id="killed by the clock"),
        pytest.param(Ending(signal=signal.SIGXCPU), "took_too_long", id="no processor time left"),
        pytest.param(Ending(signal=signal.SIGKILL), "out_of_memory", id="killed by the kernel"),
        pytest.param(Ending(signal=signal.SIGABRT), "too_big_when_expanded", id="an allocation failed"),
        pytest.param(Ending(signal=signal.SIGSEGV), "crashed", id="a crash"),
        pytest.param(
            Ending(signal=signal.SIGTRAP, peak_memory=700 * MIB), "too_big_when_expanded", id="a crash when full"
        ),
        pytest.param(Ending(code=1), "crashed", id="an exception"),
    ],
)
def test_an_ending_names_its_cause(ending, told):
    assert cause(ending, Limits()) == told


def test_a_page_that_kills_the_fork_loses_all_its_pictures_and_the_others_are_drawn():
    plan = PreviewPlan(LIMITS, ((1, "cover"), (1, "page"), (2, "cover"), (2, "page"), (3, "cover")))
    plan.take(Opened(3))
    for size in ("cover", "page"):
        plan.take(Drawn(Preview(1, size, 1, 1, b"webp")))
    plan.end(Ending(signal=signal.SIGABRT))
    assert plan.job is not None
    assert plan.job.wanted == ((3, "cover"),)
    plan.take(NotDrawn(Refusal(3, "cover", "unreadable_page")))
    plan.take(Done())
    plan.end(Ending())
    drawing = plan.drawing()
    assert plan.job is None
    assert (drawing.outcome, drawing.reason) == ("partly read", "too_large_to_draw")
    assert [(refusal.page, refusal.reason) for refusal in drawing.refused] == [
        (2, "too_large_to_draw"),
        (2, "too_large_to_draw"),
        (3, "unreadable_page"),
    ]


def test_a_picture_that_was_not_asked_for_is_not_taken():
    plan = PreviewPlan(LIMITS, ((1, "cover"),))
    assert not plan.take(Drawn(Preview(2, "cover", 1, 1, b"webp")))
    assert plan.drawing().previews == ()


def test_frames_come_out_as_they_went_in_however_the_pipe_cuts_them():
    sent = [Opened(2, title="Luật"), read(1), Done("damaged")]
    buffer, got = bytearray(), []
    for byte in b"".join(map(framed, sent)):
        buffer.append(byte)
        got += frames(buffer, 1_000)
    assert got == sent
    assert not buffer


def _with_length(body: bytes) -> bytes:
    return len(body).to_bytes(4) + body


@pytest.mark.parametrize(
    ("bytes_", "blame"),
    [
        pytest.param(b"\xff\xff\xff\xff", "too_big_when_expanded", id="a frame of four gigabytes"),
        pytest.param(b"\0\0\0\1\xc1", "crashed", id="no msgpack"),
        pytest.param(b"\0\0\0\1\xc0", "crashed", id="none of our frames"),
        pytest.param(
            _with_length(encode({"type": "PageText", "number": "x"})),
            "crashed",
            id="a wrong type",
        ),
        pytest.param(b"\0\0\0\3\xa2\xff\xff", "crashed", id="no UTF-8"),
    ],
)
def test_what_is_no_frame_is_not_believed(bytes_, blame):
    with pytest.raises(Broken) as broken:
        list(frames(bytearray(bytes_), 1_000))
    assert broken.value.blame == blame
