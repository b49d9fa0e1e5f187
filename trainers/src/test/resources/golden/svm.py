"""Golden values of support vector machines and kernel methods: scikit-learn 1.2.1, tightly converged.

Writes svm_x.csv (case,y,x...: y is a class number or a number) and svm.csv: what,case,parameters...,row,values...
Run: /usr/bin/python3 svm.py
"""
import csv
import warnings
import numpy as np
from sklearn.calibration import _SigmoidCalibration
from sklearn.decomposition import KernelPCA
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern, WhiteKernel
from sklearn.kernel_ridge import KernelRidge
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC, NuSVR, OneClassSVM

warnings.simplefilter("ignore")
rng = np.random.default_rng(11)


def cases():
    x = rng.normal(size=(90, 3)) * [1, 0.5, 2] + [0, 1, 0]
    yield "two", x, (x[:, 0] ** 2 + x[:, 1] - 1.5 + rng.normal(size=90) * 0.5 > 0).astype(int)
    x = rng.normal(size=(120, 10))
    yield "four", x, np.argmax(x[:, :4] + 0.7 * rng.normal(size=(120, 4)), 1)
    one = np.eye(9)[rng.integers(0, 9, 80)]
    z = np.hstack([one, rng.normal(size=(80, 1))])
    yield "onehot", z, (z @ rng.normal(size=10) > 0.2).astype(int) + (z[:, -1] > 1)
    x = rng.uniform(-2, 2, size=(80, 2))
    yield "wave", x, np.sin(2 * x[:, 0]) + 0.5 * x[:, 1] + 0.2 * rng.normal(size=80)


xs, out = [], []
data = {}
for name, x, y in cases():
    data[name] = x, y
    xs += [[name, float(t)] + [repr(float(v)) for v in r] for r, t in zip(x, y)]


def write(*head, rows):
    for i, r in enumerate(np.atleast_2d(np.asarray(rows))):
        if i >= 30 and head[0] in ("svc", "ovr", "svr", "one"):
            break
        out.append(list(head) + [i] + [repr(float(v)) for v in np.atleast_1d(r)])


KERNELS = {"LINEAR": "linear", "RBF": "rbf", "POLY": "poly", "SIGMOID": "sigmoid"}
GAMMA = {0: "scale", -1: "auto", 0.05: 0.05}
for name in ("two", "four", "onehot"):
    x, y = data[name]
    weight = 0.5 + np.arange(len(y)) % 3
    for kernel, k in KERNELS.items():
        for c, gamma, balanced, weighted in ((1, 0, False, False), (5, -1, True, False), (0.7, 0.05, False, True), (3, 0.05, True, True)):
            g = GAMMA[gamma] if k != "sigmoid" else 0.01
            m = SVC(C=c, kernel=k, gamma=g, coef0=0.5, tol=1e-9, class_weight="balanced" if balanced else None,
                    decision_function_shape="ovo").fit(x, y, sample_weight=weight if weighted else None)
            head = ["svc", name, kernel, c, gamma if k != "sigmoid" else 0.01, balanced, weighted]
            write(*head, rows=np.asarray(m.decision_function(x)).reshape(len(x), -1))
            m.decision_function_shape = "ovr"
            write("ovr", *head[1:], rows=m.decision_function(x).reshape(len(x), -1))

x, y = data["wave"]
weight = 0.5 + np.arange(len(y)) % 3
for kernel, k in KERNELS.items():
    for c, eps, weighted in ((1, 0.1, False), (2, 0, False), (5, 0.3, True)):
        m = SVR(C=c, epsilon=eps, kernel=k, gamma=0.3 if k != "sigmoid" else 0.01, coef0=0.5, tol=1e-9)
        write("svr", "wave", kernel, c, eps, weighted, rows=m.fit(x, y, sample_weight=weight if weighted else None).predict(x)[:, None])
for kernel, k in KERNELS.items():
    if kernel == "LINEAR":
        continue  # of rank 2: any rho near 0 is as good, and no solver gets there
    for nu, weighted in ((0.5, False), (0.1, False), (0.3, True)):
        m = OneClassSVM(nu=nu, kernel=k, gamma=0.3 if k != "sigmoid" else 0.01, coef0=0.5, tol=1e-8)
        m.fit(x, sample_weight=weight if weighted else None)
        write("one", "wave", kernel, nu, weighted, rows=m.decision_function(x)[:, None])

# Platt's sigmoid, and the coupling of pairs (libsvm stops its iteration at .005 / k)
x, y = data["two"]
f = SVC().fit(x, y).decision_function(x)
s = _SigmoidCalibration().fit(f, y)
write("sigmoid", "two", rows=[[s.a_, s.b_]])
write("sigmoidf", "two", rows=np.c_[f, y])
for name in ("four", "onehot"):
    x, y = data[name]
    m = SVC(probability=True, random_state=3, decision_function_shape="ovo").fit(x, y)
    d = m.decision_function(x)
    p = 1 / (1 + np.exp(d * m.probA_ + m.probB_))
    write("pairs", name, rows=p)
    write("coupled", name, rows=m.predict_proba(x))

for name in ("two", "four", "onehot"):
    x, y = data[name]
    weight = 0.5 + np.arange(len(y)) % 3
    for loss in ("hinge", "squared_hinge"):
        for c, intercept, scaling, balanced, weighted in ((1, True, 1, False, False), (0.1, False, 1, True, False), (2, True, 10, False, True)):
            m = LinearSVC(loss=loss, C=c, fit_intercept=intercept, intercept_scaling=scaling, tol=1e-11, max_iter=2000000, dual=loss == "hinge",
                          class_weight="balanced" if balanced else None)
            m.fit(x, y, sample_weight=weight if weighted else None)
            write("linearsvc", name, loss.upper(), c, intercept, scaling, balanced, weighted, rows=np.c_[m.coef_, np.broadcast_to(m.intercept_, len(m.coef_))])
x, y = data["wave"]
weight = 0.5 + np.arange(len(y)) % 3
for loss in ("epsilon_insensitive", "squared_epsilon_insensitive"):
    for c, eps, intercept, scaling, weighted in ((1, 0, True, 1, False), (0.1, 0.2, False, 1, False), (2, 0.1, True, 10, True)):
        m = LinearSVR(loss=loss, C=c, epsilon=eps, fit_intercept=intercept, intercept_scaling=scaling, tol=1e-8 if loss[0] == "e" else 1e-12, max_iter=1000000, dual=loss[0] == "e")
        m.fit(x, y, sample_weight=weight if weighted else None)
        assert m.n_iter_ < m.max_iter, (loss, c, m.n_iter_)
        write("linearsvr", "wave", loss.upper(), c, eps, intercept, scaling, weighted, rows=np.r_[m.coef_, m.intercept_][None])

MATERN = {"MATERN_3_2": Matern(np.sqrt(1 / 0.6), "fixed", nu=1.5), "MATERN_5_2": Matern(np.sqrt(1 / 0.6), "fixed", nu=2.5)}
new = np.array([[0.3, 0.2], [-1.5, 1.9], [5, 5], [0, 0]])
write("new", "wave", rows=new)
for kernel, k in {**KERNELS, **MATERN}.items():
    for alpha, weighted in ((1, False), (0.1, True)):
        m = KernelRidge(alpha=alpha, kernel=k, gamma=0.3 if kernel != "SIGMOID" else 0.01, coef0=0.5).fit(x, y, sample_weight=weight if weighted else None)
        write("ridge", "wave", kernel, alpha, weighted, rows=m.predict(np.r_[x, new])[:, None])
for kernel, k in {**KERNELS, **MATERN}.items():
    if kernel in MATERN:
        continue
    m = KernelPCA(n_components=2, kernel=k, gamma=0.3 if kernel != "SIGMOID" else 0.01, coef0=0.5, eigen_solver="dense").fit(x)
    write("pca", "wave", kernel, rows=np.r_[m.transform(x), m.transform(new)])

for kernel in ("RBF", "MATERN_3_2", "MATERN_5_2"):
    for length, amplitude, noise, normalize in ((1.0, 1.0, 0.1, False), (0.5, 2.0, 0.05, True), (2.0, 0.5, 0.3, False)):
        base = RBF(length) if kernel == "RBF" else Matern(length, nu=1.5 if kernel == "MATERN_3_2" else 2.5)
        k = ConstantKernel(amplitude) * base + WhiteKernel(noise)
        m = GaussianProcessRegressor(k, alpha=1e-6, optimizer=None, normalize_y=normalize).fit(x, y)
        lml, gradient = m.log_marginal_likelihood(m.kernel_.theta, eval_gradient=True)
        head = ["wave", kernel, length, amplitude, noise, normalize]
        write("gplml", *head, rows=[[lml, *gradient]])
        mean, sd = m.predict(new, return_std=True)
        write("gp", *head, rows=np.c_[mean, sd])
        best = GaussianProcessRegressor(k, alpha=1e-6, normalize_y=normalize).fit(x, y)
        write("gpbest", *head, rows=[[best.log_marginal_likelihood_value_]])

for file, head, rows in (("svm.csv", "what,case,parameters...,row,values...", out), ("svm_x.csv", "case,y,x...", xs)):
    with open(file, "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([head.split(",")] + rows)
