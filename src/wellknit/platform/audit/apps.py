from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wellknit.platform.audit"
    label = "audit"
