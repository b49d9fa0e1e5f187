# Golden values for ImputeTest, computed by scikit-learn 1.2.1 (numpy 1.24):
#   python3 impute.py > impute.json
import json
import numpy as np
from sklearn.impute import SimpleImputer, KNNImputer

rng = np.random.RandomState(7)
train = np.round(rng.normal(size=(30, 4)) * [1, 5, 8, 2] + [0, 1, -2, -3], 3)
train[:, 3] = np.round(train[:, 3])  # ties for the most frequent
test = np.round(rng.normal(size=(12, 4)) * [1, 5, 8, 2] + [0, 1, -2, -3], 3)
for x in (train, test):
    x[rng.uniform(size=x.shape) < 0.2] = np.nan
test[0] = np.nan  # nothing known: the means
test[1, 1:] = train[2, 1:]
train[2, 0] = 1.5
test[1, 0] = np.nan


def rows(x):
    return [[None if np.isnan(v) else float(v) for v in r] for r in x]


out = {"train": rows(train), "test": rows(test), "cases": []}
for strategy in ["mean", "median", "most_frequent", "constant"]:
    m = SimpleImputer(strategy=strategy, fill_value=-7.5 if strategy == "constant" else None).fit(train)
    out["cases"].append({"strategy": strategy, "k": 5, "weights": "uniform", "test": rows(m.transform(test)), "train": rows(m.transform(train))})
for k in [1, 3, 5, 40]:
    for weights in ["uniform", "distance"]:
        if k == 40 and weights == "uniform":
            continue  # here scikit-learn counts rows at no known distance; we never do (see Impute)
        m = KNNImputer(n_neighbors=k, weights=weights).fit(train)
        out["cases"].append({"strategy": "knn", "k": k, "weights": weights, "test": rows(m.transform(test)), "train": rows(m.transform(train))})
m = SimpleImputer(add_indicator=True).fit(train[:, [0, 1, 3]])
out["indicator"] = rows(m.transform(test[:, [0, 1, 3]]))
m = SimpleImputer(strategy="most_frequent").fit(np.array([["b"], ["a"], ["b"], ["a"], ["c"], [np.nan]], dtype=object))
out["level"] = str(m.statistics_[0])
# a column without any value: dropped, but counted in the distance
gap = np.column_stack([train[:, 0], np.full(30, np.nan), train[:, 1]])
m = KNNImputer(n_neighbors=2, weights="distance").fit(gap)
out["gap"] = rows(m.transform(np.column_stack([test[:, 0], np.full(12, np.nan), test[:, 1]])))
print(json.dumps(out))
