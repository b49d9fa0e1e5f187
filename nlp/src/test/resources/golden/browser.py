# Golden values for TopicMapTest and RelevanceTest, by numpy 1.24 and scipy 1.10 straight from the definitions
# (pyLDAvis is in no Debian package; its own formulas are these, but for p(t) in saliency):
#   python3 browser.py > browser.json
import json
import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.special import xlogy

rng = np.random.RandomState(11)


def place(distances):
    n = len(distances)
    centre = np.eye(n) - np.ones((n, n)) / n
    values, vectors = np.linalg.eigh(-centre @ (distances ** 2) @ centre / 2)
    values, vectors = values[::-1][:2], vectors[:, ::-1][:, :2]
    xy = vectors * np.sqrt(np.maximum(values, 0))
    sign = np.sign(xy[np.argmax(np.abs(xy), axis=0), range(2)])
    return xy * np.where(sign == 0, 1, sign)


out = {}
for name, k, width, zeros in [("smooth", 8, 60, False), ("zeros", 5, 40, True), ("three", 3, 10, False)]:
    phi = rng.dirichlet(np.full(width, 0.1), k) + (0 if zeros else 1e-6)
    if zeros:
        phi[phi < 1e-3] = 0
        phi[:, -1] = 0  # a word of no topic
    phi /= phi.sum(1, keepdims=True)
    share = rng.dirichlet(np.full(k, 2.0))
    distances = np.array([[jensenshannon(a, b) ** 2 for b in phi] for a in phi])
    joint = share[:, None] * phi
    marginal = joint.sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        of_word = joint / marginal
        saliency = np.nan_to_num(marginal * xlogy(of_word, of_word / share[:, None]).sum(0))
        relevance = {}
        candidates = [set() for _ in range(k)]
        for step in range(101):
            l = step / 100
            r = l * np.log(phi) + (1 - l) * np.log(phi / marginal)
            r[phi == 0] = -np.inf
            for t in range(k):
                order = np.argsort(-r[t], kind="stable")[:6]
                candidates[t].update(int(w) for w in order if phi[t, w] > 0)
            if step in (0, 60, 100):
                relevance[str(step)] = [[None if np.isinf(v) else v for v in row] for row in r]
    out[name] = {
        "k": k, "phi": phi.ravel().tolist(), "share": share.tolist(), "distances": distances.ravel().tolist(),
        "xy": place(distances).ravel().tolist(), "marginal": marginal.tolist(), "saliency": saliency.tolist(),
        "salient": [int(i) for i in np.argsort(-saliency, kind="stable")[:6]],
        "relevance": relevance, "candidates": [sorted(c) for c in candidates],
    }
print(json.dumps(out))
