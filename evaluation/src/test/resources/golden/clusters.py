# Golden values for ClusteringTest, by scikit-learn 1.2.1:
#   python3 clusters.py > clusters.json
import json
import numpy as np
from sklearn import metrics as m
from sklearn.metrics.cluster import contingency_matrix

rng = np.random.RandomState(3)
blobs = rng.normal(size=(90, 5)) + np.repeat([[0] * 5, [2] * 5, [0, 4, 0, 4, 0]], 30, axis=0)
truth = np.repeat([0, 1, 2], 30)
cases = {
    "noisy": (truth, np.where(rng.rand(90) < 0.2, rng.randint(0, 4, 90), truth)),
    "same": (truth, (truth + 1) % 3),
    "chance": (truth, rng.randint(0, 5, 90)),
    "with noise": (truth, np.where(rng.rand(90) < 0.15, -1, truth)),
    "fine": (truth, np.arange(90) // 7),
    "one cluster": (truth, np.zeros(90, int)),
    "one level": (np.zeros(90, int), truth),
    "both one": (np.zeros(9, int), np.zeros(9, int)),
    "each its own": (truth, np.arange(90)),
    "large": (rng.randint(0, 20, 3000), rng.randint(0, 30, 3000)),
}
out = {"cases": {}, "x": blobs.ravel().tolist(), "internal": {}}
for name, (a, b) in cases.items():
    h, c, v = m.homogeneity_completeness_v_measure(a, b)
    out["cases"][name] = {
        "truth": a.tolist(), "clusters": b.tolist(),
        "ari": m.adjusted_rand_score(a, b), "ami": m.adjusted_mutual_info_score(a, b), "nmi": m.normalized_mutual_info_score(a, b),
        "homogeneity": h, "completeness": c, "v_measure": v, "fowlkes_mallows": m.fowlkes_mallows_score(a, b),
        "purity": contingency_matrix(a, b).max(0).sum() / len(a),
    }
for name in ["noisy", "same", "chance", "with noise", "fine"]:
    b = cases[name][1]
    out["internal"][name] = {
        "silhouettes": m.silhouette_samples(blobs, b).tolist(), "silhouette": m.silhouette_score(blobs, b),
        "davies_bouldin": m.davies_bouldin_score(blobs, b), "calinski_harabasz": m.calinski_harabasz_score(blobs, b),
    }
y = (rng.rand(80) < 0.2).astype(int)
s = np.round(rng.normal(size=80) - y, 1)  # ties
out["outliers"] = {"truth": y.tolist(), "scores": s.tolist(), "roc_auc": m.roc_auc_score(y, -s), "average_precision": m.average_precision_score(y, -s)}
print(json.dumps(out))
