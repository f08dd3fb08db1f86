from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "wellknit.platform.vault"
    label = "vault"
