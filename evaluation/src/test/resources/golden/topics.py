# Golden values for TopicsTest, by numpy 1.24 and scipy 1.10 straight from the definitions:
#   python3 topics.py > topics.json
import json
import numpy as np
from scipy.optimize import linear_sum_assignment

rng = np.random.RandomState(5)
words = ["w%d" % i for i in range(40)]


def rbo(a, b, p):  # Webber et al. 2010, eq. 30, for two lists of one length
    k = len(a)
    x = [len(set(a[:d]) & set(b[:d])) for d in range(1, k + 1)]
    return x[-1] / k * p ** k + (1 - p) / p * sum(x[d - 1] / d * p ** d for d in range(1, k + 1))


topics = [list(rng.choice(words, 25, replace=False)) for _ in range(6)]
topics.append(topics[0][::-1])
pairs = [(i, j) for i in range(7) for j in range(i)]
out = {"topics": topics, "diversity": [[n, len({w for t in topics for w in t[:n]}) / (n * 7)] for n in (1, 5, 10, 25)]}
out["rbo"] = [[n, p, 1 - np.mean([rbo(topics[i][:n], topics[j][:n], p) for i, j in pairs])] for n, p in ((10, .9), (25, .9), (5, .5), (1, .9))]

# Runs of 5, 5, 5 and 7 topics: noisy copies of each other in another order, the last over other words as well.
base = rng.dirichlet(np.full(40, .2), 5)
runs = []
for seed, k in enumerate((5, 5, 5, 7)):
    phi = np.vstack([base, rng.dirichlet(np.full(40, .2), 2)])[:k]
    phi = .8 * phi + .2 * rng.dirichlet(np.full(40, .2), k)
    phi = phi[rng.permutation(k)]
    order = rng.permutation(40)
    runs.append({"words": [words[i] for i in order], "phi": phi[:, order]})


def matched(likeness):
    i, j = linear_sum_assignment(likeness, maximize=True)
    return likeness[i, j].sum() / max(likeness.shape)


def compare(a, b):
    tops = [[set(np.array(r["words"])[np.argsort(-row)[:10]]) for row in r["phi"]] for r in (a, b)]
    jaccard = np.array([[len(x & y) / len(x | y) for y in tops[1]] for x in tops[0]])
    ordered = [r["phi"][:, np.argsort([int(w[1:]) for w in r["words"]])] for r in (a, b)]
    unit = [m / np.linalg.norm(m, axis=1, keepdims=True) for m in ordered]
    return matched(jaccard), matched(unit[0] @ unit[1].T)


both = np.array([[compare(a, b) for b in runs] for a in runs])
out["runs"] = [{"words": r["words"], "phi": r["phi"].ravel().tolist(), "topics": len(r["phi"])} for r in runs]
out["jaccard"] = both[:, :, 0].ravel().tolist()
out["cosine"] = both[:, :, 1].ravel().tolist()

out["assignments"] = []
for rows, columns in ((1, 1), (3, 3), (4, 9), (30, 30), (20, 50)):
    gain = rng.normal(size=(rows, columns))
    if rows == 30:
        gain = np.round(gain)  # ties
    i, j = linear_sum_assignment(gain, maximize=True)
    out["assignments"].append({"rows": rows, "columns": columns, "gain": gain.ravel().tolist(), "best": gain[i, j].sum()})

# Document completion: given mixtures and counts of held words; word 39 is none of the model's.
phi = base[:, :39] / base[:, :39].sum(1, keepdims=True)
theta = rng.dirichlet(np.full(5, .3), 12)
held = rng.poisson(.4, size=(12, 40))
held[3] = 0
log = np.log(theta @ phi)
total = (held[:, :39] * log).sum()
out["completion"] = {
    "phi": phi.ravel().tolist(), "theta": theta.ravel().tolist(), "held": held.ravel().tolist(),
    "logLikelihood": total, "tokens": int(held[:, :39].sum()), "unknown": int(held[:, 39].sum()),
    "perplexity": float(np.exp(-total / held[:, :39].sum())),
}
print(json.dumps(out))
