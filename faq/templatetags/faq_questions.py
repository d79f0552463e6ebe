"""Answers as pages show them."""

from django import template
from django.utils.safestring import SafeString

from faq.questions import blocks

register = template.Library()


@register.filter
def with_blocks(html: str) -> SafeString:
    """A cleaned `*_html` text with its live blocks told in the language of the page."""
    return blocks.filled(html or "")


@register.inclusion_tag("faq/editorial/admin/_blocks_help.html")
def blocks_help() -> dict:
    """The list of live blocks, beside the form in which answers are written."""
    return {"blocks": blocks.described()}
