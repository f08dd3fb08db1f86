from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "wellknit.platform.exchange"
    label = "exchange"
    # Functions of sql/ that the web role may call (platform.access.apply).
    web_functions: tuple[str, ...] = (
        "wk_card_propose(uuid, text, text[], boolean)", "wk_card_confirm(uuid, text)", "wk_card_refuse(uuid)",
        "wk_peer_stop(uuid)",
    )  # fmt: skip

    def ready(self) -> None:
        """Registers the kinds of message that belong to no wing."""
        from wellknit.platform.exchange import nodecard

        nodecard.register()
