from modeltranslation.translator import TranslationOptions, register

from governance.meetings.models import AgendaItem, Meeting
from governance.minutes.models import Minutes


@register(Meeting)
class MeetingTranslation(TranslationOptions):
    fields = ("title", "place")


@register(AgendaItem)
class AgendaItemTranslation(TranslationOptions):
    fields = ("title", "note", "note_html")


@register(Minutes)
class MinutesTranslation(TranslationOptions):
    fields = ("body", "body_html")
