from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.office import NotDeletedAdmin
from members.organisations.models import Objective


@admin.register(Objective)
class ObjectiveAdmin(NotDeletedAdmin, TranslationAdmin):
    """What applicants and members can choose; taken out of the choice, not deleted."""

    list_display = ["name", "position", "is_offered", "is_example"]
    list_filter = ["is_offered", "is_example"]
    list_select_related = True
    search_fields = ["name_en", "name_ro"]
    fields = ["name", "position", "is_offered", "is_example"]
