"""Golden values for the learners made of learners: scikit-learn 1.2.1, numpy 1.24 (Debian 12).

/usr/bin/python3 meta.py > meta.json
"""
import json
import warnings

import numpy as np
import sklearn
from sklearn.calibration import _SigmoidCalibration
from sklearn.datasets import make_classification, make_friedman1
from sklearn.ensemble import (
    AdaBoostClassifier, AdaBoostRegressor, BaggingClassifier, BaggingRegressor, StackingClassifier,
    StackingRegressor, VotingClassifier, VotingRegressor)
from sklearn.feature_selection import RFE, RFECV, SelectFromModel
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import balanced_accuracy_score, f1_score, matthews_corrcoef, r2_score
from sklearn.model_selection import KFold
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

assert sklearn.__version__ == "1.2.1", sklearn.__version__
warnings.simplefilter("ignore")
out = {}


def put(name, value):
    out[name] = np.asarray(value).ravel().tolist()


def logistic(c):
    return LogisticRegression(C=c, tol=1e-10, max_iter=10000, solver="newton-cg")


x, y = make_classification(
    150, 6, n_informative=4, n_redundant=1, n_classes=3, n_clusters_per_class=1, flip_y=0.15,
    class_sep=0.7, random_state=3)
x = np.round(x, 6)
xt, x = x[:50], x[50:]
yt, y = y[:50], y[50:]
y2 = (y == 2).astype(int)
w = np.round(np.random.RandomState(5).uniform(0.2, 3, len(y)), 3)
put("x", x), put("xt", xt), put("y", y), put("y2", y2), put("w", w)

# boosted stumps; continuous features, so that no two splits are equally good
for name, target in (("2", y2), ("3", y)):
    for algorithm in ("SAMME", "SAMME.R"):
        for rate in (1.0, 0.5):
            m = AdaBoostClassifier(
                DecisionTreeClassifier(max_depth=1), n_estimators=12, learning_rate=rate,
                algorithm=algorithm, random_state=0).fit(x, target, sample_weight=w)
            key = f"ada.{name}.{algorithm}.{rate}"
            put(key + ".p", m.predict_proba(xt))
            put(key + ".d", m.decision_function(xt))
            put(key + ".e", m.estimator_errors_[: len(m.estimators_)])

put("ovr.p", OneVsRestClassifier(logistic(1)).fit(x, y).predict_proba(xt))
put("ovr2.p", OneVsRestClassifier(logistic(1)).fit(x, y2).predict_proba(xt))
put("ovo.code", OneVsOneClassifier(logistic(1)).fit(x, y).predict(xt))
put("ovo.d", OneVsOneClassifier(logistic(1)).fit(x, y).decision_function(xt))
pair = [("a", logistic(1)), ("b", logistic(0.01)), ("c", logistic(0.001))]
put("voting.soft", VotingClassifier(pair, voting="soft", weights=[2, 1, 0.5]).fit(x, y).predict_proba(xt))
put("voting.hard", VotingClassifier(pair, weights=[2, 1, 1.5]).fit(x, y).predict(xt))

# Platt and isotonic curves
r = np.random.RandomState(11)
s = np.round(r.normal(size=80), 1)  # with ties
t = (r.uniform(size=80) < 1 / (1 + np.exp(-2 * s + 0.5))).astype(float)
g = np.round(r.uniform(0.1, 2, 80), 2)
g[3] = 0
put("s", s), put("t", t), put("g", g)
q = np.linspace(-3.2, 3.2, 41)
put("q", q)
for key, weight in (("", None), (".w", g)):
    m = _SigmoidCalibration().fit(s, t, weight)
    put("platt" + key, [m.a_, m.b_])
    for way in (True, False):
        m = IsotonicRegression(increasing=way, out_of_bounds="clip").fit(s, t + 0.3 * s, weight)
        put(f"isotonic.{way}{key}", m.predict(q))
m = IsotonicRegression(y_min=0.2, y_max=0.7, increasing="auto", out_of_bounds="clip").fit(-s, t)
put("isotonic.auto", m.predict(q))
put("isotonic.nan", IsotonicRegression().fit(s, t).predict(q))

# the best score that any threshold reaches
p = np.round(1 / (1 + np.exp(-s)), 4)
cuts = np.unique(np.concatenate([[-1.0], p]))
put("threshold.p", p)
put("threshold.best", [
    max(f(t, p > c) for c in cuts)
    for f in (balanced_accuracy_score, f1_score, matthews_corrcoef,
              lambda a, b: -np.mean(3 * ((a == 0) & b) + ((a == 1) & ~b)))])

# selection by ridge regression, whose coefficients are exact
xr, yr = make_friedman1(400, 10, noise=1.0, random_state=1)
xr = np.round(xr, 6)
yr = np.round(yr, 6)
put("xr", xr[:100]), put("yr", yr[:100]), put("xrt", xr[100:]), put("yrt", yr[100:])
a, b = xr[:100], yr[:100]
for n, step in ((3, 1), (4, 3), (None, 0.25)):
    put(f"rfe.{n}.{step}", RFE(Ridge(), n_features_to_select=n, step=step).fit(a, b).ranking_)
put("sfm.mean", SelectFromModel(Ridge(), threshold="0.75*mean").fit(a, b).get_support())
put("sfm.median", SelectFromModel(Ridge(), threshold="median").fit(a, b).get_support())
put("sfm.max", SelectFromModel(Ridge(), threshold=-np.inf, max_features=2).fit(a, b).get_support())
put("votingr", VotingRegressor([("a", Ridge(1)), ("b", Ridge(50))], weights=[3, 1]).fit(a, b).predict(xr[100:]))


def spread(make):
    v = [r2_score(yr[100:], make(i).fit(a, b).predict(xr[100:])) for i in range(20)]
    return [np.mean(v), np.std(v)]


# chance is in these: mean and standard deviation of R² over 20 seeds
put("adar", spread(lambda i: AdaBoostRegressor(DecisionTreeRegressor(max_depth=3), random_state=i)))
put("adar.square", spread(lambda i: AdaBoostRegressor(
    DecisionTreeRegressor(max_depth=3), loss="square", learning_rate=0.5, random_state=i)))
put("bagr", spread(lambda i: BaggingRegressor(n_estimators=30, max_samples=0.7, max_features=0.6, random_state=i)))
put("stackr", spread(lambda i: StackingRegressor(
    [("a", Ridge()), ("b", DecisionTreeRegressor(max_depth=4, random_state=i))], Ridge(),
    cv=KFold(5, shuffle=True, random_state=i))))
print("{")
print(",\n".join(f'  "{k}": {json.dumps(v).replace("NaN", "null")}' for k, v in out.items()))
print("}")
