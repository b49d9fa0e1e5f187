"""Golden values of stochastic gradient descent without shuffling: scikit-learn 1.2.1.

Writes sgd_x.csv (case,y,x...) and sgd.csv: case,trainer,sparse,weighted,parameters as name=value
separated by ;,n_iter,then the intercepts and the weights. Weighted rows count 0.5 + (row % 4).
L1 with averaging, where scikit-learn differs on purpose, comes from plain() below, which keeps no
scaled weights; it is compared with scikit-learn in all other cases first.
Run: /usr/bin/python3 sgd.py
"""
import csv
import warnings
import numpy as np
import scipy.sparse as sp
from sklearn.base import clone
from sklearn.linear_model import Perceptron, SGDClassifier, SGDRegressor

warnings.simplefilter("ignore")
rng = np.random.default_rng(6)


def data(n, p, k):
    x = rng.normal(size=(n, p)) * (rng.random((n, p)) < .6)
    score = x @ rng.normal(size=(p, max(k, 1))) + rng.normal(size=(n, max(k, 1))) * .7 + .5
    y = score[:, 0] if k == 0 else (score[:, 0] > 0).astype(int) if k == 2 else score.argmax(1)
    return x.astype(np.float32).astype(float), y


X = {"two": data(70, 6, 2), "four": data(80, 5, 4), "number": data(70, 6, 0)}


def plain(x, y, penalty, rate, eta0, power, alpha, l1_ratio, average, epochs, sparse):
    """Squared hinge or squared loss, every weight touched in every step."""
    p = x.shape[1]
    w, q, total, b, bs, u, t = np.zeros(p), np.zeros(p), np.zeros(p), 0.0, 0.0, 0.0, 1
    r = {"l2": 0, "l1": 1, "elasticnet": l1_ratio}[penalty]
    for _ in range(epochs):
        for v, target in zip(x, y):
            eta = eta0 if rate == "constant" else eta0 / t ** power
            step = -eta * (w @ v + b - target)
            if penalty != "l1":
                w *= 1 - (1 - r) * eta * alpha
            w += step * v
            b += step * (.01 if sparse else 1)
            if average and t >= average:
                total += w
                bs += b
            if penalty != "l2":
                u += r * eta * alpha
                for j in np.flatnonzero(v) if sparse else range(p):
                    z = w[j]
                    if z > 0:
                        w[j] = max(0, z - (u + q[j]))
                    elif z < 0:
                        w[j] = min(0, z + (u - q[j]))
                    q[j] += w[j] - z
            t += 1
    if average:
        return total / (t - average), bs / (t - average)
    return w, b


out = []


def add(case, trainer, model, sparse, weighted, **parameters):
    """Large steps make the path chaotic: with as many passes, of those wanted, as do not magnify rounding."""
    x, y = X[case]
    w = {"sample_weight": .5 + np.arange(len(y)) % 4} if weighted else {}
    model.set_params(shuffle=False)
    for epochs in (model.max_iter, 5, 2, 1):
        model.max_iter = epochs
        moved = clone(model)
        model.fit(sp.csr_matrix(x) if sparse else x, y, **w)
        moved.fit(sp.csr_matrix(x * (1 + 1e-14)) if sparse else x * (1 + 1e-14), y, **w)
        size = max(1, abs(model.coef_).max(), abs(model.intercept_).max())
        off = max(abs(model.coef_ - moved.coef_).max(), abs(model.intercept_ - moved.intercept_).max())
        if off < 1e-9 * size and model.n_iter_ == moved.n_iter_:
            break
    else:
        raise AssertionError((model, off))
    if "maxIter" in parameters or epochs < 1000:
        parameters["maxIter"] = epochs
    emit(case, trainer, sparse, weighted, parameters, model.n_iter_, model.intercept_, model.coef_)


def emit(case, trainer, sparse, weighted, parameters, n_iter, b, w):
    out.append([case, trainer, sparse, weighted, ";".join("%s=%s" % i for i in parameters.items()), n_iter]
               + [repr(float(t)) for t in np.ravel(b)] + [repr(float(t)) for t in np.ravel(w)])


PENALTY = {"l2": "L2", "l1": "L1", "elasticnet": "ELASTIC_NET", None: "NONE"}
LOSS = {"hinge": "HINGE", "log_loss": "LOG", "modified_huber": "MODIFIED_HUBER", "squared_hinge": "SQUARED_HINGE",
        "perceptron": "PERCEPTRON"}
RLOSS = {"squared_error": "SQUARED", "huber": "HUBER", "epsilon_insensitive": "EPSILON_INSENSITIVE",
         "squared_epsilon_insensitive": "SQUARED_EPSILON_INSENSITIVE"}
RATES = [("optimal", 0.01, .5), ("invscaling", .1, .3), ("constant", .02, .5), ("adaptive", .05, .5)]
for sparse in (False, True):
    for case in ("two", "four"):
        for loss in LOSS:
            for penalty in PENALTY:
                for i, (rate, eta0, power) in enumerate(RATES):
                    alpha = .01 if penalty == "l2" else .003
                    average = 0 if penalty in ("l1", "elasticnet") else (0, 1, 30, 5000)[i]
                    balanced = i % 2 == 1
                    weighted = i >= 2
                    add(case, "SgdClassifier",
                        SGDClassifier(loss=loss, penalty=penalty, alpha=alpha, l1_ratio=.4, learning_rate=rate, eta0=eta0,
                                      power_t=power, average=average, class_weight="balanced" if balanced else None,
                                      max_iter=25, tol=1e-3), sparse, weighted,
                        loss=LOSS[loss], penalty=PENALTY[penalty], alpha=alpha, l1Ratio=.4, learningRate=rate, eta0=eta0,
                        powerT=power, average=average, classWeight="BALANCED" if balanced else "NONE", maxIter=25, tol=1e-3)
        add(case, "SgdClassifier", SGDClassifier(fit_intercept=False, max_iter=9, tol=None), sparse, False,
            fitIntercept="false", maxIter=9, tol=-1)
        add(case, "SgdClassifier", SGDClassifier(), sparse, False)
        add(case, "Perceptron", Perceptron(), sparse, False)
        add(case, "Perceptron", Perceptron(penalty="l1", alpha=.01, eta0=.5, class_weight="balanced"), sparse, True,
            penalty="L1", alpha=.01, eta0=.5, classWeight="BALANCED")
    for loss in RLOSS:
        for penalty in PENALTY:
            for i, (rate, eta0, power) in enumerate(RATES):
                average = 0 if penalty in ("l1", "elasticnet") else (30, 0, 1, 5000)[i]
                add("number", "SgdRegressor",
                    SGDRegressor(loss=loss, epsilon=.3, penalty=penalty, alpha=.01, l1_ratio=.4, learning_rate=rate,
                                 eta0=eta0, power_t=power, average=average, max_iter=25, tol=1e-3), sparse, i >= 2,
                    loss=RLOSS[loss], epsilon=.3, penalty=PENALTY[penalty], alpha=.01, l1Ratio=.4, learningRate=rate,
                    eta0=eta0, powerT=power, average=average, maxIter=25, tol=1e-3)
    add("number", "SgdRegressor", SGDRegressor(), sparse, False)
    x, y = X["number"]
    for penalty in ("l2", "l1", "elasticnet"):
        for rate, eta0, power in RATES[1:3]:
            for average in (0, 1, 30):
                w, b = plain(x, y, penalty, rate, eta0, power, .01, .4, average, 6, sparse)
                if average == 0 or penalty == "l2":
                    m = SGDRegressor(penalty=penalty, alpha=.01, l1_ratio=.4, learning_rate=rate, eta0=eta0, power_t=power,
                                     average=average, max_iter=6, tol=None, shuffle=False)
                    m.fit(sp.csr_matrix(x) if sparse else x, y)
                    assert np.allclose(m.coef_, w, atol=1e-12), (penalty, rate, average, m.coef_, w)
                    assert np.allclose(m.intercept_, b, atol=1e-12)
                else:
                    emit("number", "SgdRegressor", sparse, False,
                         dict(penalty=PENALTY[penalty], alpha=.01, l1Ratio=.4, learningRate=rate, eta0=eta0, powerT=power,
                              average=average, maxIter=6, tol=-1), 6, b, w)

with open("sgd.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows([["case,trainer,sparse,weighted,parameters,n_iter,values..."]] + out)
with open("sgd_x.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(
        [["case", "y", "x..."]] + [[c, t] + [repr(float(v)) for v in r] for c, (x, y) in X.items() for r, t in zip(x, y)])
