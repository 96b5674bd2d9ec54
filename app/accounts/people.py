"""Finding a person, and how the audit trail calls them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.errors import NotFound
from app.core.i18n import Language


def get_person(session: Session, person_id: int) -> Person:
    """Return the account; raises NotFound when it is gone."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def find_person_by_email(session: Session, email: str) -> Person | None:
    """Return the account with this folded address, if there is one."""
    return session.scalar(select(Person).where(Person.email == email))


def subject_of(person: Person) -> str:
    """Return how the audit trail calls this person."""
    return f"person:{person.public_id}"


def as_language(value: str) -> Language:
    """Return the value as one of the two languages; French for anything else."""
    return "ar" if value == "ar" else "fr"
