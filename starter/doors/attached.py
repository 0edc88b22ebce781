"""What is written in the documents that come with a message, and which of them nobody has searched.

Only to look for words in it: it is neither kept nor shown. What could not be searched is kept with
the document, for people.
"""

from dataclasses import dataclass

from domain.standing.unsearched import Unsearched
from starter.doors import searchable
from starter.doors.sent import Attachment


@dataclass(frozen=True)
class Attached:
    """The documents of a message, what they say, and why some could not be searched.

    Of each document, in their order, ``missed`` says why, or None where all of it was searched. One
    in which something was missed may say something all the same.
    """

    documents: tuple[Attachment, ...] = ()
    said: tuple[str, ...] = ()
    missed: tuple[Unsearched | None, ...] = ()

    @property
    def unsearched(self) -> tuple[Attachment, ...]:
        """The documents that a person has to open."""
        both = zip(self.documents, self.missed, strict=True)
        return tuple(document for document, why in both if why)


def search(documents: tuple[Attachment, ...]) -> Attached:
    """Return what is written in documents, and in their names.

    One that is faulty says nothing, and is unsearched.
    """
    looked = [searchable.look(each.media_type, each.data) for each in documents]
    return Attached(
        documents=documents,
        said=(
            *(each.name for each in documents),
            *(text for each in looked for text in each.said),
        ),
        missed=tuple(next(iter(each.missed), None) for each in looked),
    )
