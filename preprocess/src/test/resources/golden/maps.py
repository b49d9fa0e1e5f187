"""Golden values of Tsne: scikit-learn 1.2.1 on the same rows. Writes maps.json beside itself.

Run: python3 maps.py   (Debian 12: python3-sklearn 1.2.1)
"""
import json
import os

import numpy as np
from sklearn.manifold import TSNE, trustworthiness

rng = np.random.RandomState(5)
x = np.vstack([rng.randn(6) * 4 + rng.randn(30, 6) * s for s in (0.5, 1, 1.5, 2)])
m = TSNE(perplexity=12, init="pca", learning_rate="auto", method="exact", n_iter=500, random_state=0)
y = m.fit_transform(x)
out = {
    "x": x.ravel().tolist(),
    "divergence": float(m.kl_divergence_),
    "trustworthiness": float(trustworthiness(x, y, n_neighbors=5)),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "maps.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
