"""How Django draws a form in this house: label, hint, error, fieldset, all with GOV.UK's classes.

The templates stand under `templates/django/forms/`, so a wing writes plain Django forms and
`{{ form }}`, and never a class name.
"""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class WellknitRenderer(TemplatesSetting):
    """Takes form templates from the project's one tree before Django's own."""

    form_template_name = "django/forms/form.html"
    formset_template_name = "django/forms/formset.html"
    field_template_name = "django/forms/field.html"
