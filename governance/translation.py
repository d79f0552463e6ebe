from modeltranslation.translator import TranslationOptions, register

from governance.mandates.models import BoardTerm
from governance.meetings.models import AgendaItem, Meeting
from governance.minutes.models import Correction, Minutes


@register(BoardTerm)
class BoardTermTranslation(TranslationOptions):
    fields = ("elected_by", "about", "about_html")


@register(Meeting)
class MeetingTranslation(TranslationOptions):
    fields = ("title", "place")


@register(AgendaItem)
class AgendaItemTranslation(TranslationOptions):
    fields = ("title", "note", "note_html")


@register(Minutes)
class MinutesTranslation(TranslationOptions):
    fields = ("body", "body_html")


@register(Correction)
class CorrectionTranslation(TranslationOptions):
    fields = ("text", "text_html")
