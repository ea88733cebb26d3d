import pytest

from cbm_qa.gloss import Language, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How much did Norland export in 2020?", Language.LATIN),
        ("¿Cuánto exportó Noruega?", Language.LATIN),
        ("Сколько экспортировала Норвегия в 2020 году?", Language.RUSSIAN),
        ("Что такое BRI?", Language.RUSSIAN),
        ("Норвегияның экспорты қанша?", Language.KAZAKH),
        ("挪威的出口额是多少？", Language.CHINESE),
        ("2024年GDP是多少", Language.CHINESE),
        ("123 ?", Language.LATIN),
        ("", Language.LATIN),
    ],
)
def test_the_script_tells_the_language(text, language):
    assert language_of(text) is language
