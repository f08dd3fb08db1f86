from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "wellknit.web"
    label = "web"

    def ready(self) -> None:
        """The menu entries that belong to no wing."""
        from wellknit.platform.access.register import home_panel, menu
        from wellknit.web.views.panels import new_people, nodes_waiting

        menu("offices", _("Offices"), "policy.read", order=75)
        menu("people", _("People"), "people.manage", order=80)
        menu("nodes", _("Other governments' nodes"), "nodes.trust", order=85)
        menu("trail", _("Who did what"), "audit.read", order=90)
        home_panel("nodes", "web/panels/nodes.html", "nodes.trust", nodes_waiting, order=15)
        for code, permission in (("new_people", "people.manage"), ("new_people_everywhere", "audit.read")):
            home_panel(code, "web/panels/new_people.html", permission, new_people, order=70)
