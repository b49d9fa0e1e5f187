# Golden values for TargetTransformTest, by scikit-learn 1.2.1 (numpy 1.24, scipy 1.10):
#   python3 target.py > target.json
import json
import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import PowerTransformer, StandardScaler

rng = np.random.RandomState(3)
x = rng.normal(size=60)
price = np.exp(8 + 0.8 * x + 0.3 * rng.normal(size=60))
signed = np.sinh(x + 0.2 * rng.normal(size=60)) * 3 - 1
new = np.linspace(-1.5, 1.5, 7)
out = {"x": x.tolist(), "price": price.tolist(), "signed": signed.tolist(), "new": new.tolist(), "cases": []}


def case(name, y, **how):
    m = TransformedTargetRegressor(LinearRegression(), **how).fit(x[:, None], out[y])
    c = {"function": name, "target": y, "predicted": m.predict(new[:, None]).tolist()}
    if name == "YEO_JOHNSON":
        c["lambda"] = float(m.transformer_.lambdas_[0])
    out["cases"].append(c)


case("LOG", "price", func=np.log, inverse_func=np.exp)
case("LOG1P", "price", func=np.log1p, inverse_func=np.expm1)
case("SQRT", "price", func=np.sqrt, inverse_func=np.square)
case("CUBE_ROOT", "signed", func=np.cbrt, inverse_func=lambda t: t**3)
case("YEO_JOHNSON", "price", transformer=PowerTransformer())
case("YEO_JOHNSON", "signed", transformer=PowerTransformer())
case("STANDARDIZE", "price", transformer=StandardScaler())
print(json.dumps(out))
