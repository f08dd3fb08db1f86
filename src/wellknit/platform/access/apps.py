from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "wellknit.platform.access"
    label = "access"
