"""The failures of accounts, each with a code and a sentence to translate."""

from collections.abc import Sequence

from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import N_


class Problems(Invalid):
    """Everything that is wrong with one form, in the order of its fields."""

    code = "accounts.problems"

    def __init__(self, found: Sequence[Invalid]) -> None:
        """Take the failures of the fields."""
        super().__init__()
        self.found = tuple(found)


class AddressMissing(Invalid):
    """No e-mail address was typed."""

    code = "accounts.address_missing"
    message = N_("Type your e-mail address.")


class AddressUnreadable(Invalid):
    """What was typed is not an e-mail address that letters reach."""

    code = "accounts.address_unreadable"
    message = N_("Type a complete e-mail address, such as name@example.ma.")


class PasswordMissing(Invalid):
    """No passphrase was typed."""

    code = "accounts.password_missing"
    message = N_("Type your passphrase.")


class PasswordTooShort(Invalid):
    """The new passphrase is shorter than it must be."""

    code = "accounts.password_too_short"
    message = N_("The passphrase needs at least %(least)s characters: four or five words do well.")


class PasswordTooLong(Invalid):
    """The new passphrase is longer than is accepted."""

    code = "accounts.password_too_long"
    message = N_("The passphrase may have %(most)s characters at most.")


class PasswordUnreadable(Invalid):
    """The new passphrase holds control characters or bytes that are not text."""

    code = "accounts.password_unreadable"
    message = N_("The passphrase holds characters that cannot be typed again. Type another one.")


class PasswordTooEasy(Invalid):
    """The new passphrase would be guessed early."""

    code = "accounts.password_too_easy"
    message = N_(
        "This passphrase is too easy to guess. Choose several words that do not go together."
    )


class PasswordHoldsAddress(Invalid):
    """The new passphrase holds the account's own address."""

    code = "accounts.password_holds_address"
    message = N_("The passphrase may not hold your e-mail address.")


class WrongCredentials(Invalid):
    """No account has this address and this passphrase; which of the two is not said."""

    code = "accounts.wrong_credentials"
    message = N_("The address or the passphrase does not match")


class WrongPassword(Invalid):
    """The present passphrase, asked for again, does not match."""

    code = "accounts.wrong_password"
    message = N_("This is not your present passphrase. Type it again.")


class NotWhoRegistered(Invalid):
    """The passphrase beside a link is not the one with which the account was asked for."""

    code = "accounts.not_who_registered"
    message = N_(
        "This is not the passphrase chosen when this account was asked for. If you asked several"
        " times, open the latest letter. If you did not ask, create an account of your own."
    )


class SameAddress(Invalid):
    """The new address is the present one."""

    code = "accounts.same_address"
    message = N_("This is already the address of your account.")


class TextTooLong(Invalid):
    """A name or another short text is longer than is kept."""

    code = "accounts.text_too_long"
    message = N_("This text may have %(most)s characters at most.")


class TextHasControls(Invalid):
    """A short text holds invisible characters, or bytes that are not text."""

    code = "accounts.text_has_controls"
    message = N_("This text holds characters that cannot be seen. Type it again by hand.")


class TextHasMarkup(Invalid):
    """A short text holds signs of a markup or template language."""

    code = "accounts.text_has_markup"
    message = N_("This text may not hold the signs < > { }.")


class NameNotLatin(Invalid):
    """The Latin form of a name holds something else."""

    code = "accounts.name_not_latin"
    message = N_("Write the name in Latin letters, without digits or signs.")


class NameNotArabic(Invalid):
    """The Arabic form of a name holds something else."""

    code = "accounts.name_not_arabic"
    message = N_("Write the name in Arabic letters, without digits or signs.")


class UnknownChoice(Invalid):
    """The value is not one of the list."""

    code = "accounts.unknown_choice"
    message = N_("Choose one of the answers of the list.")


class LinkOver(NotFound):
    """The link of a letter was used, is too old, or never existed."""

    code = "accounts.link_over"
    message = N_("This link was already used, is too old, or is not complete.")


class AddressTaken(Conflict):
    """Another account has this address; said to operators only."""

    code = "accounts.address_taken"
    message = N_("An account with this address already exists.")
