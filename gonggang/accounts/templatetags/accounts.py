"""Template tags of accounts: a field with its label, hint and errors as the look has them."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.inclusion_tag("accounts/_field.html", takes_context=True)
def form_field(
    context: template.Context, field: BoundField, label: str = "", hint: str = "", **attrs: str
) -> dict[str, Any]:
    """Draw a field; `attrs` go to the input, with `_` for `-`."""
    field.field.widget.attrs.pop("placeholder", None)
    kind = {"checkbox": "form-check-input", "select": "form-select"}.get(field.widget_type, "form-control")
    shown = {"class": f"{kind} gg-bad" if field.errors else kind}
    shown |= {name.replace("_", "-"): value for name, value in attrs.items()}
    return {
        "field": field,
        "label": label or field.label,
        "hint": hint,
        "drawn": field.as_widget(attrs=shown),
        "icons": context["icons"],
    }
