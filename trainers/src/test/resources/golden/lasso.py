"""Golden values of Lasso and ElasticNet: scikit-learn 1.2.1.

Writes lasso_x.csv (case,y,x...) and lasso.csv
(case,alpha,l1_ratio,intercept,positive,tol,n_iter,dual_gap,index,value; index b is the intercept).
Run: /usr/bin/python3 lasso.py
"""
import csv
import warnings
import numpy as np
from sklearn.linear_model import ElasticNet

warnings.simplefilter("ignore")
rng = np.random.default_rng(11)


def cases():
    x = rng.normal(size=(80, 8)) @ rng.normal(size=(8, 8)) + rng.normal(size=8) * 5
    y = x @ [3, 0, 0, -2, 0, 1, 0, 0] + rng.normal(size=80) + 4
    yield "tall", x, y
    one = np.eye(5)[rng.integers(0, 5, 80)]
    yield "onehot", np.hstack([one, x[:, :3], np.ones((80, 1))]), y
    w = rng.normal(size=(20, 60)) + 1
    yield "wide", w, w[:, :4].sum(1) * 3 + rng.normal(size=20)
    s = rng.normal(size=(20, 60)) * (rng.random((20, 60)) < 0.2)
    s = s.astype(np.float32).astype(float)
    yield "widesparse", s, s[:, :10].sum(1) * 3 + rng.normal(size=20)


out, xs = [], []
for name, x, y in cases():
    xs += [[name, repr(float(t))] + [repr(float(v)) for v in r] for r, t in zip(x, y)]
    for alpha in (0.01, 0.3):
        for ratio in (1.0, 0.5, 0.1):
            for intercept in (True, False):
                for positive in (False, True):
                    for tol in (1e-4, 1e-14):
                        m = ElasticNet(alpha=alpha, l1_ratio=ratio, fit_intercept=intercept, positive=positive,
                                       tol=tol, max_iter=1000 if tol == 1e-4 else 1000000).fit(x, y)
                        head = [name, alpha, ratio, intercept, positive, tol, m.n_iter_, repr(float(m.dual_gap_))]
                        out += [head + [j, repr(float(v))] for j, v in enumerate(m.coef_) if v != 0]
                        out.append(head + ["b", repr(float(m.intercept_))])

with open("lasso.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(
        ["case,alpha,l1_ratio,intercept,positive,tol,n_iter,dual_gap,index,value".split(",")] + out)
with open("lasso_x.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows([["case", "y", "x..."]] + xs)
