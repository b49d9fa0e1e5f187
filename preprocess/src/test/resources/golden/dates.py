# Golden values for DatesTest, by pandas 1.5.3 and numpy 1.24:
#   python3 dates.py > dates.json
import json
import numpy as np
import pandas as pd

t = pd.Series(["1969-12-31T23:59:59", "1970-01-01", "2000-02-29T12:30", "2019-12-31T05:00", "2020-12-31", None, "1800-07-04", "2262-01-01T23:00"])
t = t.astype("datetime64[ns]")
d = t.dt
out = {"time": [None if pd.isna(v) else v.isoformat() for v in t]}
parts = {"year": d.year, "quarter": d.quarter, "month": d.month, "day": d.day, "weekday": d.dayofweek, "dayofyear": d.dayofyear, "hour": d.hour}
out["parts"] = {k: [None if np.isnan(x) else x for x in v.astype(float)] for k, v in parts.items()}
sin = np.sin(2 * np.pi * (d.month - 1) / 12)
out["month_sin"] = [None if np.isnan(x) else x for x in sin]
out["days"] = [None if np.isnan(x) else x for x in (pd.Timestamp("2020-06-15") - d.normalize()).dt.days.astype(float)]
print(json.dumps(out))
