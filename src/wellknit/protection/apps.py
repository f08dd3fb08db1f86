from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "wellknit.protection"
    label = "protection"
    # Functions of sql/ that the web role may call (platform.access.apply).
    web_functions = ("wk_refresh_worklist(uuid)", "wk_opinions_given(uuid)", "wk_case_readers(uuid)", "wk_notice_senders(uuid[])",
                     "wk_consent_ended(uuid, date)", "wk_told_without_consent(uuid)",
                     "wk_unit_taken(uuid)", "wk_unit_strangers(uuid, uuid)", "wk_places()", "wk_last_look(uuid, text)",
                     "wk_alert_watchers(uuid, text)", "wk_tell_outside(text)", "wk_week_numbers(date, date)",
                     "wk_accept_step(uuid, date)", "wk_close_access(uuid)", "wk_carry_case(uuid, boolean)",
                     "wk_refresh_journey(uuid)", "wk_is_worker()", "wk_border_accept(uuid)", "wk_border_route(uuid, uuid)",
                     "wk_remind(uuid, text, text)", "wk_nudges_take()", "wk_referral_opened(uuid)",
                     "wk_import_known(int[], bigint[])", "wk_import_open(uuid[], uuid[], text[])",
                     "wk_import_file(uuid, uuid[], uuid[], int[], bigint[], int)",
                     "wk_partner_journeys(text)", "wk_partner_delays(date, text)", "wk_decision_clock(uuid, timestamptz, int)",
                     "wk_decision_ended(uuid)", "wk_list_names(uuid, text, bigint[], int[])")  # fmt: skip
    # Asked before there is a viewer, over the door; and by the worker, who is nobody's viewer.
    door_functions = ("wk_token(bytea, text)",)
    worker_functions = (
        "wk_clocks_waiting(jsonb, integer)",
        "wk_recount_for_worker()",
        "wk_border_office(uuid, text[])",
        "wk_nudges_waiting()",
        "wk_border_stands(uuid, uuid, date)",
        "wk_border_words(uuid, date)",
        "wk_border_alarm(uuid, date)",
        "wk_list_for_meeting(jsonb)",
    )
    fact_views = (("web", "protection_shelter_fact"), ("facts", "protection_shelter_fact_all"),
                  ("web", "protection_delay_fact"), ("facts", "protection_delay_fact"))  # fmt: skip

    def ready(self) -> None:
        """Registers the wing's menu and home blocks."""
        from wellknit.platform.vault.erasure import erases
        from wellknit.protection import border_messages, menu, tasks
        from wellknit.protection.erasing import CASE, erase_case

        menu.register()
        tasks.register()
        border_messages.register()
        erases(CASE, erase_case)
