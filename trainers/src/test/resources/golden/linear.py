"""Golden values of the linear models: scikit-learn 1.2.1 (numpy 1.24).

Writes linear_x.csv (case,weight,y,label,x...) and linear.csv (case,model,name,index,value), one line per number. Weights of rows are
used where the model's name ends in " w". Objectives are computed here, from scikit-learn's coefficients.
Run: /usr/bin/python3 linear.py
"""
import csv
import warnings
import numpy as np
from sklearn import linear_model as lm
from sklearn.model_selection import KFold

warnings.simplefilter("error")
rng = np.random.default_rng(23)
out, xs = [], []


def put(case, model, name, values):
    for i, v in enumerate(np.ravel(values)):
        out.append([case, model, name, i, repr(float(v))])


def tall():
    x = np.hstack([rng.normal(size=(90, 3)) @ rng.normal(size=(3, 3)) + [0, 3, -1],
                   rng.normal(size=(90, 2)) * (rng.random((90, 2)) < 0.3), np.eye(3)[rng.integers(0, 3, 90)]])
    x = x.astype(np.float32).astype(float)  # so that a sparse column holds the same numbers
    eta = x @ [0.5, -0.2, 0.3, 0.8, 0, 0.5, 0, -0.5]
    y = np.exp(eta * 0.5 + 0.3 * rng.normal(size=90)) + 0.01
    y[::17] *= 8  # outliers for Huber
    label = (np.stack([eta, -eta, x[:, 3]], 1) + rng.gumbel(size=(90, 3))).argmax(1)
    return x, y, label


def wide():
    x = rng.normal(size=(25, 40)) + 1
    y = np.abs(x[:, :4].sum(1) * 2 + rng.normal(size=25)) + 0.1
    return x, y, np.arange(25) % 3


for case, (x, y, label) in (("tall", tall()), ("wide", wide())):
    w = rng.random(len(y)) * 3
    w[3::11] = 0
    two = (label > 0).astype(int)
    for i in range(len(y)):
        xs.append([case, repr(float(w[i])), repr(float(y[i])), int(label[i])] + [repr(float(v)) for v in x[i]])

    # ---- weights of rows
    for fit_intercept in (True, False):
        n = f"intercept={fit_intercept} w"
        for alpha in (0.1, 5.0):
            m = lm.Ridge(alpha=alpha, fit_intercept=fit_intercept, solver="cholesky").fit(x, y, sample_weight=w)
            put(case, f"Ridge {alpha} {n}", "coef", m.coef_)
            put(case, f"Ridge {alpha} {n}", "intercept", m.intercept_)
            m = lm.ElasticNet(alpha=alpha / 10, l1_ratio=0.6, fit_intercept=fit_intercept, tol=1e-13,
                              max_iter=1000000).fit(x, y, sample_weight=w)
            put(case, f"ElasticNet {alpha / 10} {n}", "coef", m.coef_)
            put(case, f"ElasticNet {alpha / 10} {n}", "intercept", m.intercept_)
        if case == "tall":
            z = x[:, :6]  # of full rank
            m = lm.LinearRegression(fit_intercept=fit_intercept).fit(z, y, sample_weight=w)
            put(case, f"Ols 0 {n}", "coef", m.coef_)
            put(case, f"Ols 0 {n}", "intercept", m.intercept_)

    # ---- logistic regression: newton-cg where smooth, else saga, both tightly converged
    for classes, t in ((2, two), (3, label)):
        for balanced in (False, True):
            for weighted in (False, True):
                for penalty, c in (("l2", 0.3), ("none", 1.0), ("l1", 1.0), ("l1", 0.2), ("elasticnet", 0.5)):
                    if penalty == "none" and case == "wide":
                        continue  # separable: there is no minimum
                    smooth = penalty in ("l2", "none")
                    # with three classes and a group of one-hot columns the minimum of l1 is not at one place only
                    z = x[:, :6] if penalty == "none" or (penalty, classes, case) == ("l1", 3, "tall") else x
                    m = lm.LogisticRegression(penalty=None if penalty == "none" else penalty, C=c,
                                              l1_ratio=0.4 if penalty == "elasticnet" else None,
                                              class_weight="balanced" if balanced else None,
                                              solver="newton-cg" if smooth else "saga", tol=1e-9 if smooth else 1e-10,
                                              max_iter=1000 if smooth else 1000000, random_state=0)
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")  # line search warnings of newton-cg at the minimum
                        m.fit(z, t, sample_weight=w if weighted else None)
                    name = f"Logistic {penalty} {c} {classes} {balanced} {weighted}"
                    put(case, name, "coef", m.coef_)
                    put(case, name, "intercept", m.intercept_)

    # ---- ridge by leave-one-out and by folds; paths of lasso and elastic net
    alphas = (0.1, 1.0, 10.0)
    for weighted in (False, True):
        m = lm.RidgeCV(alphas=alphas, store_cv_values=True).fit(x, y, sample_weight=w if weighted else None)
        put(case, f"RidgeCV loo {weighted}", "coef", m.coef_)
        put(case, f"RidgeCV loo {weighted}", "alpha", m.alpha_)
        put(case, f"RidgeCV loo {weighted}", "mse", m.cv_values_.mean(0))
    m = lm.RidgeCV(alphas=alphas, cv=KFold(5)).fit(x, y)
    put(case, "RidgeCV 5", "coef", m.coef_)
    put(case, "RidgeCV 5", "alpha", m.alpha_)
    put(case, "RidgeCV 5", "r2", m.best_score_)
    for ratio in (1.0, 0.5):
        m = lm.ElasticNetCV(l1_ratio=ratio, cv=5, n_alphas=20, tol=1e-11, max_iter=1000000).fit(x, y)
        put(case, f"ElasticNetCV {ratio}", "alphas", m.alphas_)
        put(case, f"ElasticNetCV {ratio}", "mse", m.mse_path_.mean(1))
        put(case, f"ElasticNetCV {ratio}", "alpha", m.alpha_)
        put(case, f"ElasticNetCV {ratio}", "coef", m.coef_)
        put(case, f"ElasticNetCV {ratio}", "intercept", m.intercept_)

    # ---- least angles
    for nonzero in (2, 500 if case == "tall" else 20):  # beyond the rank scikit-learn's weights blow up
        m = lm.Lars(n_nonzero_coefs=nonzero).fit(x[:, :6] if case == "tall" else x, y)
        put(case, f"Lars {nonzero}", "coef", m.coef_)
        put(case, f"Lars {nonzero}", "intercept", m.intercept_)
        put(case, f"Lars {nonzero}", "alphas", m.alphas_)
    for alpha in (1.0, 0.03, 0.001):
        m = lm.LassoLars(alpha=alpha).fit(x[:, :6] if case == "tall" else x, y)
        put(case, f"LassoLars {alpha}", "coef", m.coef_)
        put(case, f"LassoLars {alpha}", "intercept", m.intercept_)

    # ---- Huber
    for weighted in (False, True):
        for epsilon, alpha in ((1.35, 1e-4), (1.1, 1.0), (3.0, 0.01)):
            if case == "wide" and alpha < 0.1:
                continue  # the scale goes to 0
            m = lm.HuberRegressor(epsilon=epsilon, alpha=alpha, tol=1e-10, max_iter=100000)
            m.fit(x, y, sample_weight=w if weighted else None)
            name = f"Huber {epsilon} {alpha} {weighted}"
            put(case, name, "coef", m.coef_)
            put(case, name, "intercept", m.intercept_)
            put(case, name, "scale", m.scale_)

    # ---- generalised linear models
    for weighted in (False, True):
        for power in (0.0, 1.0, 1.5, 2.0, 3.0):
            for alpha in (1.0, 0.01):
                for link in ("auto", "log"):
                    m = lm.TweedieRegressor(power=power, alpha=alpha, link=link, solver="newton-cholesky", tol=1e-9, max_iter=1000)
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        m.fit(x, y, sample_weight=w if weighted else None)
                    name = f"Tweedie {power} {alpha} {link} {weighted}"
                    put(case, name, "coef", m.coef_)
                    put(case, name, "intercept", m.intercept_)

    # ---- quantiles: the minimum of the objective, which need not be at one place only
    for weighted in (False, True):
        for q in (0.5, 0.1, 0.9):
            for alpha in (0.0, 0.01, 0.1, 1.0):
                m = lm.QuantileRegressor(quantile=q, alpha=alpha, solver="highs")
                m.fit(x, y, sample_weight=w if weighted else None)
                r = y - m.predict(x)
                v = w if weighted else np.ones(len(y))
                loss = (v * np.maximum(q * r, (q - 1) * r)).sum() / v.sum() + alpha * np.abs(m.coef_).sum()
                put(case, f"Quantile {q} {alpha} {weighted}", "objective", loss)

with open("linear.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(["case,model,name,index,value".split(",")] + out)
with open("linear_x.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows([["case", "weight", "y", "label", "x..."]] + xs)
