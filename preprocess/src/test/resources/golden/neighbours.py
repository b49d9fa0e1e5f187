"""Golden values of Neighbours, computed by scikit-learn 1.2.1. Writes neighbours.json beside itself.

Run: python3 neighbours.py   (Debian 12: python3-sklearn 1.2.1)
"""
import json
import os

import numpy as np
from sklearn.neighbors import NearestNeighbors

rng = np.random.RandomState(3)
out = {}
for width in (3, 21):
    x = rng.randn(80, width)
    q = rng.randn(6, width)
    out["x%d" % width] = x.ravel().tolist()
    out["q%d" % width] = q.ravel().tolist()
    for name, metric, p, radius in (
        ("euclidean", "minkowski", 2, 4.8),
        ("manhattan", "minkowski", 1, 16.0),
        ("minkowski", "minkowski", 3, 3.0),
        ("chebyshev", "chebyshev", 2, 2.0),
        ("cosine", "cosine", 2, 0.6),
    ):
        algorithm = "brute" if metric == "cosine" else "ball_tree"  # ball_tree measures directly, brute by |x|² - 2 x·q + |q|²
        nn = NearestNeighbors(n_neighbors=7, metric=metric, p=p, algorithm=algorithm).fit(x)
        d, i = nn.kneighbors(q)
        rd, ri = nn.radius_neighbors(q, radius)
        order = [np.argsort(r) for r in ri]
        key = "%s%d." % (name, width)
        out[key + "rows"] = i.ravel().tolist()
        out[key + "distances"] = d.ravel().tolist()
        out[key + "radius"] = radius
        out[key + "counts"] = [len(r) for r in ri]
        out[key + "within"] = np.concatenate([r[o] for r, o in zip(ri, order)]).tolist()
        out[key + "withinDistances"] = np.concatenate([r[o] for r, o in zip(rd, order)]).tolist()
        out[key + "others"] = nn.kneighbors(n_neighbors=4)[1].ravel().tolist()
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "neighbours.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
