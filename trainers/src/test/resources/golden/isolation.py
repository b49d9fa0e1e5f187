# scikit-learn 1.2.1: isolation forest on two blobs with strewn points; mean of ten forests' scores.
# Run: /usr/bin/python3 isolation.py > isolation.csv
import numpy as np
from sklearn.ensemble import IsolationForest

rng = np.random.RandomState(3)
x = np.vstack([rng.randn(250, 3) + [4, 0, 0], rng.randn(250, 3) * .5 - [3, 1, 0], rng.uniform(-9, 9, (40, 3))])
x = np.round(x * 1024) / 1024
s = np.mean([IsolationForest(random_state=r).fit(x).decision_function(x) for r in range(10)], 0)
print("a,b,c,score,outlier")
for i in range(len(x)):
    print(",".join(repr(float(v)) for v in [*x[i], s[i]]) + ",%d" % (i >= 500))
