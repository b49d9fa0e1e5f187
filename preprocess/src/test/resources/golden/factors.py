# Golden values for FactorsTest, by scikit-learn 1.2.1 (numpy 1.24):
#   python3 factors.py > factors.json
import json
import warnings
import numpy as np
from sklearn.decomposition import NMF, FastICA
from sklearn.random_projection import johnson_lindenstrauss_min_dim

warnings.simplefilter("ignore")
rng = np.random.RandomState(8)
n, p, k = 300, 12, 4
x = np.abs(rng.normal(size=(n, k))) @ np.abs(rng.normal(size=(k, p))) * (rng.rand(n, p) < 0.7) + 0.1 * rng.rand(n, p) * (rng.rand(n, p) < 0.5)
x = x.astype(np.float32).astype(float)
w0, h0 = np.abs(rng.normal(size=(n, k))), np.abs(rng.normal(size=(k, p)))
out = {"x": x.ravel().tolist(), "w0": w0.ravel().tolist(), "h0": h0.ravel().tolist(), "nmf": {}, "init": {}, "ica": {}}
for name, args in {
    "cd": dict(tol=1e-4),
    "cd penalty": dict(alpha_W=0.002, alpha_H=0.001, l1_ratio=0.3),
    "mu": dict(solver="mu", max_iter=500),
    "mu penalty": dict(solver="mu", alpha_W=0.002, alpha_H=0.001, l1_ratio=0.3, max_iter=300),
    "kl": dict(solver="mu", beta_loss="kullback-leibler", max_iter=500),
}.items():
    m = NMF(k, init="custom", **args)
    w = m.fit_transform(x, W=w0.copy(), H=h0.copy())
    settled = NMF(k, init="custom", **{**args, "tol": 1e-14, "max_iter": 20000})
    settled.components_, settled.n_components_, settled._n_components = m.components_, k, k
    settled.n_features_in_, settled._beta_loss = p, m._beta_loss
    rows = np.vstack([settled.transform(x[i:i + 1]) for i in range(20)])
    out["nmf"][name] = {"h": m.components_.ravel().tolist(), "error": m.reconstruction_err_, "iterations": m.n_iter_, "rows": rows.ravel().tolist()}
for init in ["nndsvd", "nndsvda"]:
    m = NMF(k, init=init, random_state=0)
    m.fit(x)
    out["init"][init] = {"h": m.components_.ravel().tolist(), "error": m.reconstruction_err_, "iterations": m.n_iter_}
t = np.arange(400) / 40
s = np.c_[np.sin(3 * t), np.sign(np.sin(5 * t + 1)), rng.laplace(size=400), (t * 2.3) % 1]
mixed = s @ rng.normal(size=(4, 5)) + 0.01 * rng.normal(size=(400, 5)) + 3
start = rng.normal(size=(4, 4))
out["mixed"], out["start"] = mixed.ravel().tolist(), start.ravel().tolist()
for algorithm in ["parallel", "deflation"]:
    for fun in ["logcosh", "exp", "cube"]:
        for whiten in ["arbitrary-variance", "unit-variance"]:
            m = FastICA(4, algorithm=algorithm, fun=fun, whiten=whiten, w_init=start, tol=1e-10, max_iter=1000)
            y = m.fit_transform(mixed)
            out["ica"]["%s %s %s" % (algorithm, fun, whiten)] = {"components": m.components_.ravel().tolist(), "rows": y[:10].ravel().tolist(), "iterations": int(m.n_iter_)}
out["jl"] = {"%d %g" % (a, e): int(johnson_lindenstrauss_min_dim(a, eps=e)) for a in [10, 60, 1000, 100000] for e in [0.1, 0.3, 0.5, 0.9]}
print(json.dumps(out))
