# scikit-learn 1.2.1: single trees on rows whose best cuts are unique, so that the tree is determined.
# Run: /usr/bin/python3 cart.py > cart.csv
import numpy as np
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

rng = np.random.RandomState(7)
n = 400
x = np.round(rng.randn(n, 3) * 64) / 64  # exact in float, which scikit-learn rounds to
y = np.round((x[:, 0] * 3 + np.sin(3 * x[:, 1]) + x[:, 2] ** 2 + rng.randn(n) / 4) * 1024) / 1024
c = np.digitize(y, [-2, 0, 2])
reg = {
    "reg": DecisionTreeRegressor(max_depth=3, random_state=0),
    "regleaf": DecisionTreeRegressor(min_samples_leaf=9, random_state=0),
    "regsplit": DecisionTreeRegressor(min_samples_split=40, random_state=0),
}
tree = DecisionTreeClassifier(max_depth=3, min_samples_leaf=12, random_state=0)
for m in [*reg.values(), tree]:  # no two cuts are equal: the order in which features are tried does not matter
    target = c if m is tree else y
    first = m.fit(x[:300], target[:300]).predict(x)
    for s in range(1, 20):
        assert (m.set_params(random_state=s).fit(x[:300], target[:300]).predict(x) == first).all(), m
out = {k: m.fit(x[:300], y[:300]).predict(x) for k, m in reg.items()}
p = tree.fit(x[:300], c[:300]).predict_proba(x)
print("a,b,c,y,level," + ",".join(out) + ",p0,p1,p2,p3")
for i in range(n):
    print(",".join(repr(float(v)) for v in [*x[i], y[i]]) + ",%d," % c[i]
          + ",".join(repr(float(out[k][i])) for k in out) + "," + ",".join(repr(float(v)) for v in p[i]))
