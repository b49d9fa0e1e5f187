"""scikit-learn 1.2.1: nearest neighbours, local outlier factor, DBSCAN; and HDBSCAN by a plain reference written here.

Run: /usr/bin/python3 neighbours.py > neighbours.csv   (Debian 12: python3-sklearn 1.2.1)
HDBSCAN is not in scikit-learn 1.2: below it is written directly after Campello, Moulavi, Sander (2013) by sets of rows,
with no code or idea in common with the Java: for each level the connected parts of the graph are found anew.
"""
import numpy as np
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import DBSCAN
from sklearn.neighbors import (KNeighborsClassifier, KNeighborsRegressor, LocalOutlierFactor,
                               RadiusNeighborsClassifier, RadiusNeighborsRegressor)

rng = np.random.RandomState(11)
centres = np.array([[0, 0, 0], [3, 1, 0], [0, 4, 2], [5, 5, 5]])
size = np.array([0.3, 0.5, 0.8, 0.4])
which = np.repeat(np.arange(4), 40)
x = np.vstack([centres[which] + rng.randn(160, 3) * size[which][:, None], rng.uniform(-3, 8, (40, 3))])
order = rng.permutation(200)
x = x[order]
c = np.append(which, rng.randint(0, 4, 40))[order]
y = x @ [1, 2, 3] + rng.randn(200)
train = 150


def hdbscan(x, least, samples, excess=True):
    d = np.sqrt(((x[:, None] - x[None]) ** 2).sum(2))
    core = np.sort(d, 1)[:, samples - 1]
    reach = np.maximum(np.maximum(core[:, None], core[None]), d)

    def parts(rows, level):  # of the rows whose edges are shorter than level
        sub = reach[np.ix_(rows, rows)] < level
        n, label = connected_components(sub, directed=False)
        return [rows[label == k] for k in range(n)]

    def grow(rows, birth):  # follows one cluster to its end: (stability, chosen sets)
        stability = 0.0
        whole = rows
        for level in np.unique(reach[np.ix_(rows, rows)])[::-1]:
            if len(rows) == 0:
                break
            pieces = parts(rows, level)
            big = [q for q in pieces if len(q) >= least]
            lam = 1 / level if level > 0 else np.inf
            if len(big) == 1:
                stability += (len(rows) - len(big[0])) * (lam - birth)
                rows = big[0]
                continue
            stability += len(rows) * (lam - birth)
            if not big:
                return stability, [whole]
            inner = [grow(q, lam) for q in big]
            total = sum(s for s, _ in inner)
            chosen = [q for _, some in inner for q in some]
            if not excess or total > stability:
                return total, chosen
            return stability, [whole]
        raise AssertionError

    rows = np.arange(len(x))
    for level in np.unique(reach)[::-1]:  # the root is never taken
        big = [q for q in parts(rows, level) if len(q) >= least]
        if len(big) != 1:
            break
        rows = big[0]
    label = np.full(len(x), -1)
    chosen = [q for part in big for q in grow(part, 1 / level)[1]]
    for k, q in enumerate(sorted(chosen, key=min)):
        label[q] = k
    return label


out = {}
for w in ("uniform", "distance"):
    for metric, p in (("minkowski", 2), ("minkowski", 1), ("minkowski", 3), ("chebyshev", 2), ("cosine", 2)):
        a = dict(weights=w, metric=metric, p=p)
        name = "%s_%s%d_" % (w, metric, p)
        prob = KNeighborsClassifier(7, **a).fit(x[:train], c[:train]).predict_proba(x)
        out[name + "p0"], out[name + "p2"] = prob[:, 0], prob[:, 2]
        out[name + "n"] = KNeighborsRegressor(4, **a).fit(x[:train], y[:train]).predict(x)
    a = dict(weights=w, radius=9.0)  # so wide that each row has a neighbour
    prob = RadiusNeighborsClassifier(**a).fit(x[:train], c[:train]).predict_proba(x)
    out[w + "_radius_p0"], out[w + "_radius_p2"] = prob[:, 0], prob[:, 2]
    out[w + "_radius_n"] = RadiusNeighborsRegressor(**a).fit(x[:train], y[:train]).predict(x)
for name, a in (("lof", {}), ("lof7", dict(n_neighbors=7, p=1)), ("lofshare", dict(contamination=0.1))):
    m = LocalOutlierFactor(novelty=True, **a).fit(x[:train])
    out[name] = m.decision_function(x)
    out[name + "_train"] = np.append(-m.negative_outlier_factor_, np.zeros(200 - train))
out["dbscan"] = DBSCAN().fit_predict(x)
out["dbscan8"] = DBSCAN(eps=0.9, min_samples=8).fit_predict(x)
out["dbscan1"] = DBSCAN(eps=1.1, metric="manhattan").fit_predict(x)
out["hdbscan"] = hdbscan(x, 5, 5)
out["hdbscan12"] = hdbscan(x, 12, 3)
out["hdbscanleaf"] = hdbscan(x, 5, 4, False)
print("x0,x1,x2,level,y," + ",".join(out))
for i in range(200):
    print(",".join(repr(float(v)) for v in [*x[i], c[i], y[i], *[o[i] for o in out.values()]]))
