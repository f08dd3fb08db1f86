from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "wellknit.web"
    label = "web"
