"""The failures of certificates, each with a code and a sentence to translate."""

from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.i18n import N_


class MalformedCode(Invalid):
    """The text cannot be a code: wrong length, or a character that codes never hold."""

    code = "certificates.malformed_code"
    message = N_("A code has fifteen letters and digits, for example 7K4QZ-M2D9X-HT5RW.")


class MistypedCode(Invalid):
    """The check symbol does not fit: somebody mistyped, nobody forged."""

    code = "certificates.mistyped_code"
    message = N_("There is a typing error in this code. Compare each group with the document.")


class UnknownCode(NotFound):
    """No certificate has this code."""

    code = "certificates.unknown_code"
    message = N_("No certificate has this code. Check each group of characters.")


class CertificateNotFound(NotFound):
    """No such certificate, or not this person's."""

    code = "certificates.not_found"
    message = N_("This certificate does not exist.")


class NameMissing(Invalid):
    """The name is empty."""

    code = "certificates.name_missing"
    message = N_("Write your name as it must be printed.")


class NameTooLong(Invalid):
    """The name does not fit on the page."""

    code = "certificates.name_too_long"
    message = N_("The name may have at most %(most)s characters.")


class NameInWrongScript(Invalid):
    """Latin letters where Arabic ones are asked for, or the reverse."""

    code = "certificates.name_wrong_script"
    message = N_("Write this form of your name in the alphabet that is asked for.")


class NameHasControls(Invalid):
    """The name holds invisible characters that change the order of the letters."""

    code = "certificates.name_controls"
    message = N_("The name holds invisible characters. Type it again instead of pasting it.")


class NameUnprintable(Invalid):
    """The certificate's fonts cannot draw some of the characters, or a name may not hold them."""

    code = "certificates.name_unprintable"
    message = N_("These characters cannot be printed on the certificate: %(characters)s")


class NameNotChecked(Invalid):
    """The holder did not say that both forms were read again."""

    code = "certificates.name_not_checked"
    message = N_("Tick the box once you have read both forms of your name again.")


class NameAlreadyConfirmed(Conflict):
    """The name was confirmed before; it is fixed once."""

    code = "certificates.name_already_confirmed"
    message = N_("Your name was confirmed before. It can no longer be changed here.")


class NameNotConfirmed(Conflict):
    """A certificate waits for its holder to confirm the name."""

    code = "certificates.name_not_confirmed"
    message = N_("The certificate waits until its holder confirms the name.")


class WrongState(Conflict):
    """The certificate's state does not allow this act."""

    code = "certificates.wrong_state"
    message = N_("The state of this certificate does not allow it.")


class NotReadyYet(Conflict):
    """The PDF is still being made."""

    code = "certificates.not_ready"
    message = N_("The certificate is being prepared. It takes a few seconds.")


class SigningKeyProblem(Forbidden):
    """The signing key is missing, unreadable, expired or not fit for this environment.

    It stops the start or the command; `reason` is an English sentence that says what to do.
    """

    code = "certificates.signing_key"
    message = N_("The signing key cannot be used: %(reason)s")
