from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "wellknit.platform.identity"
    label = "identity"
