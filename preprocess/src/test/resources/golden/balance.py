"""Golden values for Mrmr, Jmi and ClassWeights.

mRMR and JMI: brute force in double, straight from the formulas (Peng, Long, Ding 2005; Yang, Moody
1999), with numpy 1.24 for quantiles. Class weights: scikit-learn 1.2.1.

/usr/bin/python3 balance.py > balance.json
"""
import json
import math
from collections import Counter

import numpy as np
from sklearn.utils.class_weight import compute_class_weight

r = np.random.RandomState(4)
n, p = 150, 9
x = np.round(r.normal(size=(n, p)), 4)
x[:, 1] = np.round(x[:, 0] + 0.3 * r.normal(size=n), 4)
x[:, 4] = r.randint(0, 3, n)
x[:, 7] = (x[:, 2] > 0.4).astype(float)
z = x[:, 0] + x[:, 2] * x[:, 3] + 0.8 * (x[:, 4] == 1) + 0.4 * r.normal(size=n)
yn = np.round(z, 4)
yc = np.digitize(z, [-0.5, 0.6])


def cut(v, bins):
    values = sorted(set(v))
    if len(values) <= bins:
        return [values.index(a) for a in v]
    edges = np.quantile(v, [(b + 1) / bins for b in range(bins - 1)])
    return [sum(1 for e in edges if e <= a) for a in v]


def information(a, b):
    pa, pb, pab = Counter(a), Counter(b), Counter(zip(a, b))
    return math.fsum(c / n * math.log(c * n / (pa[i] * pb[j])) for (i, j), c in pab.items())


def choose(k, bins, y, joint):
    f = [cut(list(x[:, j]), bins) for j in range(p)]
    chosen, scores = [], []
    while len(chosen) < k:
        def score(j):
            if not chosen:
                return information(f[j], y)
            if joint:
                return math.fsum(information(list(zip(f[j], f[s])), y) for s in chosen)
            return information(f[j], y) - math.fsum(information(f[j], f[s]) for s in chosen) / len(chosen)
        best = max((j for j in range(p) if j not in chosen), key=score)
        scores.append(score(best))
        chosen.append(best)
    return {"chosen": chosen, "scores": scores}


out = {"x": x.tolist(), "yn": yn.tolist(), "yc": yc.tolist()}
for bins in (5, 10):
    for name, y in (("n", cut(list(yn), bins)), ("c", list(yc))):
        out[f"mrmr.{name}.{bins}"] = choose(6, bins, y, False)
        out[f"jmi.{name}.{bins}"] = choose(6, bins, y, True)
out["weights"] = compute_class_weight("balanced", classes=np.unique(yc), y=yc).tolist()
print(json.dumps(out, indent=0))
