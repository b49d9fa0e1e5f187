"""Golden values of logistic regression: scikit-learn 1.2.1, solver newton-cg, tightly converged.

Writes logistic_x.csv (case,y,x...: y is the number of the class), logistic.csv (case,C,intercept,class,index,value; index b is
the intercept) and logistic_p.csv (case,C,intercept,row,probabilities...).
Run: /usr/bin/python3 logistic.py
"""
import csv
import warnings
import numpy as np
from sklearn.linear_model import LogisticRegression

warnings.simplefilter("ignore")  # of the line search at the minimum; the slope is checked below
rng = np.random.default_rng(5)


def cases():
    x = rng.normal(size=(120, 4)) * [1, 0.5, 2, 1] + [0, 1, 0, -2]
    yield "binary", x, (x @ [1, -1, 0.5, 0] + rng.logistic(size=120) > 0).astype(int)
    one = np.eye(4)[rng.integers(0, 4, 120)]
    z = np.hstack([one, x[:, :2]])
    yield "onehot", z, (z @ [1, -1, 0, 2, 1, 1] + rng.logistic(size=120) > 1).astype(int)
    s = x @ rng.normal(size=(4, 5)) + rng.gumbel(size=(120, 5))
    yield "five", x, s.argmax(1)
    w = rng.normal(size=(15, 20))
    yield "wide", w, np.arange(15) % 3


out, xs, ps = [], [], []
for name, x, y in cases():
    xs += [[name, int(t)] + [repr(float(v)) for v in r] for r, t in zip(x, y)]
    for c in (0.01, 1.0, 10.0):
        for intercept in (True, False):
            m = LogisticRegression(C=c, fit_intercept=intercept, solver="newton-cg", tol=1e-10, max_iter=10000).fit(x, y)
            r = m.predict_proba(x) - np.eye(len(m.classes_))[y]
            r = r[:, 1:] if len(m.classes_) == 2 else r
            slope = np.abs(r.T @ x + m.coef_ / c).max()  # of sum log loss + |w|^2 / 2C
            # the objective is strongly convex (1 / C), so the weights are within slope * C of the minimum
            assert slope * c < 1e-7 and (not intercept or np.abs(r.sum(0)).max() < 1e-8), (name, c, slope)
            for k, (w, b) in enumerate(zip(m.coef_, m.intercept_)):
                out += [[name, c, intercept, k, j, repr(float(v))] for j, v in enumerate(w)]
                out.append([name, c, intercept, k, "b", repr(float(b))])
            ps += [[name, c, intercept, i] + [repr(float(v)) for v in r] for i, r in enumerate(m.predict_proba(x))]

for file, head, rows in (("logistic.csv", "case,C,intercept,class,index,value", out),
                         ("logistic_x.csv", "case,y,x...", xs),
                         ("logistic_p.csv", "case,C,intercept,row,p...", ps)):
    with open(file, "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([head.split(",")] + rows)
