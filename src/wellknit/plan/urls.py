"""Addresses of the wing. Codes of plans, periods and units stand in them; names of people never."""

from __future__ import annotations

from django.urls import path

from wellknit.plan.views import editions, invented, meetings, money, process, region, reporting, workplans

PREFIX = "plan/"

urlpatterns = [
    path("", region.home, name="plan_home"),
    path("region/<slug:framework>/<slug:period>/", region.region, name="plan_region"),
    path("region/<slug:framework>/<slug:period>/som.<slug:form>", region.som, name="plan_som"),
    path("invented/<slug:framework>/<slug:period>/", invented.invented, name="plan_invented"),
    path(
        "invented/<slug:framework>/<slug:period>/som.<slug:form>",
        invented.invented_som,
        name="plan_invented_som",
    ),
    path("reported/<slug:framework>/<slug:period>/", region.reported, name="plan_reported"),
    path("country/<slug:unit>/<slug:framework>/<slug:period>/", region.country, name="plan_country"),
    path("annual/<slug:framework>/<slug:period>/<slug:unit>.<slug:form>", region.annual, name="plan_annual"),
    path("item/<str:about>/", region.target_story, name="plan_story"),
    path("plans/", region.frameworks, name="plan_frameworks"),
    path("plans/<slug:framework>/", region.framework, name="plan_framework"),
    path("plans/<slug:one>/to/<slug:other>/", region.crosswalk, name="plan_crosswalk"),
    # a report or workplan, from draft to publication
    path("open/", reporting.open_block, name="plan_open"),
    path("period/", reporting.new_period, name="plan_period"),
    path("block/<uuid:block_id>/", reporting.block, name="plan_block"),
    path("block/<uuid:block_id>/status/<str:about>/", reporting.status, name="plan_status"),
    path("block/<uuid:block_id>/figure/<str:indicator>/", reporting.figure, name="plan_figure"),
    path("block/<uuid:block_id>/choose/", reporting.choose, name="plan_choose"),
    path("block/<uuid:block_id>/section/<str:section>/", reporting.section, name="plan_section"),
    path("block/<uuid:block_id>/do/<slug:verb>/", reporting.move, name="plan_move"),
    path("block/<uuid:block_id>/question/", reporting.question, name="plan_question"),
    path("question/<uuid:question_id>/reply/", reporting.reply, name="plan_reply"),
    path("civil/", reporting.civil, name="plan_civil"),
    path("civil/<uuid:report_id>/release/", reporting.civil_release, name="plan_civil_release"),
    # workplans
    path("workplans/", workplans.workplans, name="plan_workplans"),
    path("workplans/<uuid:block_id>/", workplans.workplan, name="plan_workplan"),
    path("workplans/<uuid:block_id>/paper.<slug:form>", workplans.workplan_file, name="plan_workplan_file"),
    path("workplans/<uuid:block_id>/line/", workplans.new_line, name="plan_line_new"),
    path("workplans/<uuid:block_id>/carry/<uuid:line_id>/", workplans.carry_over, name="plan_carry"),
    path("workplans/<uuid:block_id>/sheet.xlsx", workplans.sheet_out, name="plan_sheet_out"),
    path("workplans/<uuid:block_id>/sheet/", workplans.sheet_in, name="plan_sheet_in"),
    path("workplans/<uuid:block_id>/sheet/accept/", workplans.sheet_accept, name="plan_sheet_accept"),
    path("line/<uuid:line_id>/", workplans.line, name="plan_line"),
    path("line/<uuid:line_id>/progress/", workplans.progress, name="plan_progress"),
    path("line/<uuid:line_id>/do/<slug:verb>/", workplans.line_verb, name="plan_line_verb"),
    # money
    path("money/", money.money, name="plan_money"),
    path("money/utilisation/<slug:year>.<slug:form>", money.utilisation_file, name="plan_utilisation"),
    path("money/requirement/<slug:plan>/", money.requirement, name="plan_requirement"),
    path("money/pledge/", money.pledge, name="plan_pledge"),
    path("money/pledge/<uuid:pledge_id>/allocate/", money.allocate, name="plan_allocate"),
    path("money/allocation/<uuid:allocation_id>/", money.entry, name="plan_entry"),
    # meetings
    path("meetings/", meetings.meetings, name="plan_meetings"),
    path("meetings/new/", meetings.new, name="plan_meeting_new"),
    path("meetings/open.<slug:form>", meetings.open_paper_file, name="plan_open_paper"),
    path("meetings/<uuid:meeting_id>/", meetings.meeting, name="plan_meeting"),
    path("meetings/<uuid:meeting_id>/do/<slug:verb>/", meetings.meeting_verb, name="plan_meeting_verb"),
    path("meetings/<uuid:meeting_id>/decide/", meetings.decide, name="plan_decide"),
    path("meetings/<uuid:meeting_id>/agenda/", meetings.agenda, name="plan_agenda"),
    path("meetings/<uuid:meeting_id>/delegation/", meetings.delegation, name="plan_delegation"),
    path("decision/<uuid:decision_id>/assign/", meetings.assign, name="plan_assign"),
    path("followup/<uuid:follow_up_id>/done/", meetings.done, name="plan_done"),
    path("followup/<uuid:follow_up_id>/verify/", meetings.verify, name="plan_verify"),
    path("calendar/", meetings.calendar, name="plan_calendar"),
    # agreements and the process itself
    path("agreements/", process.agreements, name="plan_agreements"),
    path("agreements/treaties/", process.treaties, name="plan_treaties"),
    path("agreements/laws/", process.laws, name="plan_laws"),
    path("agreements/<slug:agreement_id>/", process.agreement, name="plan_agreement"),
    path("process/", process.process, name="plan_process"),
    path("process/amendment/", process.amendment_new, name="plan_amendment_new"),
    path("process/amendment/<uuid:amendment_id>/", process.amendment, name="plan_amendment"),
    path("process/amendment/<uuid:amendment_id>/letter/", process.letter, name="plan_letter"),
    path(
        "process/amendment/<uuid:amendment_id>/do/<slug:verb>/",
        process.amendment_verb,
        name="plan_amendment_verb",
    ),
    path("process/handover/", process.handover, name="plan_handover"),
    path("process/risk/", process.risk, name="plan_risk"),
    # editions
    path("editions/", editions.editions, name="plan_editions"),
    path("editions/freeze/", editions.freeze, name="plan_freeze"),
    path("editions/<uuid:edition_id>/", editions.edition, name="plan_edition"),
    path("editions/<uuid:edition_id>/file.<slug:form>", editions.edition_file, name="plan_edition_file"),
    path("editions/<uuid:edition_id>/correct/", editions.correct, name="plan_correct"),
]
