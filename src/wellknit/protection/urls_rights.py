"""Addresses of rights, consent, letting out, letters and papers. Only opaque ids and file names stand in them."""

from __future__ import annotations

from django.urls import path

from wellknit.protection.views import consents, out, papers, rights

urlpatterns = [
    path("cases/<uuid:case_id>/explained/", rights.rights, name="explained"),
    path("cases/<uuid:case_id>/explained/choose/", rights.choose, name="explain_choose"),
    path("cases/<uuid:case_id>/explained/<slug:notice>/<slug:language>/", rights.explain, name="explain"),
    path("explained/<uuid:notification_id>/", rights.notification, name="notification"),
    path("explained/<uuid:notification_id>/sign/", rights.sign, name="notification_sign"),
    path("explained/blank/<slug:notice>/<slug:language>/<slug:form>/", rights.blank, name="rights_blank"),
    path("cases/<uuid:case_id>/consents/", consents.ledger, name="consents"),
    path("cases/<uuid:case_id>/consents/ask/", consents.ask, name="consent_ask"),
    path("cases/<uuid:case_id>/guardians/add/", consents.add_guardian, name="guardian_add"),
    path("cases/<uuid:case_id>/best-interest/", consents.best_interest, name="best_interest"),
    path("guardians/<uuid:guardian_id>/", consents.guardian, name="guardian"),
    path("consents/<uuid:consent_id>/", consents.consent, name="consent"),
    path("consents/<uuid:consent_id>/withdraw/", consents.withdraw, name="consent_withdraw"),
    path("recalls/<uuid:recall_id>/told/", consents.told, name="recall_told"),
    path("recalls/<uuid:recall_id>/answered/", consents.answered, name="recall_answered"),
    path("out/<slug:kind>/<uuid:thing_id>/", out.let_out, name="let_out"),
    path("papers/<uuid:document_id>/content/", papers.paper_content, name="paper_content"),
    path("papers/<uuid:document_id>/newer/", papers.replace_paper, name="paper_replace"),
    path("cases/<uuid:case_id>/letters/", papers.write_letter, name="write_letter"),
]
