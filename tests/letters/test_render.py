"""What a finished letter says, and that it is the same everywhere."""

import asyncio
import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from domain.addresses import LONGEST_ADDRESS_LINE, LONGEST_NAME, MOST_ADDRESS_LINES
from domain.catalogue import LETTERS
from domain.complaints.letters import COMPLAINT_ACKNOWLEDGEMENT
from domain.letter_states import LetterState
from domain.letters import Addressee, LetterFields, LetterKind
from domain.personalised_services.letters import (
    AFTER_CONTACT_LETTER,
    FINALISATION_CONTACT_LETTER,
    ISSUES_AND_OPTIONS_LETTER,
)
from domain.roles import ROLE_WORDS, Role
from letters import glyphs
from letters.gallery import as_they_left, left, sample
from letters.render import RenderError, page_images, pages_of, render, render_in_thread, text_of

KINDS = pytest.mark.parametrize("kind", LETTERS.values(), ids=LETTERS)
ROOT = Path(__file__).parents[2]

IN_ANOTHER_PROCESS = """
import json
from domain.catalogue import LETTERS
from letters.gallery import sample
from letters.render import render
print(json.dumps({name: render(kind, sample(name)).sha256 for name, kind in LETTERS.items()}))
"""


def changed(kind: LetterKind, **fields: object) -> LetterFields:
    return kind.fill(sample(kind.name).model_dump() | fields)


def words_of(kind: LetterKind, **fields: object) -> str:
    return text_of(render(kind, changed(kind, **fields)).pdf)


def test_an_acknowledgement_says_that_the_complaint_arrived_and_is_handled() -> None:
    words = words_of(COMPLAINT_ACKNOWLEDGEMENT)

    assert "3 December 2026" in words
    assert "Our reference co-4n7qk2xw9d" in words
    assert "your complaint, which we received on 1 December 2026. We are dealing with it." in words
    assert "You will hear from us by 17 December 2026." in words
    assert "a senior officer who has not dealt with your complaint" in words
    assert "the Commonwealth Ombudsman, who is independent of us" in words
    assert "Mei Wu Complaints Officer Complaints, Child Support" in words


def test_an_acknowledgement_without_words_about_the_complaint_has_no_empty_heading() -> None:
    assert "What we understand" not in words_of(COMPLAINT_ACKNOWLEDGEMENT, about=None)


def test_a_letter_after_contact_says_what_was_spoken_of_and_what_comes_with_it() -> None:
    words = words_of(AFTER_CONTACT_LETTER)

    assert "about our contact with you on 8 December 2026" in words
    assert "We will find the payment and call you on 17 December 2026" in words
    assert "Our letter of 20 November 2026: Your child support issues and your options" in words
    assert "Ana Diaz Personalised Services Service Officer" in words


def test_a_letter_after_contact_without_copies_speaks_of_none() -> None:
    words = words_of(AFTER_CONTACT_LETTER, enclosures=(), discussed_on=None)

    assert "We are writing about our contact with you." in words
    assert "enclosed" not in words


def test_an_options_letter_sets_out_every_issue_and_option_and_the_next_contact() -> None:
    words = words_of(ISSUES_AND_OPTIONS_LETTER)

    assert "1. The income used in your assessment" in words
    assert "You told us: My hours were cut in July" in words
    assert "2. Payments and arrears" in words
    assert "Option 3: Assessment as it is We explained this option when we spoke with you." in words
    assert "We will contact you on 17 December 2026." in words
    assert "Ana Diaz Personalised Services Service Officer" in words


def test_a_finalisation_letter_says_by_when_to_reply_and_what_silence_means() -> None:
    words = words_of(FINALISATION_CONTACT_LETTER)

    assert "Please reply by 18 January 2027." in words
    assert "on 29 December 2026 and 31 December 2026" in words
    assert "After 18 January 2027 we will ask for your Personalised Services case to be" in words


def test_contact_lines_show_only_what_may_be_offered() -> None:
    words = words_of(
        FINALISATION_CONTACT_LETTER, contact={"post": ["GPO Box 9001", "CANBERRA ACT 2601"]}
    )

    assert "Write to GPO Box 9001, CANBERRA ACT 2601" in words
    assert "Phone" not in words
    assert "1800" not in words


def test_the_bytes_are_the_same_in_every_process() -> None:
    here = {name: render(kind, sample(name)).sha256 for name, kind in LETTERS.items()}
    surroundings = {"TZ": "Pacific/Auckland", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "7"}

    there = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS],
        cwd=ROOT,
        env=os.environ | surroundings,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(there.stdout) == here


async def test_letters_made_at_once_in_threads_do_not_mix() -> None:
    kinds = [*LETTERS.values()] * 8
    alone = {kind.name: render(kind, sample(kind.name)).sha256 for kind in LETTERS.values()}

    made = await asyncio.gather(*(render_in_thread(kind, sample(kind.name)) for kind in kinds))

    assert [one.sha256 for one in made] == [alone[kind.name] for kind in kinds]


@KINDS
def test_a_letter_is_an_accessible_pdf_in_australian_english(kind: LetterKind) -> None:
    reader = PdfReader(BytesIO(render(kind, sample(kind.name)).pdf))
    root = cast("dict[str, Any]", reader.root_object)
    metadata = reader.xmp_metadata

    assert metadata is not None
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata.stream.get_data()
    assert root["/MarkInfo"] == {"/Marked": True, "/Suspects": False}
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-AU"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712  # a PDF boolean
    assert reader.metadata is not None
    assert reader.metadata.title == kind.title


@KINDS
def test_the_creation_time_is_the_letters_own_date(kind: LetterKind) -> None:
    fields = sample(kind.name)
    metadata = PdfReader(BytesIO(render(kind, fields).pdf)).metadata

    assert metadata is not None
    assert str(metadata["/CreationDate"]) == f"D:{fields.dated:%Y%m%d}000000Z"


def test_nothing_about_the_customer_stands_in_the_properties_of_the_file() -> None:
    metadata = PdfReader(BytesIO(render(*of("finalisation_contact_letter")).pdf)).metadata

    assert metadata is not None
    assert not any("Casey" in str(value) for value in metadata.values())


def of(name: str) -> tuple[LetterKind, LetterFields]:
    return LETTERS[name], sample(name)


@KINDS
def test_only_the_shipped_font_is_used(kind: LetterKind) -> None:
    reader = PdfReader(BytesIO(render(kind, sample(kind.name)).pdf))
    resources = (cast("dict[str, Any]", page["/Resources"]) for page in reader.pages)
    fonts = {
        font.get_object()["/BaseFont"] for held in resources for font in held["/Font"].values()
    }

    assert fonts
    assert all("+SourceSans3-" in font for font in fonts)


def test_every_page_says_which_of_how_many_it_is() -> None:
    made = render(*of("issues_and_options_letter"))
    pages = text_of(made.pdf).splitlines()

    assert made.pages == 2
    assert "Page 1 of 2" in pages[0]
    assert "Page 2 of 2" in pages[1]
    assert pages[1].startswith("The Agency Our reference ps-m3t8zc5h1r")


@pytest.mark.parametrize(
    "name", [name for name, kind in LETTERS.items() if "be_heard" in kind.fields.model_fields]
)
def test_how_to_be_heard_goes_over_to_the_page_of_the_contact_lines_and_signature(
    name: str,
) -> None:
    """A last page says more than whom to ring, and whoever sees it differently has both there."""
    last = text_of(render(*of(name)).pdf).splitlines()[-1]

    assert last.index("If you see it differently") < last.index("How to reach us")
    assert last.index("How to reach us") < last.index("Yours sincerely")


def test_a_long_text_runs_over_as_many_pages_as_it_needs() -> None:
    about = "\n\n".join(f"Paragraph {number}. " + "So it went on. " * 30 for number in range(30))

    made = render(COMPLAINT_ACKNOWLEDGEMENT, changed(COMPLAINT_ACKNOWLEDGEMENT, about=about))
    words = text_of(made.pdf)

    assert made.pages > 2
    assert f"Page {made.pages} of {made.pages}" in words
    assert all(f"Paragraph {number}." in words for number in range(30))


def test_no_page_holds_a_signature_alone() -> None:
    for paragraphs in range(12):
        about = "\n\n".join(["Once more, and then again."] * (paragraphs + 1))
        made = render(COMPLAINT_ACKNOWLEDGEMENT, changed(COMPLAINT_ACKNOWLEDGEMENT, about=about))

        last = text_of(made.pdf).splitlines()[-1]

        assert "If you want to tell us more" in last
        assert "Yours sincerely" in last


@pytest.mark.parametrize(
    "written",
    [
        '#panic("x")',
        "*bold* _it_ `code` $x^2$ = heading",
        "#import \"@preview/a:1.0.0\" #read('/etc/hostname') <label> @ref",
        "<b>html</b> \\ // /* comment */ -- ~ 'quoted' \"double\"",
        "https://example.org/?q=1&r={} // [content] #{1+1}",
        "Nguyễn Đặng, Łukasz Żółć, Ελένη, Дмитрий",
    ],
)
def test_what_people_wrote_is_printed_as_they_wrote_it(written: str) -> None:
    words = words_of(
        ISSUES_AND_OPTIONS_LETTER,
        to={"name": written, "lines": ["1 Example Street", "DICKSON ACT 2602"]},
        issues=[{"title": written, "said": written}],
        options=[{"title": written, "detail": written, "consequence": written}],
    )

    assert words.count(written) >= 5


def test_a_line_that_looks_like_a_heading_stays_text() -> None:
    words = words_of(COMPLAINT_ACKNOWLEDGEMENT, about="= One\n+ two\n- three\n\n== Four")

    assert "= One + two - three == Four" in words


def test_a_word_wider_than_the_paper_is_broken() -> None:
    link = "https://example.org/" + "a1b2c3d4e5" * 30
    made = render(COMPLAINT_ACKNOWLEDGEMENT, changed(COMPLAINT_ACKNOWLEDGEMENT, about=link))

    assert link in text_of(made.pdf).replace(" ", "")
    assert all(left + 2 < 185 for left, _, _ in placed(made.pdf))


def placed(pdf: bytes) -> list[tuple[float, float, str]]:
    """Return each piece of text on page 1 with millimetres from the left and from the top."""
    found: list[tuple[float, float, str]] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            across = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            up = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((across / 72 * 25.4, 297 - up / 72 * 25.4, text.strip()))

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return found


LONG_ADDRESS = {
    "name": "Dr Maximiliana Alexandrina Featherstonehaugh-Cholmondeley OAM",
    "lines": [
        "c/o The Very Long Named Community Legal Centre Inc",
        "Building 12, Level 3, Suite 14B",
        "1204-1208 Sir Thomas Mitchell Memorial Drive",
        "PO Box 123",
        "MOUNT DUNEED-MOORABOOL VIC 3216",
    ],
}


@KINDS
@pytest.mark.parametrize("to", [None, LONG_ADDRESS], ids=["an address", "a long address"])
def test_the_window_shows_the_address_and_nothing_else(
    kind: LetterKind, to: dict[str, object] | None
) -> None:
    fields = changed(kind, to=to) if to else sample(kind.name)
    window = [
        (across, down, text)
        for across, down, text in placed(render(kind, fields).pdf)
        if across < 127 and 44 < down < 92
    ]

    address = " ".join((fields.to.name, *fields.to.lines)).replace("- ", "-")
    assert " ".join(text for _, _, text in window).replace("- ", "-") == address
    assert all(across > 24.9 and 53 <= down <= 81 for across, down, _ in window)


@pytest.mark.parametrize(
    "written",
    [
        "W",
        "Æ",
        "UNIT 14B LEVEL 3 BUILDING 12 1204 SIR THOMAS MITCHELL MEMORIAL DRIVE MOUNT DUNEED ",
        "The Very Long Named Community Legal Centre Inc, for the Suburbs of the North ",
    ],
    ids=["the widest letters", "wide letters", "capitals", "words"],
)
def test_whatever_may_be_an_address_fits_the_window(written: str) -> None:
    whole = written * LONGEST_NAME
    line = whole[:LONGEST_ADDRESS_LINE].replace(" ", "-")
    to = {"name": whole[:LONGEST_NAME].strip(), "lines": [line] * MOST_ADDRESS_LINES}

    page = page_images(COMPLAINT_ACKNOWLEDGEMENT, changed(COMPLAINT_ACKNOWLEDGEMENT, to=to))[0]

    assert ink(page, across=(25, 107), down=(53, 81))
    assert not ink(page, across=(107, 127), down=(44, 92))
    assert not ink(page, across=(0, 107), down=(82, 92))


def ink(page: bytes, *, across: tuple[float, float], down: tuple[float, float]) -> bool:
    """Tell whether anything is printed in a part of a page, in millimetres."""
    image = Image.open(BytesIO(page)).convert("L")
    scale = image.width / 210
    left, right, top, bottom = (round(place * scale) for place in (*across, *down))
    darkest, _ = cast("tuple[int, int]", image.crop((left, top, right, bottom)).getextrema())
    return darkest < 128


def test_a_character_that_the_font_lacks_is_named_with_its_field_and_no_word_is_repeated() -> None:
    lines = ["1 Example Street", "DICKSON ACT 2602"]
    to = {"name": "王小明", "lines": lines}
    fields = changed(COMPLAINT_ACKNOWLEDGEMENT, to=to, about="Thank you \N{GRINNING FACE} all")

    with pytest.raises(RenderError) as no:
        render(COMPLAINT_ACKNOWLEDGEMENT, fields)

    assert str(no.value) == (
        "Letter complaint_acknowledgement (WC-S3m) cannot be made: "
        "to.name holds U+738B (CJK UNIFIED IDEOGRAPH-738B), which the letter's font does not have; "
        "about holds U+1F600 (GRINNING FACE), which the letter's font does not have. "
        "Write it in Latin, Greek or Cyrillic letters: a person's name or address in what is known "
        "of them, other words in the answers to the task."
    )
    assert no.value.__cause__ is None


def test_what_the_font_is_said_to_have_can_be_printed() -> None:
    """Every letter that the check lets through, and some that are put together from parts."""
    pages = "\n\n".join(
        " ".join(chr(code) for code in sorted(known)[start : start + 40])
        for known in [glyphs.known()]
        for start in range(0, len(known), 40)
    )
    about = f"{pages}\n\nḏ x\u0302 ẏ q\u0301"
    fields = changed(COMPLAINT_ACKNOWLEDGEMENT, about=about)

    made = render(COMPLAINT_ACKNOWLEDGEMENT, fields)

    assert not list(glyphs.faults(fields))
    assert made.pages > 1


def test_a_copy_has_the_nominees_address_before_the_same_words_and_not_the_customers() -> None:
    kind = FINALISATION_CONTACT_LETTER
    nominee = Addressee(name="Robin Ames", lines=("PO Box 88", "DICKSON ACT 2602"))
    fields = changed(kind, copies=[nominee])
    letter = render(kind, fields)

    copy = render(kind, fields, copy_to=nominee)
    sheet, *pages = text_of(copy.pdf).splitlines()

    assert "Robin Ames PO Box 88 DICKSON ACT 2602" in sheet
    assert "You are the nominee of Casey Lee." in sheet
    assert "900 555 013" not in sheet
    assert "Page" not in sheet
    words, own = " ".join(pages), "Unit 4 27 Example Street BRADDON ACT 2612 "
    assert own not in words
    assert words == " ".join(text_of(letter.pdf).splitlines()).replace(own, "")
    assert "Copy to: Robin Ames (nominee)" in " ".join(pages)
    assert copy.pages == letter.pages + 1
    assert copy.sha256 != letter.sha256


def test_the_committed_page_images_are_of_the_letters_as_they_are() -> None:
    folder = ROOT / "docs" / "letters"
    made = {
        f"{name}-{number}.png": image
        for name, kind in LETTERS.items()
        for number, image in enumerate(page_images(kind, sample(name)), start=1)
    }

    assert {file.name for file in folder.glob("*.png")} == made.keys()
    stale = [name for name, image in made.items() if differ(image, (folder / name).read_bytes())]
    assert not stale, "run: python -m letters.gallery docs/letters"


def test_the_page_of_the_gallery_says_who_approved_and_signed_each_letter_as_it_left() -> None:
    page = (ROOT / "docs" / "letters" / "README.md").read_text(encoding="utf-8")

    assert page == as_they_left(page), "run: python -m letters.gallery docs/letters"


@KINDS
def test_a_letter_that_left_shows_who_signed_it_its_date_and_its_reference(
    kind: LetterKind,
) -> None:
    """CSP-T4-S6b, CSP-T3-S3c, CSP-T3-S7e, CLK-T5-S2c, CSP-T8-S2e: on the pages that were approved,
    and not by one who may not sign it.
    """
    found = left(kind.name)
    made = render(kind, found.fields)
    pages = pages_of(made.pdf)
    signs = found.fields.signatory

    assert found.letter.state is LetterState.SENT
    assert found.letter.approvals == len(kind.approvers)
    assert found.letter.signed_sha256 == made.sha256
    assert found.letter.approved_sha256 == (made.sha256 if kind.approvers else None)
    day = f"{found.fields.dated.day} {found.fields.dated:%B %Y}"
    assert f"Date {day} Our reference {found.fields.reference}" in pages[0]
    assert f"Yours sincerely {signs.name} {ROLE_WORDS[signs.role]}" in pages[-1]


def test_a_signature_names_a_team_where_that_says_more_than_the_role() -> None:
    alone = {"name": "R. Cohen", "role": Role.COMPLAINTS_OFFICER}

    for team in (None, "Complaints Officer"):
        words = words_of(COMPLAINT_ACKNOWLEDGEMENT, signatory=alone | {"team": team})
        assert words.count("Complaints Officer") == 1
        assert "None" not in words


def differ(one: bytes, other: bytes) -> bool:
    """Tell whether somebody could see a difference; machines may round a pixel differently."""
    left, right = (Image.open(BytesIO(image)).convert("L") for image in (one, other))
    if left.size != right.size:
        return True
    seen = ImageChops.difference(left, right).point([value > 64 for value in range(256)])
    return seen.getbbox() is not None
