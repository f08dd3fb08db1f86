"""Other people's names do not travel in a person's own file."""

from wellknit.lib.blanking import BLANK, blanked, blanker


def test_whole_names_and_their_parts_go() -> None:
    text = "Somying Invented called; later SOMYING came with Mr. Invented."
    assert blanked(text, ["Somying Invented"]) == f"{BLANK} called; later {BLANK} came with Mr. {BLANK}."


def test_a_part_inside_another_word_stays() -> None:
    assert blanked("The manual is in Manila.", ["Man Ila"]) == "The manual is in Manila."


def test_scripts_without_blanks_between_words() -> None:
    assert blanked("พบนายสมชายที่บ้าน", ["สมชาย ใจดี"]) == f"พบนาย{BLANK}ที่บ้าน"


def test_nothing_to_blank() -> None:
    assert blanked("As it was.", []) == "As it was."
    assert blanked("As it was.", [" ", "a"]) == "As it was."


def test_of_people_further_away_only_the_whole_name_goes() -> None:
    blank = blanker(["Somying Invented"], ["May Flower"])
    assert blank("In May Somying met May Flower.") == f"In May {BLANK} met {BLANK}."
