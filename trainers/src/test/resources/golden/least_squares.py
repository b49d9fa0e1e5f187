"""Golden values of least squares: scikit-learn 1.2.1, numpy 1.24, and rational arithmetic.

Writes least_squares.csv (one line per number): case,trainer,alpha,intercept?,name,index,value
Run: /usr/bin/python3 least_squares.py
"""
import csv
from fractions import Fraction
import numpy as np
from sklearn.linear_model import LinearRegression, Ridge

rng = np.random.default_rng(7)


def cases():
    """name -> X, y"""
    x = rng.normal(size=(60, 5)) @ rng.normal(size=(5, 5)) + [0, 10, -3, 100, 2000]
    y = x @ [1, -2, 0.5, 3, 0.01] + rng.normal(size=60)
    yield "plain", x, y
    t = np.linspace(1990, 2020, 60)
    yield "powers", np.stack([t, t**2, x[:, 0], x[:, 1]], 1), y
    scale = x * [1e-8, 1e-4, 1, 1e4, 1e8]
    yield "scales", scale, y
    one = np.eye(4)[rng.integers(0, 4, 60)]
    yield "onehot", np.hstack([one, x[:, :2]]), y
    yield "duplicate", np.hstack([x, x[:, [1]], 2 * x[:, [2]] - x[:, [0]]]), y
    yield "constant", np.hstack([np.full((60, 1), 0.1), x, np.zeros((60, 1))]), y
    yield "wide", rng.normal(size=(12, 30)) + 5, rng.normal(size=12)
    yield "one", np.array([[1.0, 2.0]]), np.array([3.0])


def exact(x, y, alpha, intercept):
    """Least squares in rational numbers: where LAPACK in double has few digits left."""
    x = [[Fraction(float(v)) for v in row] for row in x]
    y = [Fraction(float(v)) for v in y]
    n, p = len(x), len(x[0])
    xm = [sum(r[j] for r in x) / n if intercept else Fraction(0) for j in range(p)]
    ym = sum(y) / n if intercept else Fraction(0)
    x = [[r[j] - xm[j] for j in range(p)] for r in x]
    a = [[sum(r[i] * r[j] for r in x) + (Fraction(alpha) if i == j else 0) for j in range(p)]
         + [sum(r[i] * (t - ym) for r, t in zip(x, y))] for i in range(p)]
    for k in range(p):
        for i in range(p):
            if i != k:
                f = a[i][k] / a[k][k]
                a[i] = [u - f * v for u, v in zip(a[i], a[k])]
    w = [a[k][p] / a[k][k] for k in range(p)]
    return [float(v) for v in w], float(ym - sum(u * v for u, v in zip(xm, w)))


out = []
xs = []
for name, x, y in cases():
    for i in range(len(x)):
        xs.append([name, repr(float(y[i]))] + [repr(float(v)) for v in x[i]])
    for intercept in (True, False):
        # minimum norm, with numpy's SVD on centred data; a cut-off of 1e-11 on columns of these sizes
        xm = x.mean(0) if intercept else np.zeros(x.shape[1])
        ym = y.mean() if intercept else 0.0
        if name in ("powers", "scales"):
            w, b = exact(x, y, 0.0, intercept)
        elif name == "plain":
            m = LinearRegression(fit_intercept=intercept).fit(x, y)
            w, b = m.coef_, (m.intercept_ if intercept else 0.0)
        else:
            w = np.linalg.lstsq(x - xm, y - ym, rcond=1e-12)[0]
            b = ym - xm @ w
        out += [[name, "Ols", 0, intercept, j, repr(float(v))] for j, v in enumerate(w)]
        out.append([name, "Ols", 0, intercept, "b", repr(float(b))])
        for alpha in (1e-3, 1.0, 100.0):
            if name in ("powers", "scales"):
                w, b = exact(x, y, alpha, intercept)
            else:
                r = Ridge(alpha=alpha, fit_intercept=intercept, solver="svd").fit(x, y)
                w, b = r.coef_, r.intercept_
            out += [[name, "Ridge", alpha, intercept, j, repr(float(v))] for j, v in enumerate(w)]
            out.append([name, "Ridge", alpha, intercept, "b", repr(float(b))])

with open("least_squares.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows([["case", "trainer", "alpha", "intercept", "index", "value"]] + out)
with open("least_squares_x.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows([["case", "y", "x..."]] + xs)
