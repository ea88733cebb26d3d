"""Train the model that reads reference strings, and write it where the package finds it.

    python training/references.py ../shared/data/references/anystyle-core.xml

The data are AnyStyle's labelled entries (BSD-2-Clause). With --hold-out N, the last N of a fixed shuffle are
left out and the model is not written: what features and settings were chosen by.
"""

import argparse
import random
import tempfile
from pathlib import Path

import pycrfsuite

from cbm_qa.ingest import tagger
from cbm_qa.ingest.labelled import read_labelled

SETTINGS = {"c1": 0.3, "c2": 0.02, "max_iterations": 150, "feature.possible_transitions": True}


def main() -> None:
    """Train and write, or train on a part and print how the rest is read."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--hold-out", type=int, default=0)
    args = parser.parse_args()
    entries = list(read_labelled(args.data))
    random.Random(1).shuffle(entries)
    if not args.hold_out:
        train(entries, tagger.MODEL)
        return
    with tempfile.TemporaryDirectory() as folder:
        tagger.MODEL = Path(folder) / "references.crf"
        train(entries[: -args.hold_out], tagger.MODEL)
        held = entries[-args.hold_out :]
        right = sum(a == b for e in held for a, b in zip(tagger.tag(e.words), e.labels, strict=True))
        print(f"{right / sum(len(e.words) for e in held):.4f} of the words of {len(held)} entries")


def train(entries: list, path: Path) -> None:
    """Train on entries and write the model."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for entry in entries:
        trainer.append(tagger.features(entry.words), list(entry.labels))
    trainer.set_params(SETTINGS)
    trainer.train(str(path))


if __name__ == "__main__":
    main()
