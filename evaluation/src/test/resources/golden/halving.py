"""Rungs of successive halving: scikit-learn 1.2.1, HalvingGridSearchCV with resource='n_samples', min_resources='exhaust'.

Writes halving.json beside itself: rows and candidates of each rung for several numbers of candidates, rows, folds, classes
and factors. Numbers of candidates that are a power of the factor whose logarithm Python rounds down (243 = 3^5) are left out.
"""
import json
import os
import numpy as np
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.model_selection import HalvingGridSearchCV, KFold, StratifiedKFold


class Classifier(DummyClassifier):
    def __init__(self, a=0):
        super().__init__()
        self.a = a


class Regressor(DummyRegressor):
    def __init__(self, a=0):
        super().__init__()
        self.a = a


cases = []
for candidates, rows, folds, classes, factor, least in [
    (6, 200, 5, 2, 3, 0), (27, 804, 5, 1, 3, 0), (20, 150, 5, 3, 3, 0), (1, 50, 3, 1, 3, 0), (2, 50, 3, 2, 3, 0),
    (81, 5000, 5, 1, 3, 0), (64, 1000, 10, 2, 2, 0), (100, 300, 5, 2, 3, 0), (9, 1000, 5, 1, 3, 40), (30, 100, 2, 1, 4, 7),
]:
    y = np.arange(rows) % max(classes, 1) if classes > 1 else np.arange(rows) * 1.0
    x = np.zeros((rows, 1))
    cv = StratifiedKFold(folds) if classes > 1 else KFold(folds)
    s = HalvingGridSearchCV(Classifier() if classes > 1 else Regressor(), {"a": list(range(candidates))}, factor=factor,
                            min_resources=least or "exhaust", cv=cv, random_state=0).fit(x, y)
    cases.append({"candidates": candidates, "rows": rows, "folds": folds, "classes": classes, "factor": factor, "least": least,
                  "rung_rows": [int(n) for n in s.n_resources_], "rung_candidates": [int(n) for n in s.n_candidates_]})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "halving.json"), "w") as f:
    json.dump({"made_by": "halving.py with scikit-learn 1.2.1", "cases": cases}, f, indent=1)
    f.write("\n")
