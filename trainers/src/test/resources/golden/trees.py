# scikit-learn 1.2.1: trees, pruned and weighted, and boosted trees, on rows whose best cuts are unique.
# Run: /usr/bin/python3 trees.py > trees.csv
# Each line: name, what, numbers. "x", "y" and "c" are the table (300 rows to train on, 100 more).
import numpy as np
from sklearn.ensemble import (GradientBoostingClassifier, GradientBoostingRegressor,
    HistGradientBoostingClassifier, HistGradientBoostingRegressor)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

rng = np.random.RandomState(11)
n, train = 400, 300
x = np.stack([rng.permutation(n) for _ in range(4)], 1) / 8.0 - 20  # no ties; exact in float
y = np.round((np.sin(x[:, 0] / 4) * 4 + x[:, 1] / 6 + (x[:, 2] / 10) ** 2 + rng.randn(n) / 2) * 1024) / 1024
c = np.digitize(y, np.quantile(y, [.4, .7]))
count = rng.poisson(np.exp(np.clip(y / 3, -2, 2))).astype(float)
w = np.round((rng.rand(n) + .25) * 2**20) / 2**20  # so that sums differ where counts are equal


def line(name, what, v):
    print(name + "," + what + "," + ",".join(repr(float(a)) for a in np.ravel(v)))


for j in range(4):
    line("x%d" % j, "x", x[:, j])
line("y", "y", y)
line("c", "c", c)
line("count", "count", count)
line("w", "w", w)


def stable(m, target, weight):
    """No two cuts are equal: the order in which features are tried does not matter."""
    w = None if weight is None else weight[:train]
    p = []
    for r in [1, 2, 3, 4, 5, 6, 7, 0]:
        m.set_params(random_state=r).fit(x[:train], target[:train], sample_weight=w)
        p.append(m.predict_proba(x) if hasattr(m, "predict_proba") else m.predict(x))
    for q in p:
        if np.abs(q - p[0]).max() > 1e-10:
            import sys
            sys.exit("cuts are equal in %s: %s" % (m, np.abs(q - p[0]).max()))


def loss(name, m, f):
    """Where cuts are often equal: the loss on the training rows, mean over eight orders of the features."""
    line(name, "loss", np.mean([f(y[:train] - m.set_params(random_state=r).fit(x[:train], y[:train]).predict(x[:train]))
                                for r in range(8)]))


def number(name, m, target=y, weight=None):
    stable(m, target, weight)
    m.fit(x[:train], target[:train], sample_weight=None if weight is None else weight[:train])
    line(name, "predict", m.predict(x))
    if hasattr(m, "feature_importances_"):
        line(name, "importances", m.feature_importances_)
    if hasattr(m, "tree_"):
        line(name, "nodes", [m.tree_.node_count])


def level(name, m, target=c, weight=None):
    stable(m, target, weight)
    m.fit(x[:train], target[:train], sample_weight=None if weight is None else weight[:train])
    line(name, "predict", m.predict_proba(x))
    if hasattr(m, "feature_importances_"):
        line(name, "importances", m.feature_importances_)
    if hasattr(m, "tree_"):
        line(name, "nodes", [m.tree_.node_count])


R, C = DecisionTreeRegressor, DecisionTreeClassifier
s = dict(random_state=0)
number("tree ccp", R(ccp_alpha=.05, min_samples_leaf=3, **s))
number("tree leaves", R(max_leaf_nodes=17, **s))
number("tree decrease", R(min_impurity_decrease=.03, min_samples_leaf=3, **s))
number("tree poisson", R(criterion="poisson", max_depth=4, min_samples_leaf=10, **s), count)
number("tree weights", R(max_depth=5, min_samples_leaf=5, **s), y, w)
level("levels entropy", C(criterion="entropy", max_depth=4, min_samples_leaf=10, **s))
level("levels ccp", C(ccp_alpha=.01, min_samples_leaf=8, **s))
level("levels entropy ccp", C(criterion="entropy", ccp_alpha=.03, min_samples_leaf=12, **s))
level("levels decrease", C(min_impurity_decrease=.01, min_samples_leaf=8, **s))
level("levels leaves", C(max_leaf_nodes=9, min_samples_leaf=10, **s))
level("levels balanced", C(class_weight="balanced", max_depth=3, min_samples_leaf=20, **s))
level("levels weights", C(max_depth=4, min_samples_leaf=12, **s), c, w)

G, GC = GradientBoostingRegressor, GradientBoostingClassifier
g = dict(criterion="squared_error", min_samples_leaf=6, random_state=0)
number("boost", G(**g))
number("boost weights", G(**g), y, w)
loss("boost absolute", G(loss="absolute_error", **g), lambda d: np.abs(d).mean())
number("boost huber", G(loss="huber", **g))
loss("boost quantile", G(loss="quantile", alpha=.8, **g), lambda d: np.maximum(.8 * d, -.2 * d).mean())
number("boost leaves", G(max_leaf_nodes=6, max_depth=None, n_estimators=40, **g))
level("boost binary", GC(n_estimators=60, **g), (c > 0).astype(int), w)
level("boost three", GC(n_estimators=40, **g), c, w)

# 300 rows, but at most 255 bins: the tables below have fewer distinct values, so that bins are exact.
xb = np.round(x / 2) * 2
xm = xb.copy()
xm[rng.rand(n, 4) < .15] = np.nan
cat = rng.randint(0, 7, n)
yc = y + np.array([0, 3, -2, 5, 1, -4, 2])[cat]
for j in range(4):
    line("xm%d" % j, "x", xm[:, j])
line("cat", "x", cat)
line("yc", "y", yc)


def hist(name, m, rows, target, weight=None):
    m.fit(rows[:train], target[:train], sample_weight=None if weight is None else weight[:train])
    line(name, "predict", m.predict_proba(rows) if hasattr(m, "predict_proba") else m.predict(rows))


H, HC = HistGradientBoostingRegressor, HistGradientBoostingClassifier
h = dict(early_stopping=False, random_state=0)
xc = np.column_stack([xm, cat])
hist("hist tree", H(max_iter=1, learning_rate=1, **h), xm, y)
hist("hist", H(max_iter=50, **h), xm, y)
hist("hist l2", H(max_iter=30, l2_regularization=2, max_leaf_nodes=8, min_samples_leaf=9, **h), xm, y)
hist("hist depth", H(max_iter=30, max_depth=3, **h), xm, y)
hist("hist weights", H(max_iter=30, **h), xm, y, w)
hist("hist cat", H(max_iter=1, learning_rate=1, max_leaf_nodes=6, categorical_features=[4], **h), xc, yc)
hist("hist absolute", H(max_iter=5, loss="absolute_error", **h), xm, y)
hist("hist poisson", H(max_iter=30, loss="poisson", **h), xm, count)
hist("hist quantile", H(max_iter=5, loss="quantile", quantile=.75, **h), xm, y)
hist("hist binary", HC(max_iter=30, **h), xm, (c > 0).astype(int))
hist("hist three", HC(max_iter=20, min_samples_leaf=30, **h), xm, c)
