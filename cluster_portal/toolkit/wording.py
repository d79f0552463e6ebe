"""Words of Django that people meet in this portal.

They stand here so that our catalogue has them, which is read before Django's: its Romanian writes
ş and ţ with a cedilla in some of them, puts spaces before full stops, or says "tu" on buttons
where all of ours say "dumneavoastră". What a new
version brings is missed by tests/toolkit.
"""

from django.db import models
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.utils.translation import gettext_noop as _

TEXTS = (
    _("Enter a valid email address."),
    _("Enter a valid IPv4 address."),
    _("Enter only digits separated by commas."),
    _("Ensure this value is %(limit_value)s (it is %(show_value)s)."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Enter a number."),
    _("Enter a whole number."),
    _("Please either submit a file or check the clear checkbox, not both."),
    _("Upload a valid image. The file you uploaded was either not an image or a corrupted image."),
    _("Please correct the duplicate data for %(field)s."),
    _("Please correct the duplicate data for %(field)s, which must be unique."),
    _("Please correct the duplicate values below."),
    _("0 of %(cnt)s selected"),
    _("Show counts"),
    _("Hide counts"),
    _("Select %s to view"),
    _("Select %s to change"),
    _("Please enter a correct %(username)s and password. Note that both fields may be "
      "case-sensitive."),
    _("Designates whether this user should be treated as active. Unselect this instead of "
      "deleting accounts."),
    _("Action:"),
    _("Add %s"),
    _("Add %(name)s"),
    _("Add another %(model)s"),
    _("Add another %(verbose_name)s"),
    _("Change %s"),
    _("Change password"),
    _("Change selected %(model)s"),
    _("Change:"),
    _("Clear all filters"),
    _("Close"),
    _("Delete"),
    _("Delete selected %(model)s"),
    _("Delete selected %(verbose_name_plural)s"),
    _("Delete?"),
    _("Go"),
    _("Items must be selected in order to perform actions on them. No items have been changed."),
    _("Log out"),
    _("Remove from sorting"),
    _("Run the selected action"),
    _("Save and view"),
    _("Select %s"),
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was added successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("Toggle sorting"),
    _("View %s"),
    _("View on site"),
    _("View site"),
    _("You may edit it again below."),
)  # fmt: skip

COUNTED = (ngettext_lazy("%(size)d byte", "%(size)d bytes", "size"),)

# Fields that have no name of their own: Django calls them after their attribute.
FIELD_NAMES = (
    _("asked by"), _("attempts"), _("begun by"), _("claimed by"), _("created at"), _("done by"),
    _("fee waived by"), _("file"), _("invited by"), _("ip"), _("last seen at"), _("last used at"),
    _("level"), _("made at"), _("made by"), _("membership"), _("notice"), _("organisation"),
    _("point"), _("privacy acceptance"), _("question"), _("receivable"), _("recorded at"),
    _("recorded by"), _("refund of"), _("request"), _("statute acceptance"), _("text"),
    _("type"), _("user"), _("user agent"), _("vat rate"),
)  # fmt: skip


def name_in_the_readers_language(field: models.Field) -> None:
    """So that the admin's pages show it in the reader's language. Migrations do not see it."""
    if isinstance(field.verbose_name, str) and field.verbose_name in FIELD_NAMES:
        field.verbose_name = gettext_lazy(field.verbose_name)
