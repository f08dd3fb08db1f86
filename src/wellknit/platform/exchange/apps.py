from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "wellknit.platform.exchange"
    label = "exchange"
    # Functions of sql/ that the web role may call (platform.access.apply).
    web_functions: tuple[str, ...] = ()
