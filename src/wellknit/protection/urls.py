"""Addresses of the wing. Only opaque ids stand in them: no name, no code."""

from __future__ import annotations

from django.urls import path

from wellknit.protection import (
    urls_border,
    urls_care,
    urls_corridors,
    urls_journeys,
    urls_lists,
    urls_meetings,
    urls_rights,
    urls_systems,
)
from wellknit.protection.views import (
    cases,
    emergency,
    identification,
    papers,
    people,
    referrals,
    screening,
    sharing,
    stays,
    worklist,
)

PREFIX = ""

urlpatterns = [
    # first contact
    path("screening/", screening.start, name="screening_start"),
    path("screening/done/<uuid:screening_id>/", screening.finished, name="screening_done"),
    path("screening/sheet/<uuid:referral_id>/", screening.sheet, name="screening_sheet"),
    path("screening/<uuid:talk_id>/part/<slug:group>/", screening.part, name="screening_part"),
    path("screening/<uuid:talk_id>/about/", screening.about, name="screening_about"),
    path("screening/<uuid:talk_id>/check/", screening.check, name="screening_check"),
    path("screening/<uuid:talk_id>/outcome/", screening.outcome, name="screening_outcome"),
    path("screening/<uuid:talk_id>/office/", screening.office, name="screening_office"),
    path("screening/<uuid:talk_id>/consent/", screening.consent, name="screening_consent"),
    path("screening/<uuid:talk_id>/forget/", screening.forget, name="screening_forget"),
    path("rights/<slug:language>/", screening.leaflet, name="rights"),
    # referrals
    path("referrals/", referrals.came_in, name="came_in"),
    path("referrals/sent/", referrals.sent_out, name="sent_out"),
    path("referrals/<uuid:referral_id>/", referrals.received, name="referral"),
    path("referrals/<uuid:referral_id>/accept/", referrals.accept, name="referral_accept"),
    path("referrals/<uuid:referral_id>/decline/", referrals.decline, name="referral_decline"),
    path("referrals/<uuid:referral_id>/ask/", referrals.ask, name="referral_ask"),
    path("referrals/sent/<uuid:referral_id>/", referrals.sent, name="referral_sent"),
    path("referrals/sent/<uuid:referral_id>/answer/", referrals.answer, name="referral_answer"),
    path("referrals/sent/<uuid:referral_id>/withdraw/", referrals.withdraw, name="referral_withdraw"),
    path("referrals/sent/<uuid:referral_id>/on/", referrals.send_on, name="referral_send_on"),
    # finding and opening
    path("search/", people.search, name="search"),
    path("ask/", people.ask, name="ask_elsewhere"),
    path("known/", people.known, name="known"),
    path("known/<uuid:referral_id>/", people.known, name="known_for"),
    path("open/", people.open_new, name="open_new"),
    path("open/<uuid:referral_id>/", people.open_new, name="open_new_for"),
    path("open/person/<uuid:person_id>/", people.open_known, name="open_known"),
    path("open/person/<uuid:person_id>/<uuid:referral_id>/", people.open_known, name="open_known_for"),
    # cases
    path("cases/", worklist.worklist, name="worklist"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("cases/<uuid:case_id>/person/", cases.edit_person, name="edit_person"),
    path("cases/<uuid:case_id>/head/", cases.edit_head, name="edit_head"),
    path("cases/<uuid:case_id>/note/", cases.add_note, name="add_note"),
    path("cases/<uuid:case_id>/close/", cases.close, name="case_close"),
    path("cases/<uuid:case_id>/reopen/", cases.reopen, name="case_reopen"),
    path("cases/<uuid:case_id>/summary/", cases.summary, name="case_summary"),
    path("cases/<uuid:case_id>/papers/", papers.papers, name="papers"),
    path("cases/<uuid:case_id>/papers/add/", papers.add_paper, name="add_paper"),
    path("papers/<uuid:document_id>/", papers.paper, name="paper"),
    path("cases/<uuid:case_id>/stays/", stays.stays, name="stays"),
    path("cases/<uuid:case_id>/stays/begin/", stays.begin_stay, name="stay_begin"),
    path("stays/<uuid:stay_id>/end/", stays.end_stay, name="stay_end"),
    path("cases/<uuid:case_id>/readers/", sharing.readers, name="readers"),
    path("cases/<uuid:case_id>/readers/give/", sharing.give, name="reach_give"),
    path("cases/<uuid:case_id>/readers/<uuid:grant_id>/end/", sharing.take_back, name="reach_end"),
    # identification
    path("cases/<uuid:case_id>/identification/", identification.identification, name="identification"),
    path("cases/<uuid:case_id>/identification/begin/", identification.begin, name="identification_begin"),
    path("identification/<uuid:identification_id>/opinion/", identification.opinion, name="opinion"),
    path("identification/<uuid:identification_id>/decide/", identification.decide, name="decide"),
    path("identification/<uuid:identification_id>/review/", identification.ask_review, name="ask_review"),
    path("identification/reviews/<uuid:review_id>/", identification.decide_review, name="decide_review"),
    # emergencies
    path("emergency/", emergency.break_glass, name="break_glass"),
    path("emergency/reviews/", emergency.to_review, name="to_review"),
    path("emergency/reviews/<uuid:entry_id>/", emergency.review, name="review_break_glass"),
    path("notices/", emergency.notice_list, name="notices"),
    path("notices/<uuid:notice_id>/seen/", emergency.acknowledge, name="notice_seen"),
]
urlpatterns += [
    *urls_care.urlpatterns,
    *urls_corridors.urlpatterns,
    *urls_journeys.urlpatterns,
    *urls_border.urlpatterns,
    *urls_meetings.urlpatterns,
    *urls_lists.urlpatterns,
    *urls_rights.urlpatterns,
    *urls_systems.urlpatterns,  # type: ignore[list-item]
]
