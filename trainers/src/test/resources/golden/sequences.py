"""Golden values of Crf and Hmm: every sequence of labels is enumerated; the minimum is scipy's. Writes sequences.csv.

Run: python3 sequences.py (numpy, scipy; written with numpy 1.24.2, scipy 1.10.1)
"""
import csv
import itertools
import os

import numpy as np
import scipy.optimize

ROWS = [
    ("the cat sees a dog", "D N V D N"),
    ("a dog runs", "D N V"),
    ("cat runs", "N V"),
    ("sees the dog the cat", "V D N D N"),
    ("runs", "V"),
    ("the runs", "D N"),
]
NEW = ["the dog sees", "a mouse runs the cat", "mouse"]
LABELS = ["D", "N", "V"]
L2, WINDOW, ALPHA = 0.5, 1, 0.1


def feature_names(words, t):
    padded = lambda i: "<s>" if i < 0 else "</s>" if i >= len(words) else words[i]
    out = [("one", o, padded(t + o)) for o in range(-WINDOW, WINDOW + 1)]
    out += [("two", o, padded(t + o), padded(t + o + 1)) for o in (-1, 0)]
    return out


def known(name, vocabulary):
    return all(w in vocabulary for w in name[2:])


train = [(w.split(), l.split()) for w, l in ROWS]
vocabulary = {w for ws, _ in train for w in ws} | {"<s>", "</s>"}
weights = {}
for words, labels in train:
    for t, l in enumerate(labels):
        for f in feature_names(words, t):
            weights.setdefault((f, l), len(weights))
for a in LABELS:
    for b in LABELS:
        weights[(a, b)] = len(weights)


def vector(words, labels):
    v = np.zeros(len(weights))
    for t, l in enumerate(labels):
        for f in feature_names(words, t):
            if (f, l) in weights:
                v[weights[(f, l)]] += 1
        if t:
            v[weights[(labels[t - 1], l)]] += 1
    return v


def all_of(words):
    paths = list(itertools.product(LABELS, repeat=len(words)))
    return paths, np.array([vector(words, p) for p in paths])


table = [(all_of(ws)[1], vector(ws, ls)) for ws, ls in train]


def loss(w):
    value, gradient = L2 * w @ w, 2 * L2 * w
    for every, right in table:
        s = every @ w
        z = np.logaddexp.reduce(s)
        value += z - right @ w
        gradient += np.exp(s - z) @ every - right
    return value, gradient


best = scipy.optimize.minimize(loss, np.zeros(len(weights)), jac=True, method="L-BFGS-B", options=dict(ftol=1e-15, gtol=1e-10, maxiter=10000))
out = [("crf", "loss", best.fun)]
for i, text in enumerate(NEW):
    paths, every = all_of(text.split())
    s = every @ best.x
    p = np.exp(s - np.logaddexp.reduce(s))
    out.append(("crf", "labels %d" % i, " ".join(paths[int(np.argmax(s))])))
    for t in range(len(text.split())):
        for l in LABELS:
            out.append(("crf", "marginal %d %d %s" % (i, t, l), sum(q for q, path in zip(p, paths) if path[t] == l)))

# The hidden Markov model: counts with ALPHA added; an unseen word is one further word.
seen = sorted({w for ws, _ in train for w in ws})
share = lambda counts: (np.array(counts, float) + ALPHA) / (np.sum(counts) + ALPHA * len(counts))
first = share([sum(ls[0] == l for _, ls in train) for l in LABELS])
step = [share([sum(x == a and y == b for _, ls in train for x, y in zip(ls, ls[1:])) for b in LABELS]) for a in LABELS]
emit = [share([sum(w == v and y == l for ws, ls in train for w, y in zip(ws, ls)) for v in seen] + [0]) for l in LABELS]
for i, text in enumerate(NEW):
    words = text.split()
    paths = list(itertools.product(range(3), repeat=len(words)))
    p = []
    for path in paths:
        q = first[path[0]]
        for t, l in enumerate(path):
            q *= emit[l][seen.index(words[t]) if words[t] in seen else len(seen)]
            if t:
                q *= step[path[t - 1]][l]
        p.append(q)
    out.append(("hmm", "labels %d" % i, " ".join(LABELS[l] for l in paths[int(np.argmax(p))])))
    out.append(("hmm", "log likelihood %d" % i, np.log(sum(p))))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sequences.csv"), "w", newline="") as f:
    csv.writer(f).writerows([("model", "what", "value")] + [(m, w, v if isinstance(v, str) else repr(float(v))) for m, w, v in out])
