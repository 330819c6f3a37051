"""Labels the training texts with a teacher: logistic regression on a pretrained encoder and on lexicons.

    pip install -r requirements.txt
    python label.py                                   writes labels.bin, which `npm run train` learns from
    python label.py --hold-out twitter-2016test --out held-out.bin    without that source; says how good it is
    python label.py --cv 5                            how good it is on texts it has not seen

Encoded texts are kept in .cache, so that a second run takes a minute (the first: about half an hour on two cores).
The encoder computes in bfloat16, so another processor may give labels that differ in the last of their 255 steps.
"""

import argparse
import gzip
import hashlib
import struct
from pathlib import Path

import numpy as np
from encoder import fetch
from lexicons import lexicon_features, read_lexicons
from sklearn.linear_model import LogisticRegression

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]
CLASSES = ["negative", "neutral", "positive"]
FILES = {"semeval-train.tsv.gz": 1, "distant-emoticon.tsv.gz": 1, "unlabelled.txt.gz": 0}
"""Training files, and the column in which each has its text."""

C = 0.05
ENCODER_GAIN, LEXICON_GAIN = 0.1, 0.2
FOLDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=REPOSITORY.parent / "shared" / "data")
    parser.add_argument("--cache", type=Path, default=HERE / ".cache")
    parser.add_argument("--out", type=Path, default=HERE / "labels.bin")
    parser.add_argument("--hold-out")
    parser.add_argument("--cv", type=int)
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)

    gold_file = next(iter(FILES))
    lines = read(options.data / gold_file)
    gold = np.array([CLASSES.index(line[0]) for line in lines])
    sources = np.array([line[2] for line in lines])
    features = {gold_file: featurise(options, gold_file)}
    if options.cv:
        guesses = unseen(features[gold_file], gold, options.cv).argmax(1)
        print(f"macro recall, {options.cv} folds: {macro_recall(gold, guesses):.2f}")
        return
    is_held_out = sources == options.hold_out
    teacher = Teacher(features[gold_file][~is_held_out], gold[~is_held_out])
    with open(options.out, "wb") as out:
        out.write(b"HTTL1\n")
        for file in FILES:
            if file == gold_file:
                # Each text by a teacher that has not seen it: what it was told itself, it would only repeat.
                shares = np.zeros((len(gold), 3))
                shares[~is_held_out] = unseen(features[file][~is_held_out], gold[~is_held_out], FOLDS)
                if is_held_out.any():
                    shares[is_held_out] = teacher.label(features[file][is_held_out])
                    recall = macro_recall(gold[is_held_out], shares[is_held_out].argmax(1))
                    print(f"macro recall of {options.hold_out}: {recall:.2f}")
            else:
                shares = teacher.label(featurise(options, file))
            digest = hashlib.sha256(gzip.decompress((options.data / file).read_bytes())).digest()
            out.write(digest + struct.pack("<I", len(shares)))
            out.write(np.rint(255 * shares[:, [0, 2]]).astype(np.uint8).tobytes())
            print(f"{file}: {len(shares)} texts, {np.bincount(shares.argmax(1), minlength=3)} of {CLASSES}")


class Teacher:
    def __init__(self, features: np.ndarray, gold: np.ndarray) -> None:
        self.mean, self.deviation = features.mean(0), features.std(0) + 1e-6
        num_lexicon = 34
        self.gain = np.full(features.shape[1], ENCODER_GAIN, np.float32)
        self.gain[-num_lexicon:] = LEXICON_GAIN
        self.model = LogisticRegression(C=C, class_weight="balanced", max_iter=150)
        self.model.fit(self._scaled(features), gold)

    def label(self, features: np.ndarray) -> np.ndarray:
        """The probabilities of CLASSES, one row a text."""
        return self.model.predict_proba(self._scaled(features))

    def _scaled(self, features: np.ndarray) -> np.ndarray:
        return (features - self.mean) / self.deviation * self.gain


def featurise(options: argparse.Namespace, file: str) -> np.ndarray:
    """One row a text: the encoder's columns, then the lexicons'."""
    texts = [line[FILES[file]] for line in read(options.data / file)]
    cache = options.cache / f"{file}.npy"
    if not cache.exists():
        print(f"encoding {len(texts)} texts of {file}", flush=True)
        np.save(cache, fetch(options.cache).encode(texts))
    lexicons = lexicon_features(texts, read_lexicons(REPOSITORY / "node_modules"))
    return np.hstack([np.load(cache).astype(np.float32), lexicons])


def unseen(features: np.ndarray, gold: np.ndarray, folds: int) -> np.ndarray:
    shares = np.zeros((len(gold), 3))
    for fold in range(folds):
        is_left_out = np.arange(len(gold)) % folds == fold
        teacher = Teacher(features[~is_left_out], gold[~is_left_out])
        shares[is_left_out] = teacher.label(features[is_left_out])
    return shares


def read(path: Path) -> list[list[str]]:
    with gzip.open(path, "rt", encoding="utf8", newline="\n") as file:
        return [line.rstrip("\r\n").split("\t") for line in file]


def macro_recall(gold: np.ndarray, guesses: np.ndarray) -> float:
    return 100 * float(np.mean([np.mean(guesses[gold == label] == label) for label in range(3)]))


if __name__ == "__main__":
    main()
