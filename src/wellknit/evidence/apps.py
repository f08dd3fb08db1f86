from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "wellknit.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Registers the tables that can be counted, for pages and for the program."""
        from wellknit.evidence.tables import shelters_for_operator
        from wellknit.platform.access.register import fact_table, menu

        fact_table("shelters", shelters_for_operator)
        menu("evidence_shelters", _("Tables"), "facts.read", order=70)
