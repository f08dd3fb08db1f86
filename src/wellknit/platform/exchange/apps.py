from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "wellknit.platform.exchange"
    label = "exchange"
    # Functions of sql/ that the web role may call (platform.access.apply).
    web_functions: tuple[str, ...] = (
        "wk_card_propose(uuid, text, text[], boolean)", "wk_card_confirm(uuid, text)", "wk_card_refuse(uuid)",
        "wk_peer_stop(uuid)",
        "wk_exchange_queue(uuid, text, text, boolean, boolean, uuid, uuid, bytea, timestamptz)",
        "wk_exchange_stop(uuid, text)", "wk_exchange_of_journey(uuid)",
        "wk_exchange_arrive(text, uuid[], text[], text[])", "wk_exchange_answers(uuid[])",
        "wk_exchange_trouble(text, text)", "wk_exchange_letters()", "wk_exchange_lines()",
        "wk_exchange_again(uuid)", "wk_exchange_give_up(uuid, text, bytea)",
    )  # fmt: skip
    worker_functions = (
        "wk_exchange_stuck()",
        "wk_exchange_end(uuid, text, bytea)",
        "wk_exchange_office(text[])",
    )
    # Closed to pages (sql/), open to the worker, who moves the messages.
    worker_tables = (
        "exchange_outgoing", "exchange_outorder", "exchange_line", "exchange_arrival", "exchange_received",
        "exchange_inorder", "exchange_trouble", "exchange_incarnation", "exchange_round",
    )  # fmt: skip

    def ready(self) -> None:
        """Registers the kinds of message that belong to no wing, the page, the panel and the worker's look."""
        from wellknit.platform.exchange import letters, nodecard, reconcile, worker

        nodecard.register()
        reconcile.register()
        letters.register()
        worker.register()
