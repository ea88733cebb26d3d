"""Words that readers and tables use for the same thing: "sold to" for exports, "the world" for global."""

# One group a line; a word may stand in several. Only words that rarely mean anything else where figures are
# asked for.
_GROUPS = (
    "world global worldwide",
    "export sell sold sale sales",
    "import buy bought purchase purchased",
    "income earn earned earnings wage wages salary salaries",
    "population inhabitants residents",
    "expenditure spending spend spent expense expenses",
    "revenue proceeds turnover",
    "unemployment jobless joblessness unemployed",
    "share percentage proportion portion percent",
    "death deaths fatalities fatality died",
    "growth increase rise",
    "decline decrease fall drop",
    "investment invest invested",
    "company companies firm firms enterprise enterprises",
    "price cost costs",
    "debt owe owed liabilities",
    "loan loans credit credits",
    "student students pupil pupils",
    "doctor doctors physician physicians",
    "house houses dwelling dwellings home homes",
    "weakness weaknesses disadvantage disadvantages",
    "strength strengths advantage advantages",
    "threat threats risk risks",
    "opportunity opportunities possibility possibilities",
    "founded established created creation foundation",
    "goal goals aim aims objective objectives purpose",
    "begin began start started",
    "end ended finish finished",
    "funded financed paid sponsored",
)


def groups_by_word() -> dict[str, frozenset[int]]:
    """Return for each word the numbers of its groups."""
    found: dict[str, frozenset[int]] = {}
    for number, line in enumerate(_GROUPS):
        for word in line.split():
            found[word] = found.get(word, frozenset()) | {number}
    return found
