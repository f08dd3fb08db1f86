"""Tables counted from facts: rows without identity in, one table object out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellknit.lib.codelists import code_list
from wellknit.lib.tables import Axis, Footnote, Marker, Table, matrix
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.facts import ShelterFact, all_shelter_facts, shelter_facts

# The bands of the published tables; anything else that occurs gets a column of its own and is not lost.
BANDS = ("0-14", "15-17", "18+")
SEXES = ("male", "female")
FORMS = ("sexual", "forced_labour", "begging")
NOT_RECORDED = "not_recorded"


def shelters(viewer: Viewer, year: int) -> Table:
    """Persons assisted in shelters of the viewer's country in a year, for a page."""
    return shelter_table(shelter_facts(viewer, year=year), country=viewer.jurisdiction, year=year)


def shelters_for_operator(*, country: str, year: int) -> Table:
    """The same for the operator's program, under the facts role."""
    return shelter_table(all_shelter_facts(country=country, year=year), country=country, year=year)


def shelter_table(facts: Iterable[ShelterFact], *, country: str, year: int) -> Table:
    """Nationality × form of exploitation × age band × sex of recognised persons who came to a shelter.

    Counts a person once a year, at the first shelter stay that began in it. Totals are computed.
    """
    counts: dict[tuple[str, ...], int | Marker | None] = {
        **Counter(_key(fact) for fact in facts if _counted(fact))
    }
    countries = _axis(_("Nationality"), "countries", [k[0] for k in counts], always=(country,))
    forms = _axis(_("Form of exploitation"), "exploitation", [k[1] for k in counts], always=FORMS)
    bands = _axis(_("Age"), "age-bands", [k[2] for k in counts], always=BANDS)
    sexes = _axis(_("Sex"), "sex", [k[3] for k in counts], always=SEXES)
    return matrix(
        counts,
        id=f"shelters-{country.lower()}-{year}",
        title=_("Persons assisted in shelters, %(year)s") % {"year": year},
        down=countries,
        across=(forms, bands, sexes),
        total=_("Total"),
        caption=_("Recognised persons by the year their first shelter stay began; age at intake."),
        units=_("persons"),
        footnotes=(Footnote("n", _("For use inside this node. Small figures can point to somebody: nothing here is "
                                   "published without disclosure control.")),),
        language=(get_language() or "en").split("-")[0],
    )  # fmt: skip


def _counted(fact: ShelterFact) -> bool:
    return fact.place == "shelter" and fact.first_in_year and fact.identification == "recognised"


def _column(exploitation: str) -> str:
    """The column of the published table a form of exploitation counts in; without one it stands beside."""
    entry = code_list("exploitation", settings.DATA).entry(exploitation)
    return (entry.maps.get("mrw9") if entry else None) or exploitation or NOT_RECORDED


def _key(fact: ShelterFact) -> tuple[str, str, str, str]:
    return (
        fact.nationality or NOT_RECORDED,
        _column(fact.exploitation),
        fact.age_band or NOT_RECORDED,
        fact.sex or NOT_RECORDED,
    )


def _axis(title: str, name: str, present: Sequence[str], *, always: tuple[str, ...]) -> Axis:
    """The codes of a list that stand in the table: always the published ones, in their order, then others."""
    listed = code_list(name, settings.DATA)
    wanted = {*present, *always}
    order = [*always, *(e.code for e in listed.codes), *sorted(wanted)]
    seen = [code for code in dict.fromkeys(order) if code in wanted]
    language = get_language() or "en"
    label = {NOT_RECORDED: _("Not recorded")}
    return Axis(title, tuple((code, label.get(code) or listed.text(code, language)) for code in seen))
