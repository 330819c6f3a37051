"""The course's program in PySpark Streaming: tweets from a socket, hashtags, AFINN, counts over a window.

    python hashtags.py HOST PORT LEXICON_FOLDER NUM_TWEETS

Prints `started`, then one JSON object when NUM_TWEETS have been counted, and waits until its standard input ends.
Settings come from the environment, see `spark-settings.ts`.
"""

import html
import json
import os
import re
import sys
import tempfile
import threading
import unicodedata

from pyspark import SparkConf, SparkContext, StorageLevel
from pyspark.streaming import StreamingContext
from pyspark.streaming.listener import StreamingListener

BATCH_SECONDS = 10
# Longer than a run, so that its last result has all tweets. hashtide keeps windows of 1, 5, 15 and 60 minutes.
WINDOW_SECONDS = 300
HASHTAG = re.compile(r"(?:^|[^\w&])[#＃](\w*[^\W\d_]\w*)")
# What npm `sentiment` parts tokens at; a lone tab, which joins two there, parts them here.
SEPARATORS = re.compile(r"[\s.,/#!?$%^&*;:{}=_`\"~()]+")

NAMES = {-1: "negative", 0: "neutral", 1: "positive"}


def read_json(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return json.load(file)


def key_of(tag):
    return unicodedata.normalize("NFKC", tag).lower()


def make_counted(weights, negators):
    """What is counted of a tweet: its label, and its label for each of its hashtags."""

    def label_of(text):
        score = 0
        before = ""
        for token in SEPARATORS.split(text.lower()):
            weight = weights.get(token)
            if weight is not None:
                score += -weight if before in negators else weight
            before = token
        return 1 if score > 0 else -1 if score < 0 else 0

    def counted(line):
        text = json.loads(line)["data"]["text"]
        if "&" in text:
            text = html.unescape(text)
        label = label_of(text)
        pairs = [(("", label), 1)]
        if "#" in text or "＃" in text:
            pairs.extend(((tag, label), 1) for tag in {key_of(tag) for tag in HASHTAG.findall(text)})
        return pairs

    return counted


class Progress(StreamingListener):
    """Counts what finished batches held."""

    def __init__(self, num_tweets):
        self.num_tweets = num_tweets
        self.num_done = 0
        self.batches = []
        self.done = threading.Event()

    def onBatchCompleted(self, batchCompleted):
        info = batchCompleted.batchInfo()
        self.num_done += info.numRecords()
        if info.numRecords() > 0:
            self.batches.append([info.numRecords(), info.schedulingDelay(), info.processingDelay()])
        if self.num_done >= self.num_tweets:
            self.done.set()


def end_with_input():
    """Nobody who could read the result is left: the process ends, and Spark with it."""
    sys.stdin.read()
    os._exit(0)


def main(host, port, lexicons, num_tweets):
    weights = read_json(lexicons, "languages/en/labels.json")
    weights.update(read_json(lexicons, "build/emoji.json"))
    negators = {word for word, negates in read_json(lexicons, "languages/en/negators.json").items() if negates}

    conf = SparkConf().setAppName("HashtagSentiment")
    for key, value in json.loads(os.environ["SPARK_SETTINGS"]).items():
        conf.set(key, value)
    context = SparkContext(conf=conf)
    context.setLogLevel("ERROR")
    streaming = StreamingContext(context, BATCH_SECONDS)
    streaming.checkpoint(tempfile.mkdtemp(dir=os.environ["CHECKPOINT_FOLDER"]))
    threading.Thread(target=end_with_input, daemon=True).start()
    progress = Progress(num_tweets)
    streaming.addStreamingListener(progress)

    receivers = [
        streaming.socketTextStream(host, port, StorageLevel.MEMORY_AND_DISK)
        for _ in range(int(os.environ.get("NUM_RECEIVERS", "1")))
    ]
    lines = receivers[0] if len(receivers) == 1 else streaming.union(*receivers)
    counts = lines.flatMap(make_counted(weights, negators)).reduceByKeyAndWindow(
        lambda a, b: a + b,
        lambda a, b: a - b,
        WINDOW_SECONDS,
        BATCH_SECONDS,
        numPartitions=int(os.environ.get("NUM_PARTITIONS", "2")),
        filterFunc=lambda pair: pair[1] > 0,
    )
    last = {}

    def show(rdd):
        top = rdd.top(10, key=lambda pair: pair[1])
        last["labels"] = {NAMES[label]: count for (tag, label), count in top if tag == ""}
        last["top"] = [[tag, NAMES[label], count] for (tag, label), count in top]

    counts.foreachRDD(show)
    streaming.start()
    print("started", flush=True)
    progress.done.wait()
    print(json.dumps({"batches": progress.batches, **last}), flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
