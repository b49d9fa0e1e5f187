# Golden values for ClusterersTest, by scikit-learn 1.2.1 (numpy 1.24):
#   python3 clusterers.py > clusterers.json
import json
import warnings
import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans, AgglomerativeClustering, SpectralClustering
from sklearn.cluster._kmeans import _mini_batch_step
from sklearn.mixture import GaussianMixture
from sklearn.datasets import load_digits, make_moons

warnings.simplefilter("ignore")
rng = np.random.RandomState(5)
blobs = np.repeat(rng.normal(size=(6, 7)) * 4, 60, axis=0) + rng.normal(size=(360, 7)) * rng.uniform(0.5, 2, 7)
blobs = blobs[rng.permutation(360)]
weights = rng.uniform(0, 3, 360)
digits = load_digits().data[:600]
moons = make_moons(200, noise=0.05, random_state=2)[0]
out = {"blobs": blobs.ravel().tolist(), "weights": weights.tolist(), "digits": digits.ravel().astype(int).tolist(), "moons": moons.ravel().tolist()}


def kmeans(name, x, k, w, algorithm, tol, start=None):
    start = x[:k] if start is None else start
    m = KMeans(k, init=start, n_init=1, algorithm=algorithm, tol=tol).fit(x, sample_weight=w)
    out["kmeans " + name] = {"centres": m.cluster_centers_.ravel().tolist(), "labels": m.labels_.tolist(), "inertia": m.inertia_, "iterations": m.n_iter_, "start": start.ravel().tolist()}


for algorithm in ["lloyd", "elkan"]:
    kmeans("blobs " + algorithm, blobs, 6, None, algorithm, 1e-4)
    kmeans("weighted " + algorithm, blobs, 6, weights, algorithm, 1e-4)
    kmeans("exact " + algorithm, blobs, 9, None, algorithm, 0)
    kmeans("digits " + algorithm, digits, 10, None, algorithm, 1e-4)
    far = np.vstack([blobs[:4], blobs[:1] + 1000])  # nobody is near the last: it takes the farthest row
    kmeans("empty " + algorithm, blobs, 5, None, algorithm, 1e-4, far)
out["kmeans best"] = {str(k): KMeans(k, n_init=10, random_state=1).fit(digits).inertia_ for k in [4, 8, 10]}

for cov in ["full", "tied", "diag", "spherical"]:
    for name, x, k, reg in [("blobs", blobs, 4, 1e-6), ("digits", digits[:, 18:30], 5, 1e-3)]:
        resp = np.eye(k)[KMeans(k, n_init=1, max_iter=2, random_state=3).fit(x).labels_]
        g = GaussianMixture(k, covariance_type=cov, reg_covar=reg, max_iter=300)
        g._initialize_parameters = lambda x, r, g=g, resp=resp: g._initialize(x, resp)
        g.fit(x)
        out["gmm %s %s" % (name, cov)] = {
            "labels": resp.argmax(1).tolist(), "weights": g.weights_.tolist(), "means": g.means_.ravel().tolist(), "covariances": g.covariances_.ravel().tolist(),
            "probability": g.predict_proba(x[:50]).ravel().tolist(), "score": g.score_samples(x[:50]).tolist(), "bic": g.bic(x), "aic": g.aic(x),
            "iterations": g.n_iter_, "bound": g.lower_bound_, "predict": g.predict(x).tolist(), "converged": bool(g.converged_)}

for linkage in ["ward", "complete", "average", "single"]:
    a = AgglomerativeClustering(5, linkage=linkage, compute_distances=True).fit(blobs)
    cut = float((a.distances_[-8] + a.distances_[-9]) / 2)
    b = AgglomerativeClustering(None, distance_threshold=cut, linkage=linkage).fit(blobs)
    out["agglomerative " + linkage] = {"labels": a.labels_.tolist(), "distances": a.distances_.tolist(), "cut": cut, "cut labels": b.labels_.tolist(), "cut count": int(b.n_clusters_)}

for name, x, args in [
    ("moons", moons, dict(n_clusters=2, affinity="nearest_neighbors", n_neighbors=8)),
    ("blobs", blobs, dict(n_clusters=6, gamma=0.02)),
    ("blobs neighbours", blobs, dict(n_clusters=6, affinity="nearest_neighbors")),
]:
    out["spectral " + name] = {"labels": SpectralClustering(random_state=0, **args).fit(x).labels_.tolist()}

# Ten samples in turn, given as row numbers: exactly the same moves.
for name, x, k, w in [("blobs", blobs, 6, np.ones(360)), ("weighted", blobs, 6, weights), ("digits", digits, 10, np.ones(600))]:
    centres, counts, inertia = x[:k].copy(), np.zeros(k), []
    for s in range(10):
        rows = [(s * 101 + i * 37) % len(x) for i in range(300)]
        new = np.empty_like(centres)
        inertia.append(_mini_batch_step(x[rows], w[rows], centres, new, counts, np.random.RandomState(0)))
        centres = new
    out["minibatch steps " + name] = {"centres": centres.ravel().tolist(), "counts": counts.tolist(), "inertia": inertia}
# Random samples from the same first centres: the median of 15 seeds.
for size in [50, 1024]:
    runs = [MiniBatchKMeans(10, init=digits[:10], n_init=1, batch_size=size, random_state=r).fit(digits).inertia_ for r in range(15)]
    out["minibatch start %d" % size] = {"inertia": sorted(runs)[7]}
runs = [MiniBatchKMeans(10, n_init=3, batch_size=100, random_state=r).fit(digits).inertia_ for r in range(15)]
out["minibatch"] = {"inertia": sorted(runs)[7]}
print(json.dumps(out))
