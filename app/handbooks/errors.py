"""What can keep a book from being made."""


class CannotMakeBook(Exception):
    """A book that cannot be made; the message says why, for the person at the terminal."""
