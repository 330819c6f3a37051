"""What three lexicons say of a text: AFINN and emoji (npm `sentiment`), VADER (PyPI `vaderSentiment`)."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import vaderSentiment

EYES, MOUTHS = r"[:;=8xX]", r"[\)\]\(\[dDpP/\:\}\{@\|\\]"
EMOTICON = (
    rf"(?:[<>]?{EYES}[\-o\*\']?{MOUTHS}|{MOUTHS}[\-o\*\']?[:;=8][<>]?|<3|</3|\^_\^|-_-|o_O|O_o|T_T|xD|XD|:'\()"
)
PICTURE = r"[\U0001F000-\U0001FFFF\u2600-\u27BF\u2190-\u21FF\u2B00-\u2BFF]\uFE0F?[\U0001F3FB-\U0001F3FF]?"
TOKEN = re.compile(
    rf"(?P<address>https?://\S+|www\.\S+|\S*t\.co/\S+)|(?P<user>@\w+)|(?P<tag>#\w+)|(?P<emoticon>{EMOTICON})(?!\w)"
    rf"|(?P<word>[a-zA-Z]+(?:'[a-zA-Z]+)?)|(?P<number>\d+(?:[.,:]\d+)*\w*)|(?P<marks>[!?.]{{2,}}|…)"
    rf"|(?P<picture>{PICTURE})|(?P<other>[^\s\w])|(?P<rest>\w+)"
)
NEGATORS = set(
    "not no never cannot cant dont doesnt didnt isnt wasnt arent werent wont wouldnt couldnt shouldnt aint havent"
    " hasnt hadnt nor neither nothing nobody none without hardly".split()
)
CLAUSE_ENDS = {".", ",", ";", ":", "!", "?", "!!", "??", "?!", "...", "but"}
NEGATED_TOKENS = 4
DAMPED = -0.5


def read_lexicons(packages: Path) -> list[dict[str, float]]:
    """packages: a node_modules folder."""
    afinn = json.loads((packages / "sentiment" / "languages" / "en" / "labels.json").read_text(encoding="utf8"))
    vader = {}
    lexicon = Path(vaderSentiment.__file__).parent / "vader_lexicon.txt"
    for line in lexicon.read_text(encoding="utf8").splitlines():
        word, weight = line.split("\t")[:2]
        vader[word.lower()] = float(weight)
    emoji = {}
    with open(packages / "sentiment" / "build" / "Emoji_Sentiment_Data_v1.0.csv", encoding="utf8") as file:
        for row in csv.DictReader(file):
            emoji[row["Emoji"]] = (int(row["Positive"]) - int(row["Negative"])) / int(row["Occurrences"])
    return [afinn, vader, emoji]


def lexicon_features(texts: list[str], lexicons: list[dict[str, float]]) -> np.ndarray:
    """One row a text: nine numbers of each lexicon, then counts of the text's form."""
    return np.array([_features_of(text, lexicons) for text in texts], np.float32)


def _features_of(text: str, lexicons: list[dict[str, float]]) -> list[float]:
    tokens, num_capitals, num_elongated = tokenise(text)
    features: list[float] = []
    for lexicon in lexicons:
        features += _weigh(tokens, lexicon)
    marks = [tokens.count("!") + 2 * tokens.count("!!"), tokens.count("?") + 2 * tokens.count("??")]
    known = [tokens.count("<address>"), tokens.count("<user>")]
    return [*features, num_capitals, num_elongated, *marks, *known, len(tokens) / 20]


def tokenise(text: str) -> tuple[list[str], int, int]:
    """Tokens, how many of them are in capitals, and how many are elongated."""
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("’", "'")):
        text = text.replace(entity, character)
    tokens: list[str] = []
    num_capitals = num_elongated = 0
    for match in TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        if kind == "word":
            num_capitals += len(token) > 2 and token.isupper()
            squeezed = re.sub(r"(.)\1{2,}", r"\1\1", token.lower())
            num_elongated += squeezed != token.lower()
            tokens.append(squeezed)
        elif kind == "tag":
            body = token[1:]
            is_camel = re.search("[a-z][A-Z]", body)
            parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", body) if is_camel else [body]
            tokens += [token.lower(), *(part.lower() for part in parts)]
        elif kind == "marks":
            has = ("!" in token, "?" in token)
            tokens.append({(True, False): "!!", (False, True): "??", (True, True): "?!"}.get(has, "..."))
        elif kind in ("address", "user", "number"):
            tokens.append(f"<{kind}>")
        else:
            tokens.append(token.lower() if kind != "emoticon" else token)
    return tokens, num_capitals, num_elongated


def negated(tokens: list[str]) -> list[str]:
    """Words in reach of a negator are marked: they are other words."""
    marked = []
    scope = 0
    for token in tokens:
        is_negator = token in NEGATORS or token.endswith("n't")
        if is_negator:
            scope = NEGATED_TOKENS
        elif token in CLAUSE_ENDS:
            scope = 0
        marked.append(token + "_NOT" if scope > 0 and not is_negator and token[0].isalpha() else token)
        scope -= 1
    return marked


def _weigh(tokens: list[str], lexicon: dict[str, float]) -> list[float]:
    """Sum, gains, losses, highest, lowest, last, how many of each, and what negation has turned."""
    scope = 0
    gains = losses = highest = lowest = last = turned = 0.0
    num_gains = num_losses = 0
    for token in tokens:
        is_negator = token in NEGATORS or token.endswith("n't")
        if is_negator:
            scope = NEGATED_TOKENS
        elif token in CLAUSE_ENDS:
            scope = 0
        weight = lexicon.get(token.removeprefix("#"), 0.0)
        if weight != 0:
            if scope > 0 and not is_negator:
                turned += weight
                weight *= DAMPED
            if weight > 0:
                gains, num_gains = gains + weight, num_gains + 1
            else:
                losses, num_losses = losses + weight, num_losses + 1
            highest, lowest, last = max(highest, weight), min(lowest, weight), weight
        scope -= 1
    return [gains + losses, gains, losses, highest, lowest, last, num_gains, num_losses, turned]
