"""Whose claim a sentence is, in the citation styles of papers."""

import pytest
from reading import read_text

from cbm_qa.answer.speaker import speaker

DATED = """Rivers

1. Introduction

Floods rise in spring. Marsh and Okoro (2019) found that snow decides. Snow decides (Marsh and Okoro, 2019). According to Wen (2018), dams fail. Dams fail, as noted by Wen (2018). Dams fail in May (Wen, 2018; Marsh and Okoro, 2019). Wen (2018) clearly shows that dams fail. The method of Wen (2018) was used.

References

Marsh, A., Okoro, C. (2019). Rivers in spring. Journal of Hydrology, 13(1), 175-181.
Wen, C. (2018). Dams and floods. Water Policy, 8(2), 1-20.
"""
NUMBERED = """Rivers

1. Introduction

Floods rise in spring. Marsh et al. [1] found that snow decides. Snow decides [1]. According to Wen [2], dams fail. In spring, dams fail [1,2]. Another sentence follows here [2].

References

[1] Marsh A, Okoro C, Idle P. Rivers in spring. J Hydrol. 2019;13(1):175-81.
[2] Wen C. Dams and floods. Water Policy. 2018;8(2):1-20.
"""
OWN = "the paper's own statement"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DATED, [OWN, "Marsh and Okoro (2019), as the paper reports", "the paper, citing Marsh and Okoro (2019)",
                 "Wen (2018), as the paper reports", "Wen (2018), as the paper reports",
                 "the paper, citing Wen (2018), Marsh and Okoro (2019)", "Wen (2018), as the paper reports",
                 "the paper, citing Wen (2018)"]),
        (NUMBERED, [OWN, "Marsh et al. (2019), as the paper reports", "the paper, citing Marsh et al. (2019)",
                    "Wen (2018), as the paper reports", "the paper, citing Marsh et al. (2019), Wen (2018)",
                    "the paper, citing Wen (2018)"]),
    ],
    ids=["dated", "numbered"],
)  # fmt: skip
def test_each_sentence_has_its_speaker(tmp_path, text, said):
    document = read_text(text, tmp_path)
    sentences = [s.span for p in document.paragraphs for s in p.sentences]
    assert [speaker(document, span) for span in sentences] == said


def test_an_entry_is_nobodys_claim(tmp_path):
    document = read_text(DATED, tmp_path)
    assert speaker(document, document.references[0].span) == ""
