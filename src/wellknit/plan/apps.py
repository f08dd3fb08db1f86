from django.apps import AppConfig


class PlanConfig(AppConfig):
    """The plan six governments signed: frameworks, reports, workplans, money, meetings, agreements."""

    name = "wellknit.plan"
    label = "plan"
