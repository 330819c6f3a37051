"""Labels the training texts with a teacher: logistic regression on a pretrained encoder, on lexicons and on n-grams.

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
from lexicons import lexicon_features, negated, read_lexicons, tokenise
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
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
    grams = Grams([line[FILES[gold_file]] for line in read(options.data / gold_file)])
    lines = read(options.data / gold_file)
    gold = np.array([CLASSES.index(line[0]) for line in lines])
    sources = np.array([line[2] for line in lines])
    features = {gold_file: featurise(options, gold_file, grams)}
    if options.cv:
        guesses = unseen(features[gold_file], gold, options.cv).argmax(1)
        print(f"macro recall, {options.cv} folds: {macro_recall(gold, guesses):.2f}")
        return
    is_held_out = sources == options.hold_out
    teacher = Teacher(features[gold_file][~is_held_out], gold[~is_held_out])
    with open(unfinished := options.out.with_suffix(".part"), "wb") as out:
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
                shares = teacher.label(featurise(options, file, grams))
            digest = hashlib.sha256(gzip.decompress((options.data / file).read_bytes())).digest()
            out.write(digest + struct.pack("<I", len(shares)))
            out.write(np.rint(255 * shares[:, [0, 2]]).astype(np.uint8).tobytes())
            print(f"{file}: {len(shares)} texts, {np.bincount(shares.argmax(1), minlength=3)} of {CLASSES}")
    unfinished.replace(options.out)


class Teacher:
    def __init__(self, features: sparse.csr_matrix, gold: np.ndarray) -> None:
        self.model = LogisticRegression(C=C, class_weight="balanced", max_iter=100)
        self.model.fit(features, gold)

    def label(self, features: sparse.csr_matrix) -> np.ndarray:
        """The probabilities of CLASSES, one row a text."""
        return self.model.predict_proba(features)


class Grams:
    """Words one to three in a row, and letters three to five; those that the gold texts have several times."""

    def __init__(self, texts: list[str]) -> None:
        self.words = CountVectorizer(analyzer=_word_grams, min_df=2, binary=True, dtype=np.float32)
        self.letters = CountVectorizer(
            analyzer="char", ngram_range=(3, 5), min_df=3, binary=True, lowercase=False, dtype=np.float32
        )
        tokens = [tokenise(text)[0] for text in texts]
        self.words.fit(tokens)
        self.letters.fit(_spaced(tokens))

    def features(self, texts: list[str]) -> list[sparse.csr_matrix]:
        tokens = [tokenise(text)[0] for text in texts]
        return [_unit_rows(self.words.transform(tokens)), _unit_rows(self.letters.transform(_spaced(tokens)))]


def _word_grams(tokens: list[str]) -> list[str]:
    words = negated(tokens)
    return [" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)]


def _spaced(tokens: list[list[str]]) -> list[str]:
    return [f" {' '.join(of_text)} " for of_text in tokens]


def _unit_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1)) @ matrix


def featurise(options: argparse.Namespace, file: str, grams: Grams) -> sparse.csr_matrix:
    """One row a text: the encoder's columns, the lexicons', the n-grams'."""
    texts = [line[FILES[file]] for line in read(options.data / file)]
    cache = options.cache / f"{file}.npy"
    if not cache.exists():
        print(f"encoding {len(texts)} texts of {file}", flush=True)
        np.save(cache, fetch(options.cache).encode(texts))
    encoded = _scaled("encoder", np.load(cache).astype(np.float32), ENCODER_GAIN)
    lexicons = lexicon_features(texts, read_lexicons(REPOSITORY / "node_modules"))
    dense = [encoded, _scaled("lexicons", lexicons, LEXICON_GAIN)]
    return sparse.hstack([*map(sparse.csr_matrix, dense), *grams.features(texts)]).tocsr()


_scales: dict[str, tuple[np.ndarray, np.ndarray]] = {}


def _scaled(block: str, rows: np.ndarray, gain: float) -> np.ndarray:
    """Columns of mean 0 and deviation `gain`, as in the gold texts, which come first."""
    if block not in _scales:
        _scales[block] = (rows.mean(0), rows.std(0) + 1e-6)
    mean, deviation = _scales[block]
    return (rows - mean) / deviation * gain


def unseen(features: sparse.csr_matrix, gold: np.ndarray, folds: int) -> np.ndarray:
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
