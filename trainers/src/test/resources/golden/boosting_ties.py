"""Golden values for boosting where rows are met exactly (scikit-learn 1.2.1): python3 boosting_ties.py

The rows follow from formulas in whole numbers, which BoostingTiesTest repeats.
"""
import numpy as np
import sklearn
from sklearn.ensemble import GradientBoostingRegressor

i = np.arange(81)
x = np.c_[i * 37 % 101, i * 53 % 97].astype(float)
y = (x[:, 0] - 50) ** 2 / 8 + (i * i * 7 % 103)
w = 1 + i * 29 % 31 / 4
print(f"# scikit-learn {sklearn.__version__} GradientBoostingRegressor: loss,weighted,prediction per row")
for loss in ["huber", "absolute_error", "quantile"]:
    for weights in [None, w]:
        found = {
            tuple(
                GradientBoostingRegressor(
                    loss=loss, n_estimators=4, max_depth=2, criterion="squared_error", random_state=s
                )
                .fit(x, y, weights)
                .predict(x)
            )
            for s in range(30)
        }
        if len(np.unique(np.round(list(found), 9), axis=0)) > 1:
            continue  # equal cuts: which is taken depends on the seed
        cells = ",".join(repr(float(v)) for v in next(iter(found)))
        print(f"{loss},{int(weights is not None)},{cells}")
