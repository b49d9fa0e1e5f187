"""Golden values of the steps, computed by scikit-learn 1.2.1, scipy and numpy. Writes steps.json beside itself.

Run: python3 steps.py   (Debian 12: python3-sklearn 1.2.1)
"""
import json
import os
import warnings

import numpy as np
import sklearn
from sklearn.preprocessing import (KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder,
                                   OrdinalEncoder, PolynomialFeatures, PowerTransformer, QuantileTransformer,
                                   RobustScaler, StandardScaler)

warnings.filterwarnings("ignore")
out = {}


def put(name, values):
    a = np.asarray(values, dtype=float).ravel()
    out[name] = [None if np.isnan(x) else float(x) for x in a]


rng = np.random.RandomState(7)
n = 60
year = rng.randint(1998, 2021, n).astype(float)
mileage = np.round(rng.lognormal(10, 1, n))
tax = rng.choice([0.0, 20, 30, 145, 150, 305], n)
tax[[3, 17, 41]] = np.nan
constant = np.full(n, 0.1) + 0.2
X = np.c_[year, mileage, tax, constant]
test = np.c_[[1990, 2010, 2030, 2015], [0, 25000, 1e6, 123.5], [np.nan, 20, 500, -3], [0.3, 0.30000000000000004, 1, 0]]
put("x", X)
put("test", test)

put("standardize", StandardScaler().fit(X).transform(test))
put("standardize.train", StandardScaler().fit_transform(X))
put("standardize.noMean", StandardScaler(with_mean=False).fit(X).transform(test))
put("minmax", MinMaxScaler().fit(X).transform(test))
put("minmax.range", MinMaxScaler((-1, 3), clip=True).fit(X).transform(test))
put("robust", RobustScaler().fit(X).transform(test))
put("robust.wide", RobustScaler(quantile_range=(5, 90), with_centering=False).fit(X).transform(test))
put("maxabs", MaxAbsScaler().fit(X).transform(test))
N = X[:, [0, 1, 3]]
for norm in ("l1", "l2", "max"):
    put("normalize." + norm, Normalizer(norm).transform(N[:5] - [2000, 10000, 0]))
P = PolynomialFeatures(3, include_bias=False).fit(X[:4, [0, 1, 3]])
out["polynomial.names"] = P.get_feature_names_out(["a", "b", "c"]).tolist()
put("polynomial.values", P.transform(X[:4, [0, 1, 3]]))
P = PolynomialFeatures(3, include_bias=False, interaction_only=True).fit(X[:4, [0, 1, 3]])
out["polynomial.interactions"] = P.get_feature_names_out(["a", "b", "c"]).tolist()

makes = np.array(["audi"] * 9 + ["bmw"] * 14 + ["ford"] * 2 + ["kia"] * 3 + ["seat"] * 1 + ["vw"] * 31)
makes = makes[rng.permutation(n)].reshape(-1, 1)
probe = np.array([["audi"], ["tesla"], ["seat"], ["vw"], ["ford"]])
out["makes"] = makes.ravel().tolist()


def onehot(name, **options):
    e = OneHotEncoder(sparse_output=False, **options).fit(makes)
    out[name + ".names"] = [s.replace("make_", "make=").replace("infrequent_sklearn", "other")
                            for s in e.get_feature_names_out(["make"])]
    put(name, e.transform(probe))


onehot("onehot", handle_unknown="ignore")
onehot("onehot.first", handle_unknown="ignore", drop="first")
onehot("onehot.count", handle_unknown="infrequent_if_exist", min_frequency=3)
onehot("onehot.share", handle_unknown="ignore", min_frequency=0.1)
onehot("onehot.max", handle_unknown="infrequent_if_exist", max_categories=3)
onehot("onehot.maxFirst", handle_unknown="infrequent_if_exist", max_categories=4, drop="first")
put("ordinal", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1).fit(makes).transform(probe))

put("robust.unit", RobustScaler(unit_variance=True).fit(X).transform(test))

P = X[:, :3]
T = test[:, :3]
for method in ("yeo-johnson", "box-cox"):
    A = P if method == "yeo-johnson" else P + 1
    B = T if method == "yeo-johnson" else np.abs(T) + 1
    # years are standardized first for Yeo-Johnson: their own lambda is so large that powers lose digits
    mean, sd = A[:, 0].mean(), A[:, 0].std()
    A, B = A.copy(), B.copy()
    if method == "yeo-johnson":
        A[:, 0] = (A[:, 0] - mean) / sd
        B[:, 0] = (B[:, 0] - mean) / sd
    else:
        A[:, 0] -= 1990
        B[:, 0] -= 1980
    put(f"power.{method}.train", A)
    put(f"power.{method}.test", B)
    p = PowerTransformer(method).fit(A)
    put(f"power.{method}.lambdas", p.lambdas_)
    put(f"power.{method}", p.transform(B))
    put(f"power.{method}.raw", PowerTransformer(method, standardize=False).fit(A).transform(B))

for output in ("uniform", "normal"):
    put(f"quantile.{output}", QuantileTransformer(output_distribution=output).fit(X).transform(test))
    put(f"quantile.{output}.train", QuantileTransformer(output_distribution=output).fit_transform(X))
    put(f"quantile.{output}.10", QuantileTransformer(n_quantiles=10, output_distribution=output).fit_transform(X))

B = X[:, [0, 1, 3]]
for strategy in ("uniform", "quantile", "kmeans"):
    for bins in (3, 7):
        e = KBinsDiscretizer(bins, encode="ordinal", strategy=strategy).fit(B)
        put(f"bin.{strategy}.{bins}", e.transform(test[:, [0, 1, 3]]))
        put(f"bin.{strategy}.{bins}.train", e.transform(B))
        for j in range(2):
            put(f"bin.{strategy}.{bins}.edges{j}", e.bin_edges_[j][1:-1])


# TargetEncoder came with scikit-learn 1.3, after Debian's 1.2.1: this follows the formulas of its user guide
# (https://scikit-learn.org/1.3/modules/preprocessing.html#target-encoder), written anew in numpy.
def target_encode(codes, y, probe, smooth):
    mean, var = np.mean(y), np.var(y)
    e = []
    for c in probe:
        own = y[codes == c]
        if len(own) == 0:
            e.append(mean)
        elif smooth == "auto":
            within = np.var(own)
            between = len(own) * var + within
            w = 1 if between == 0 else len(own) * var / between
            e.append(w * np.mean(own) + (1 - w) * mean)
        else:
            e.append((np.sum(own) + smooth * mean) / (len(own) + smooth))
    return np.array(e)


makes1 = makes.ravel()
price = np.round(9000 + 300 * (year - 2010) + 1000 * rng.randn(n) + 3000 * (makes1 == "audi"))
fuel = np.where(price > np.percentile(price, 66), "petrol", np.where(price > np.percentile(price, 33), "hybrid", "diesel"))
put("price", price)
out["fuel"] = fuel.tolist()
for name, smooth in (("auto", "auto"), ("m", 5.0), ("m0", 0.0)):
    put(f"target.{name}", target_encode(makes1, price, probe.ravel(), smooth))
    put(f"target.{name}.loo", [target_encode(np.delete(makes1, i), np.delete(price, i), makes1[i:i + 1], smooth)[0]
                               for i in range(n)])
    for level in np.unique(fuel):
        put(f"target.{name}.{level}", target_encode(makes1, (fuel == level).astype(float), probe.ravel(), smooth))
    put(f"target.{name}.binary", target_encode(makes1, (fuel == "petrol").astype(float), probe.ravel(), smooth))


import scipy.sparse
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_selection import (chi2, f_classif, f_regression, mutual_info_classif, mutual_info_regression)

m = 150
G = rng.randn(m, 5) * [1, 2, 0.5, 1, 3] + [0, 1, -1, 5, 0]
G[:, 4] = G[:, 0] ** 2 + 0.1 * rng.randn(m)
target = 2 * G[:, 0] + np.sin(2 * G[:, 1]) + 0.3 * rng.randn(m)
group = np.digitize(target, [-1, 1])
counts = (rng.poisson([0.3, 1, 2, 0.1], (m, 4)) * (1 + (group[:, None] == [0, 1, 2, 0]))).astype(float)
S = scipy.sparse.csr_matrix(counts)
put("select.x", G)
put("select.counts", counts)
put("select.y", target)
out["select.group"] = [f"g{g}" for g in group]
put("select.f_regression", f_regression(G, target)[0])
put("select.f_regression.counts", f_regression(counts, target)[0])
put("select.f_classif", f_classif(G, group)[0])
put("select.f_classif.counts", f_classif(counts, group)[0])
put("select.chi2", chi2(counts, group)[0])
put("select.mi_regression", mutual_info_regression(G, target, random_state=0))
put("select.mi_classif", mutual_info_classif(G, group, random_state=0))
put("select.mi_regression.counts", mutual_info_regression(S, target, random_state=0))


# scikit-learn takes the radius through sqrt(d * d), which now and then rounds up and counts one neighbour more
# (1e-3, absolutely); so here is its formula once more, in plain numpy with plain differences.
def mi_mixed(c, d, k0=3):
    from scipy.special import digamma
    total, k_all, labels = [], [], []
    for i in range(len(c)):
        own = np.sort(np.abs(c[d == d[i]] - c[i]))
        if len(own) < 2:
            continue
        k = min(k0, len(own) - 1)
        radius = np.nextafter(own[k], 0)
        inside = [j for j in range(len(c)) if np.sum(d == d[j]) > 1 and abs(c[j] - c[i]) <= radius]
        total.append(len(inside)), k_all.append(k), labels.append(len(own))
    return max(0, digamma(len(total)) + np.mean(digamma(k_all)) - np.mean(digamma(labels)) - np.mean(digamma(total)))


put("select.mi_regression.counts.exact", [mi_mixed(target / target.std(), counts[:, j]) for j in range(4)])
put("select.mi_classif.counts", mutual_info_classif(S, group, random_state=0))
put("select.mi_classif.5", mutual_info_classif(G, group, random_state=0, n_neighbors=5))

for name, A in (("tall", G), ("wide", G[:4])):
    p = PCA(svd_solver="full").fit(A)
    r = np.sum(p.singular_values_ > 1e-9)  # the last direction of a wide matrix is arbitrary
    put(f"pca.{name}.variance", p.explained_variance_[:r])
    put(f"pca.{name}.ratio", p.explained_variance_ratio_[:r])
    put(f"pca.{name}.components", p.components_[:r])
    put(f"pca.{name}", p.transform(G[:8])[:, :r])
put("pca.share", PCA(0.9).fit(G).transform(G[:8]))
put("pca.whiten", PCA(3, whiten=True).fit(G).transform(G[:8]))
# arpack and not randomized: exact. It starts from a random vector, which random_state fixes
t = TruncatedSVD(3, algorithm="arpack", random_state=0).fit(S)
put("svd.values", t.singular_values_)
put("svd.components", t.components_)
put("svd", t.transform(S[:8]))

print("scikit-learn", sklearn.__version__)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "steps.json"), "w") as f:
    f.write("{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in out.items()) + "\n}\n")
