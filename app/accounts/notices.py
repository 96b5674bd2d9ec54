"""What a page says of the act that led to it."""

from typing import Final

from app.core.i18n import N_

NOTICES: Final = {
    "password": N_("Your new passphrase is saved. You can sign in with it."),
    "signed-out": N_("You are signed out. Nothing remains on this device."),
    "everywhere": N_("You are signed out on every device."),
    "erased": N_("Your account and your data are deleted."),
    "saved": N_("Your profile is saved."),
    "new-password": N_("Your new passphrase is saved. Your other devices are signed out."),
    "letter": N_("If the new address can be used, a letter with a link is on its way to it."),
    "address": N_("Your new address is confirmed."),
}
