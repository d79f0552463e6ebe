from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from faq.briefs.choosing import MOST_ANSWERS
from faq.briefs.forms import BriefForm
from faq.briefs.models import Brief, BriefItem


class BriefItemInline(admin.TabularInline):
    model = BriefItem
    fields = ["position", "question"]
    autocomplete_fields = ["question"]
    ordering = ["position", "pk"]
    extra = 0
    max_num = MOST_ANSWERS


@admin.register(Brief)
class BriefAdmin(TranslationAdmin):
    form = BriefForm
    list_display = ["title", "audience", "answers", "is_published", "position"]
    list_filter = ["is_published", "audience"]
    list_select_related = True
    search_fields = ["title_en", "title_ro", "slug", "introduction_en", "introduction_ro"]
    prepopulated_fields = {"slug": ("title",)}
    inlines = [BriefItemInline]

    def get_queryset(self, request) -> QuerySet:
        return super().get_queryset(request).annotate(number=Count("items"))

    @admin.display(description=_("answers"), ordering="number")
    def answers(self, brief: Any) -> int:
        return brief.number
