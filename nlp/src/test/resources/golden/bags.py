# Golden values for BagsTest, by scikit-learn 1.2.1, numpy 1.24 and Python 3.11:
#   python3 bags.py > bags.json
# BM25 by the formulas of Kamphuis et al. 2020 and of Lv and Zhai 2011, in numpy.
import json
import random
import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer

rnd = random.Random(11)
words = ("the cat dog sat on mat a and ran to park it was not very good Good film x1 été Straße naïve "
         "日本 \U0001d538\U0001d539 ﬃ_z ＺＥＴ ΣΑΣ don't can't e.g. co-op I we of for with from").split()
weights = [40 / (i + 1) for i in range(len(words))]
spaces = [" "] * 12 + ["  ", "\t", " \n ", ", ", ". ", "\u00a0"]
train, test = [], []
for out, n in ((train, 24), (test, 9)):
    for _ in range(n):
        text = ""
        for _ in range(rnd.randrange(1, 15)):
            text += rnd.choices(words, weights)[0] + rnd.choice(spaces)
        out.append(text)
train[7] = ""
train[8] = "the"
test[3] = "unheard of nothing else"
test[4] = ""
test[5] = "?"


def matrix(m):
    m = m.tocsr()
    m.sum_duplicates()
    m.sort_indices()
    return [[[int(j), float(v)] for j, v in zip(m.indices[a:b], m.data[a:b])] for a, b in zip(m.indptr, m.indptr[1:])]


def case(make, options):
    v = make(**options)
    x = v.fit_transform(train)
    return {"options": options, 
            "terms": v.get_feature_names_out().tolist(), "test": matrix(v.transform(test)),
            **({"train": matrix(x)} if len(v.vocabulary_) < 120 else {})}


counts = [case(CountVectorizer, o) for o in [
    {}, {"ngram_range": (1, 2)}, {"ngram_range": (2, 3)}, {"ngram_range": (1, 4), "min_df": 2},
    {"ngram_range": (1, 3), "min_df": 0.08, "max_df": 0.5}, {"max_df": 8}, {"binary": True, "ngram_range": (1, 2)},
    {"stop_words": "english"}, {"stop_words": "english", "ngram_range": (1, 3)},
    {"lowercase": False, "strip_accents": "unicode"}, {"strip_accents": "ascii", "ngram_range": (1, 2)},
    {"token_pattern": r"(?u)\b\w+\b", "ngram_range": (2, 2)}, {"token_pattern": r"[a-z ]+", "ngram_range": (1, 2)},
    {"analyzer": "char"}, {"analyzer": "char", "ngram_range": (2, 3), "min_df": 3},
    {"analyzer": "char_wb", "ngram_range": (1, 2)}, {"analyzer": "char_wb", "ngram_range": (3, 5), "min_df": 2},
    {"analyzer": "char_wb", "ngram_range": (6, 7), "strip_accents": "unicode"},
    {"max_features": 3}, {"max_features": 5, "ngram_range": (1, 2), "binary": True},
]]
grid = []
for ngrams, analyzer in (((1, 1), "word"), ((1, 2), "word"), ((2, 3), "char"), ((2, 4), "char_wb")):
    for norm in ("l2", "l1", None):
        for use_idf, smooth in ((True, True), (True, False), (False, True)):
            sublinear = rnd.random() < .5
            grid.append({"ngram_range": ngrams, "analyzer": analyzer, "norm": norm, "use_idf": use_idf,
                         "smooth_idf": smooth, "sublinear_tf": sublinear, "min_df": 2 if analyzer != "word" else 1})
tfidf = [case(TfidfVectorizer, o) for o in grid + [
    {}, {"sublinear_tf": True}, {"binary": True, "norm": "l1"}, {"ngram_range": (1, 2), "min_df": 2, "max_df": .4, "sublinear_tf": True},
    {"stop_words": "english"}, {"ngram_range": (1, 3), "max_df": .3}]]
hashing = []
for o in [{}, {"n_features": 7}, {"n_features": 16, "alternate_sign": False}, {"n_features": 11, "norm": None, "ngram_range": (1, 3)},
          {"n_features": 13, "norm": "l1", "analyzer": "char_wb", "ngram_range": (2, 3)},
          {"n_features": 9, "binary": True}, {"n_features": 1000, "analyzer": "char", "ngram_range": (1, 4)}]:
    x = HashingVectorizer(**o).transform(test)
    hashing.append({"options": o, "test": matrix(x)})

tf = CountVectorizer().fit(train)
c, d = tf.transform(train).toarray(), tf.transform(test).toarray()
tokens = tf.build_analyzer()
n, df, k1, b, delta = len(train), (c > 0).sum(0), 1.5, 0.6, 0.8
mean = np.mean([len(tokens(t)) for t in train])


def bm25(x, texts, variant):
    length = np.array([[len(tokens(t))] for t in texts])
    s = x / (x + k1 * (1 - b + b * length / mean))
    if variant == "LUCENE":
        w = np.log(1 + (n - df + .5) / (df + .5)) * s
    elif variant == "ATIRE":
        w = np.log(n / df) * (k1 + 1) * s
    else:
        w = np.log((n + 1) / df) * ((k1 + 1) * s + delta)
    return np.where(x > 0, w, 0)


bm = {v: {"train": bm25(c, train, v).tolist(), "test": bm25(d, test, v).tolist()} for v in ("LUCENE", "ATIRE", "PLUS")}
print(json.dumps({"train": train, "test": test, "counts": counts, "tfidf": tfidf, "hashing": hashing, "bm25": bm,
                  "bm25_options": {"k1": k1, "b": b, "delta": delta}}, separators=(",", ":")))
