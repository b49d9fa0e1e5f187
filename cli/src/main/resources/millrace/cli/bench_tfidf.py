"""The other side of BenchTfIdf: one JSON request a line on standard input, one JSON answer a line on standard output."""
import json
import os
import sys
import time

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

FOLDER = sys.argv[1]
texts = []


def run(request):
    vectorizer = TfidfVectorizer(ngram_range=(1, request["ngrams"]))
    begun = time.perf_counter()
    x = vectorizer.fit_transform(texts)
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "features": x.shape[1], "entries": x.nnz, "sum": float(x.sum())}


for line in sys.stdin:
    request = json.loads(line)
    if request["do"] == "version":
        answer = {"version": "scikit-learn %s, Python %d.%d" % (sklearn.__version__, *sys.version_info[:2])}
    elif request["do"] == "load":
        with open(os.path.join(FOLDER, "texts.json"), encoding="utf-8") as file:
            texts = json.load(file)
        answer = {"texts": len(texts)}
    else:
        answer = run(request)
    print(json.dumps(answer), flush=True)
