"""What BenchStart measures of scikit-learn: read iris, fit a logistic regression, print its accuracy on these rows."""

import csv
import sys

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

with open(sys.argv[1], newline="") as file:
    rows = list(csv.reader(file))[1:]
features = [[float(cell) for cell in row[:-1]] for row in rows]
species = [row[-1] for row in rows]
model = make_pipeline(StandardScaler(), LogisticRegression())
print("accuracy %.4f" % model.fit(features, species).score(features, species))
