"""Golden values of metrics and curves, computed by scikit-learn 1.2.1 (numpy 1.24.2).

Run: python3 metrics.py > metrics.json
A level that the model never saw is given to scikit-learn as a column of zeros; where a level is not
in the truth, areas are scikit-learn's binary ones, averaged over the levels that are.
"""
import itertools
import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

assert sklearn.__version__ == "1.2.1", sklearn.__version__
warnings.simplefilter("ignore")
rng = np.random.default_rng(20230117)


def regression(y, p):
    y, p = np.asarray(y, float), np.asarray(p, float)
    return {
        "truth": y.tolist(),
        "predicted": p.tolist(),
        "scores": {
            "r2": m.r2_score(y, p),
            **({"r2_log": m.r2_score(np.log(y), np.log(p))} if y.min() > 0 and p.min() > 0 else {}),
            "rmse": m.mean_squared_error(y, p, squared=False),
            "mae": m.mean_absolute_error(y, p),
            "median_ae": m.median_absolute_error(y, p),
            "mape": m.mean_absolute_percentage_error(y, p),
            "explained_variance": m.explained_variance_score(y, p),
            "max_error": m.max_error(y, p),
        },
    }


def classification(levels, y, p):
    """levels: the model's; y: names; p: rows of probabilities."""
    p = np.asarray(p, float)
    y = np.asarray(y)
    unseen = sorted(set(y) - set(levels))
    names = list(levels) + unseen
    wide = np.hstack([p, np.zeros((len(y), len(unseen)))])
    said = np.array(names)[wide.argmax(1)]
    order = np.argsort(names)
    sorted_names = np.array(names)[order]
    q = wide[:, order]
    s = {
        "accuracy": m.accuracy_score(y, said),
        "balanced_accuracy": m.balanced_accuracy_score(y, said),
        "log_loss": m.log_loss(y, q, labels=sorted_names),
        "mcc": m.matthews_corrcoef(y, said),
        "kappa": m.cohen_kappa_score(y, said),
    }
    for a in ("micro", "macro", "weighted"):
        s["precision_" + a] = m.precision_score(y, said, average=a, zero_division=0)
        s["recall_" + a] = m.recall_score(y, said, average=a, zero_division=0)
        s["f1_" + a] = m.f1_score(y, said, average=a, zero_division=0)
    present = [c for c in sorted_names if (y == c).any()]
    if len(names) == 2:
        pos = sorted_names[1]
        s["roc_auc"] = m.roc_auc_score(y == pos, q[:, 1])
        for k in ("ovr", "ovo", "ovr_weighted", "ovo_weighted"):
            s["roc_auc_" + k] = s["roc_auc"]
        s["average_precision"] = m.average_precision_score(y == pos, q[:, 1])
        s["brier"] = m.brier_score_loss(y == pos, q[:, 1])
    else:
        onehot = (y[:, None] == sorted_names[None, :]).astype(float)
        s["brier"] = float(((q - onehot) ** 2).sum(1).mean())
        here = [list(sorted_names).index(c) for c in present]
        s["average_precision"] = m.average_precision_score(onehot[:, here], q[:, here], average="macro")
        if len(present) == len(names):
            for k in ("ovr", "ovo"):
                s["roc_auc_" + k] = m.roc_auc_score(y, q, multi_class=k, average="macro", labels=sorted_names)
                s["roc_auc_" + k + "_weighted"] = m.roc_auc_score(
                    y, q, multi_class=k, average="weighted", labels=sorted_names)
        else:
            areas = [m.roc_auc_score(onehot[:, c], q[:, c]) for c in here]
            weights = [onehot[:, c].sum() for c in here]
            s["roc_auc_ovr"] = np.average(areas)
            s["roc_auc_ovr_weighted"] = np.average(areas, weights=weights)
            areas, weights = [], []
            for a, b in itertools.combinations(here, 2):
                rows = (onehot[:, a] + onehot[:, b]) > 0
                areas.append((m.roc_auc_score(onehot[rows, a], q[rows, a])
                              + m.roc_auc_score(onehot[rows, b], q[rows, b])) / 2)
                weights.append(rows.mean())
            s["roc_auc_ovo"] = np.average(areas)
            s["roc_auc_ovo_weighted"] = np.average(areas, weights=weights)
    occurring = [c for c in names if (y == c).any() or (said == c).any()]
    out = {
        "levels": list(levels),
        "truth": y.tolist(),
        "probability": p.ravel().tolist(),
        "scores": {k: float(v) for k, v in s.items()},
        "labels": occurring,
        "confusion": m.confusion_matrix(y, said, labels=occurring).ravel().tolist(),
    }
    if occurring == sorted(occurring):
        out["report"] = m.classification_report(y, said, zero_division=0)
    curves = {}
    for c in present:
        column = wide[:, names.index(c)]
        if (y == c).all():
            continue
        fpr, tpr, t = m.roc_curve(y == c, column)
        precision, recall, pt = m.precision_recall_curve(y == c, column)
        curves[c] = {"fpr": fpr, "tpr": tpr, "thresholds": t,
                     "precision": precision, "recall": recall, "pr_thresholds": pt}
        for how in ("uniform", "quantile"):
            for bins in (1, 5, 10):
                true, pred = calibration_curve(y == c, column, n_bins=bins, strategy=how)
                curves[c]["%s_%d" % (how, bins)] = {"actual": true, "predicted": pred}
    out["curves"] = curves
    return out


def soft(scores):
    e = np.exp(scores - scores.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def draw(levels, n, share, noise=1.0, digits=None):
    y = rng.choice(len(levels), n, p=share)
    p = soft(np.eye(len(levels))[y] * 1.2 + noise * rng.normal(size=(n, len(levels))))
    if digits is not None:
        p = np.round(p, digits)
        p[:, -1] = np.round(1 - p[:, :-1].sum(1), digits)
        p = np.abs(p)
        p /= p.sum(1, keepdims=True)
    return [levels[i] for i in y], p


y = rng.normal(size=101) * 30 + 5
cases = {
    "plain": regression(y, y + rng.normal(size=101) * 7 + 1),
    "even": regression(y[:100], y[:100] * 0.5),
    "zeros": regression([0, 0, 1, -2, 3.5, 0], [0.5, 0, 1, -2.5, 3, -0.25]),
    "negative": regression(-np.abs(y), y),
    "prices": regression(np.exp(rng.normal(size=200) + 9), np.exp(rng.normal(size=200) + 9)),
    "constant": regression([0.1] * 10, np.arange(10) / 10),
    "constant met": regression([7.25] * 5, [7.25] * 5),
    "constant error": regression([1, 2, 3, 4], [2, 3, 4, 5]),
    "perfect": regression(y, y),
    "two": regression([1, 2], [2, 1]),
}
two = ["no", "yes"]
yb, pb = draw(two, 150, [0.7, 0.3])
yt, pt = draw(two, 200, [0.5, 0.5], digits=1)
five = ["a", "b", "c", "d", "e"]
ym, pm = draw(five, 300, [0.4, 0.3, 0.15, 0.1, 0.05])
yr, pr = draw(five, 120, [0.3, 0.2, 0.2, 0.2, 0.1], digits=1)
ya, pa = draw(five, 90, [0.4, 0.4, 0.2, 0.0, 0.0])
yu, pu = draw(["low", "mid", "high"], 80, [0.4, 0.4, 0.2])
yu = [("never" if i % 17 == 0 else c) for i, c in enumerate(yu)]
hard = np.eye(3)[rng.integers(0, 3, 60)]
yh = [["x", "y", "z"][i] for i in rng.integers(0, 3, 60)]
classes = {
    "binary": classification(two, yb, pb),
    "binary, levels the other way round": classification(two[::-1], yb, pb[:, ::-1]),
    "binary with ties": classification(two, yt, pt),
    "binary of one score": classification(two, yb, np.tile([0.7, 0.3], (150, 1))),
    "binary certain and wrong": classification(two, ["no", "yes", "yes", "no"], [[1, 0], [1, 0], [0, 1], [0, 1]]),
    "five": classification(five, ym, pm),
    "five with ties": classification(five, yr, pr),
    "levels absent from the truth": classification(five, ya, pa),
    "a level the model never saw": classification(["low", "mid", "high"], yu, pu),
    "certain": classification(["x", "y", "z"], yh, hard),
    "majority": classification(five, ym, np.tile([0.4, 0.3, 0.15, 0.1, 0.05], (300, 1))),
    "one level known, another met": classification(["yes"], ["yes", "no", "yes"], [[1.0], [1.0], [1.0]]),
}
json.dump(
    {"made_by": "metrics.py, scikit-learn " + sklearn.__version__ + ", numpy " + np.__version__,
     "regression": cases, "classification": classes},
    sys.stdout, default=lambda a: a.tolist(), indent=None)
print()
