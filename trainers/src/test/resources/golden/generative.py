"""Golden values of naive Bayes, nearest centroid and discriminants: scikit-learn 1.2.1.

Writes generative_x.csv (case,y,x...) and generative.csv: case,trainer,what,weighted,parameters as
name=value separated by ;,then the values of the first 12 rows. "what" is p (probabilities), d (the
decision function), label, or axes (|transform|). Weighted rows count 0.5 + (row % 4).
Run: /usr/bin/python3 generative.py
"""
import csv
import warnings
import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis as LDA
from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis as QDA
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import NearestCentroid

warnings.simplefilter("ignore")
rng = np.random.default_rng(5)
ROWS = 12


def normal(n, p, k):
    y = np.arange(n) % k
    rng.shuffle(y)
    x = rng.normal(size=(n, p)) @ rng.normal(size=(p, p)) + rng.normal(size=(k, p))[y] * 2 + 3
    return x.astype(np.float32).astype(float), y


def cases():
    y = rng.integers(0, 3, 60)
    yield "counts", rng.poisson(np.array([[.2, 2, 1, .5, 3, 1], [1, .1, 2, 1, 1, .3], [2, 1, .2, .1, 1, 1]])[y]).astype(float), y
    yield "normal", *normal(80, 5, 3)
    yield "two", *normal(50, 4, 2)
    x, y = normal(60, 4, 3)
    yield "collinear", np.hstack([x, np.full((60, 1), .1), x[:, [0]] - 2 * x[:, [1]]]), y
    yield "wide", *normal(20, 30, 2)


X = dict((name, (x, y)) for name, x, y in cases())
out = []


def text(v):
    if isinstance(v, dict):
        return "!".join("class%d=%r" % (k, p) for k, p in v.items())
    return str(v)


def add(case, trainer, model, what="p", weighted=False, **parameters):
    x, y = X[case]
    w = {"sample_weight": .5 + np.arange(len(y)) % 4} if weighted else {}
    model.fit(x, y, **w)
    f = {"p": "predict_proba", "d": "decision_function", "label": "predict", "axes": "transform"}[what]
    v = getattr(model, f)(x[:ROWS])
    if what == "axes":
        v = np.abs(v)
    out.append([case, trainer, what, weighted, ";".join(k + "=" + text(v) for k, v in parameters.items())]
               + [repr(float(t)) for t in np.ravel(v)])


three = {2: .2, 0: .5, 1: .3}
listed = [.5, .3, .2]
for weighted in (False, True):
    for alpha in (1.0, 0.01, 0.0):
        add("counts", "MultinomialNaiveBayes", MultinomialNB(alpha=alpha), weighted=weighted, alpha=alpha)
        add("counts", "BernoulliNaiveBayes", BernoulliNB(alpha=alpha), weighted=weighted, alpha=alpha)
        for norm in (False, True):
            add("counts", "ComplementNaiveBayes", ComplementNB(alpha=alpha, norm=norm), weighted=weighted,
                alpha=alpha, norm=norm)
    add("counts", "MultinomialNaiveBayes", MultinomialNB(fit_prior=False), weighted=weighted, fitPrior=False)
    add("counts", "MultinomialNaiveBayes", MultinomialNB(class_prior=listed), weighted=weighted, priors=three)
    add("counts", "BernoulliNaiveBayes", BernoulliNB(binarize=1.0, fit_prior=False), weighted=weighted,
        binarize=1.0, fitPrior=False)
    add("counts", "BernoulliNaiveBayes", BernoulliNB(class_prior=listed), weighted=weighted, priors=three)
    for case in ("counts", "normal", "two", "collinear"):
        for s in (1e-9, 1e-2):
            add(case, "GaussianNaiveBayes", GaussianNB(var_smoothing=s), weighted=weighted, varSmoothing=s)
    add("normal", "GaussianNaiveBayes", GaussianNB(priors=listed), weighted=weighted, priors=three)
for case in ("counts", "normal", "two", "collinear", "wide"):
    for metric in ("euclidean", "manhattan"):
        for t in (None, .5, 2.0):
            add(case, "NearestCentroid", NearestCentroid(metric=metric, shrink_threshold=t), "label",
                metric=metric.upper(), shrinkThreshold=t or 0.0)
for case in ("counts", "normal", "two", "collinear", "wide"):
    lda = dict(priors=listed) if case in ("counts", "normal") else {}
    pri = dict(priors=three) if lda else {}
    for extra, java in ({}, {}), (lda, pri):
        for what in ("d", "p"):
            add(case, "LinearDiscriminant", LDA(**extra), what, **java)
            if case != "wide":
                add(case, "LinearDiscriminant", LDA(solver="lsqr", **extra), what, solver="LSQR", **java)
            for s, j in ((None, dict(shrinkage="NONE")), ("auto", dict(shrinkage="AUTO")),
                         (.3, dict(shrinkage="FIXED", amount=.3)), (1.0, dict(shrinkage="FIXED", amount=1.0))):
                if s is None and case in ("collinear", "wide"):
                    continue
                add(case, "LinearDiscriminant", LDA(solver="eigen", shrinkage=s, **extra), what, solver="EIGEN", **j, **java)
                if s is not None:
                    add(case, "LinearDiscriminant", LDA(solver="lsqr", shrinkage=s, **extra), what, solver="LSQR", **j, **java)
    add(case, "LinearDiscriminantProjection", LDA(), "axes")
    if case in ("normal", "counts"):
        add(case, "LinearDiscriminantProjection", LDA(n_components=1), "axes", components=1)
        add(case, "LinearDiscriminantProjection", LDA(solver="eigen"), "axes", solver="EIGEN")
        add(case, "LinearDiscriminantProjection", LDA(solver="eigen", shrinkage="auto"), "axes", solver="EIGEN", shrinkage="AUTO")
for case in ("counts", "normal", "two", "collinear"):
    for r in (0.0, .1, 1.0):
        if case == "collinear" and r == 0:
            continue
        for what in ("d", "p"):
            add(case, "QuadraticDiscriminant", QDA(reg_param=r), what, regParam=r)
add("normal", "QuadraticDiscriminant", QDA(priors=listed), priors=three)

with open("generative.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows([["case,trainer,what,weighted,parameters,values..."]] + out)
with open("generative_x.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(
        [["case", "y", "x..."]] + [[c, t] + [repr(float(v)) for v in r] for c, (x, y) in X.items() for r, t in zip(x, y)])
