from django.apps import AppConfig


class PlanConfig(AppConfig):
    """The plan six governments signed: frameworks, reports, workplans, money, meetings, agreements."""

    name = "wellknit.plan"
    label = "plan"

    def ready(self) -> None:
        """Registers the wing's menu and home block."""
        from wellknit.plan import menu

        menu.register()
