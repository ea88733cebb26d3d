"""Phrases that ask for places, trends, runs and conditions over a series."""

import regex

HIGH = r"highest|largest|biggest|greatest|most|top|best|maximum|max"
LOW = r"lowest|smallest|least|fewest|worst|bottom|minimum|min"
PLACES = {
    word: number
    for number, words in enumerate(
        ("second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th", "eighth 8th",
         "ninth 9th", "tenth 10th"), 2
    )
    for word in words.split()
}  # fmt: skip
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3, "4": 4, "5": 5}
_NUMBERS = "|".join(COUNTS)
_ORDINALS = "|".join(PLACES)
PLACED = regex.compile(
    rf"\b(?P<place>{_ORDINALS})[- ](?:(?P<high>{HIGH})|(?P<low>{LOW}))\b(?:\s+(?P<noun>\p{{L}}+))?|"
    rf"\b(?:ranks?|ranked|comes?|came|(?:is|was|takes?|took) in)\s+(?:in\s+)?(?P<place>{_ORDINALS})"
    rf"(?:\s+place)?\b(?!\s+(?:{HIGH}|{LOW}))",
    regex.I,
)
SEVERAL = regex.compile(
    rf"\b(?:(?:which|what|the)\s+(?P<n>{_NUMBERS})\s+(?P<noun>\p{{L}}+)\s+(?:had|have|has|with"
    rf"|show\p{{L}}*|"
    rf"saw|record\p{{L}}*|report\p{{L}}*|were)\s+the\s+(?:(?P<high>{HIGH})|(?P<low>{LOW}))"
    rf"|(?<!\bat )(?:(?P<high>{HIGH})|(?P<low>{LOW}))\s+(?P<n>{_NUMBERS})\b(?:\s+(?P<noun>\p{{L}}+s)\b)?"
    rf"|(?P<n>{_NUMBERS})\s+(?:(?P<high>{HIGH})|(?P<low>{LOW}))\b)",
    regex.I,
)
RANK = regex.compile(
    r"\b(?:ranks?|ranked|ranking|(?:what|which) (?:place|position)\b.*\b(?:tak|hold|occup|com|ha[sd]"
    r"|have)\p{L}*)\b",
    regex.I,
)
FROM_LOW = regex.compile(rf"\b(?:from|starting with|counting from|by) the (?:{LOW})\b|\bascending\b", regex.I)
EXTREME = regex.compile(
    rf"\b(?:(?P<high>{HIGH}|high)|(?P<low>{LOW}))\s+(?:single\s+)?(?:value|figure|number|entry|cell"
    rf"|amount|percentage)?\s*"
    r"(?:anywhere\s+|overall\s+)?(?:printed\s+|given\s+|listed\s+|shown\s+)?(?:in|of|across"
    r"|within)\s+(?:the\s+)?(?:whole\s+|entire\s+|full\s+)?"
    r"(?P<table>table\b(?:\s+[A-Z]?\d+)?)",
    regex.I,
)
TREND = regex.compile(
    r"\btrends?\b|^\W*(?:how|in what way|in which direction)\b.*\b(?:develop\p{L}*|evolv\p{L}*|mov\p{L}*"
    r"|var(?:y|ied)|fluctuat\p{L}*|"
    r"fare\p{L}*|progress\p{L}*|chang\p{L}*)\b|"
    r"\b(?:rise|rising|grow|growing|increase|increasing|go up|going up) or (?:fall|falling|shrink"
    r"|shrinking|decline|declining|"
    r"decrease|decreasing|go down|going down)\b|\b(?:course|development|evolution) of\b|\bup or down\b",
    regex.I,
)
TREND_WORDS = regex.compile(
    r"\b(?:trends?|develop(?:s|ed|ing|ment)?|evol(?:v\p{L}*|ution)|mov(?:e[ds]?|ing)|var(?:y|ied)"
    r"|fluctuat\p{L}*|fare[ds]?|progress(?:ed)?|"
    r"describe|overall|general|direction|course|steadily|over time|up or down|or|way|over the years"
    r"|across the years|"
    r"over the (?:whole |entire |full )?period|shows?|shown|display(?:s|ed)?|follow(?:s|ed)?)\b",
    regex.I,
)
CORRELATION = regex.compile(
    r"\b(?:(?:pearson(?:['’]s)?\s+)?correlat(?:ion|ed?|es|ing)s?(?:\s+coefficients?)?"
    r"|pearson(?:['’]s)?(?:\s+(?:r|coefficient))?|"
    r"mov(?:e[ds]?|ing)\s+together)\b",
    regex.I,
)
STRENGTH = regex.compile(
    r"\b(?:how|strongly|closely|strong|close|coefficient|r|are|is|do|does|did|with each other)\b", regex.I
)
RUN = regex.compile(
    r"\b(?:longest|how long (?:is|was) the longest)\s+(?:unbroken\s+|uninterrupted\s+|continuous\s+"
    r"|consecutive\s+)?"
    r"(?:run|streak|stretch|period|spell|sequence|phase|series)\b|\b(?:years?|times|periods"
    r"|months)\s+in a row\b|"
    r"\b(?:most\s+)?(?:consecutive|successive)\s+(?:years|rises|falls|increases|decreases|declines|months"
    r"|periods)\b|\bconsecutively\b",
    regex.I,
)
RUN_WORDS = regex.compile(
    r"\b(?:how (?:many|long)|what|which|when|longest|of|with|without|in which|most)\b", regex.I
)
EVERY = regex.compile(
    r"\b(?:(?:in|for|during|across)\s+)?(?:every(?:\s+single)?|each(?:\s+single)?"
    r"|all(?:\s+of)?(?:\s+the)?)\s+"
    r"(?P<noun>\p{L}+)\b|\b(?:always|consistently|throughout(?: the (?:whole )?period)?|at all times|"
    r"continuously|steadily|without (?:a break|interruption|exception))\b",
    regex.I,
)
EVER = regex.compile(
    r"\bever\b|\bat (?:any|some) (?:time|point)\b|\b(?:in|for"
    r"|during)?\s*any(?:\s+of\s+the)?\s+(?P<noun>\p{L}+)\b|"
    r"^\W*(?:was|is|were|are) there (?:ever )?an?y? (?P<noun>\p{L}+)\s+(?:in which|when|where|with|that)\b",
    regex.I,
)
COUNT = regex.compile(
    r"\b(?:in|for|during)?\s*how many\s+(?:of the\s+)?(?P<noun>\p{L}+)(?:\s+(?:did|do|does|was|were|is"
    r"|are|had|have|saw|show(?:ed)?|with))?\b",
    regex.I,
)
LIST = regex.compile(
    r"^\W*(?:(?:in|for|during)\s+)?(?:which|what|list (?:all )?the"
    r"|name (?:all )?the)\s+(?!(?:is|was|are|were|did|do|does|has|had|have|the)\b)"
    r"(?P<noun>\p{L}+)(?:\s+(?:did|do|does|was|were|is|are|had|have|saw|show(?:ed)?"
    r"|with|in which|when))?\b",
    regex.I,
)
WHEN = regex.compile(
    r"^\W*(?:when|(?:in|by|until|till|since)?\s*(?:which|what) year|what (?:was|is) the (?:first|last"
    r"|earliest|latest)(?P<noun>\s+year)?(?:\s+(?:in which|when|that|where|with))?)\s*"
    r"(?:did|do|does|was|were|is|are|had|has)?\b",
    regex.I,
)
FIRST = regex.compile(r"\b(?:for the first time|the first time|first|earliest)\b", regex.I)
LAST = regex.compile(r"\b(?:for the last time|the last time|last|latest|most recently)\b", regex.I)
MOST = regex.compile(
    r"\b(?:the\s+)?(?:(?P<high>most|fastest|strongest|quickest)|(?P<low>least|slowest))\b|"
    r"\b(?P<high>largest|biggest|greatest|highest|strongest|sharpest|steepest)\s+(?:annual\s+|yearly\s+"
    r"|single\s+|year-on-year\s+|percentage\s+|relative\s+)*(?=\p{L}+)",
    regex.I,
)
WIDEST = regex.compile(
    rf"\b(?:gap|difference|distance"
    rf"|spread)s?\b.*\b(?P<by>between)\b.*\b(?P<word>(?:the\s+)?(?:(?P<high>{HIGH}|widest)|(?P<low>{LOW}"
    rf"|narrowest)))\W*$|"
    rf"\b(?P<word>(?P<high>{HIGH}|widest)|(?P<low>{LOW}|narrowest))\s+(?:gap|difference|distance"
    rf"|spread)s?\b.*\b(?P<by>between)\b",
    regex.I,
)
OF_BEST = regex.compile(
    rf"\b(?:(?:in|for|of|at|by)\s+)?(?:the|that)\s+(?P<noun>\p{{L}}+)\s+(?:with|that (?:has|had|have)"
    rf"|having|which (?:has|had|have)|"
    rf"in which|when|where)\s+(?:the\s+)?(?P<inner>[^,?]*?)(?P<sup>(?P<high>{HIGH})"
    rf"|(?P<low>{LOW}))\b(?P<inner2>[^,?]*)|"
    rf"\b(?:when|while)\s+(?P<inner>[^,?]+?)\s+(?:was|were|had|reached)\s+(?:at\s+)?(?:the|its"
    rf"|their)?\s*(?P<sup>(?P<high>{HIGH}|peak)|(?P<low>{LOW}))\b(?P<inner2>)|"
    rf"\b(?:when|in the year)\s+(?P<inner>[^,?]+?)\s+(?P<sup>(?P<high>peaked))\b(?P<inner2>)",
    regex.I,
)
EITHER = regex.compile(
    r"\b(?:above|over|more|higher|larger|greater|below|under|less|fewer|lower|smaller) or (?:not|"
    r"above|over|more|higher|larger|greater|below|under|less|fewer|lower|smaller)\b",
    regex.I,
)
AFTER_AGGREGATE = regex.compile(
    r"\b(?=(?:chang|gr[eo]w|r[io]s|f[ae]ll|increas|decreas|drop|declin)\p{L}*\b)", regex.I
)
BEST_SERIES = regex.compile(
    rf"^\W*(?:which|what)\s+(?P<noun>\p{{L}}+)\s+(?:has|had|have|shows|showed"
    rf"|with)\s+the\s+(?:(?P<high>{HIGH})|(?P<low>{LOW}))\s+"
    r"(?P<inner>(?:mean|average|median|total|sum)\b.*)$",
    regex.I,
)
PLAIN = frozenset(
    "year years row rows column columns entry entries time times series line lines item items".split()
)
