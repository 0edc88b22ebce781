"""What is written in a document that comes with a message is looked through as the message is."""

from email.message import EmailMessage

import pytest

from domain.personalised_services.letters import AFTER_CONTACT_LETTER
from letters.gallery import sample
from letters.render import render
from starter.doors.attached import words_of
from starter.doors.door import Door
from starter.doors.sent import Attachment
from tests.doors.seeing import Seen
from tests.sending import sent

WORDS = "Nobody helps me. I want to die."


def pdf(words: str = WORDS) -> bytes:
    fields = sample(AFTER_CONTACT_LETTER.name).model_dump() | {"message": words}
    return render(AFTER_CONTACT_LETTER, AFTER_CONTACT_LETTER.fill(fields)).pdf


def mail(*, html: bool = False, attached: bytes | None = None) -> bytes:
    message = EmailMessage()
    message["Subject"] = "My payments"
    message.set_content("See below." if html or attached else WORDS)
    if html:
        message.add_alternative("<p>Nobody helps me. I want to <b>di</b>e.</p>", subtype="html")
    if attached:
        message.add_attachment(attached, maintype="application", subtype="pdf", filename="a.pdf")
    return bytes(message)


DOCUMENTS = {
    "text": Attachment("note.txt", "text/plain", WORDS.encode()),
    "wide text": Attachment("note.txt", "text/plain", WORDS.encode("utf-16")),
    "html": Attachment("page.html", "text/html", b"<p>I want to&nbsp;<i>die</i>.</p>"),
    "pdf": Attachment("letter.pdf", "application/pdf", pdf()),
    "pdf by another name": Attachment("letter", "application/octet-stream", pdf()),
    "e-mail": Attachment("mail.eml", "message/rfc822", mail()),
    "e-mail in html": Attachment("mail.eml", "message/rfc822", mail(html=True)),
    "pdf in an e-mail": Attachment("mail.eml", "message/rfc822", mail(attached=pdf())),
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_words_are_found_in_what_people_attach(document: Attachment) -> None:
    """A44: words of self-harm, wherever they stand."""
    said = " ".join(" ".join(words_of([document])).split())

    assert "want to die" in said.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    "document",
    [
        Attachment("cut.pdf", "application/pdf", pdf()[:900]),
        Attachment("odd.txt", "text/plain", b"\xff\xfe\xff"),
        Attachment("odd.eml", "message/rfc822", b"\x00" * 40),
        Attachment("photo.jpg", "image/jpeg", b"\xff\xd8"),
    ],
    ids=["pdf", "text", "e-mail", "picture"],
)
def test_what_cannot_be_read_keeps_nothing_from_being_taken(document: Attachment) -> None:
    assert WORDS in words_of([document, DOCUMENTS["text"]])


async def test_words_in_a_document_are_work_at_once_and_the_case_is_told(
    door: Door, seen: Seen
) -> None:
    """CSP-T3-S2e: in the transaction of the receipt, as if they stood in the message."""
    ref = await seen.add_case("ps-attachedone")
    await seen.client.start_workflow("PersonalisedServicesCase", id=ref, task_queue="nobody")
    message = sent(
        "customer.called_back",
        id="attached-1",
        source="telephony",
        case=ref,
        content={"text": "See the letter."},
        attachments=(DOCUMENTS["pdf"],),
    )

    await door.send(message)

    task = await seen.task("standalone.telephony.attached-1.self_harm")
    assert (task.kind, task.state) == ("see_to_danger", "open")
    assert WORDS not in str(task.data)
    assert [name for name, _ in await seen.signals(ref)] == [
        "customer.called_back",
        "danger.noticed",
    ]
    assert WORDS not in await seen.history(ref)
