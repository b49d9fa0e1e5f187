"""Makes ../src/main/resources/millrace/cli/cars.csv: the table of `./millrace compare` without arguments.

Source: car_prices of the R package modeldata 1.1.0 (MIT, Copyright 2020 Max Kuhn / RStudio): Kelly Blue Book prices of
804 used General Motors cars of 2005, collected by S. Kuiper, "Introduction to Multiple Regression: How Much Is Your Car
Worth?", Journal of Statistics Education 16(3), 2008. There make and body are one-hot columns; here they are two nominal
columns again, and the columns have lower-case names.

Usage: python3 decode_car_prices.py car_prices.csv > ../src/main/resources/millrace/cli/cars.csv
"""
import csv
import sys

MAKES = ["Buick", "Cadillac", "Chevy", "Pontiac", "Saab", "Saturn"]
BODIES = ["convertible", "coupe", "hatchback", "sedan", "wagon"]
KEPT = ["Price", "Mileage", "Cylinder", "Doors", "Cruise", "Sound", "Leather"]


def decode(row, names):
    ones = [n for n in names if row[n] == "1"]
    if len(ones) != 1:
        raise SystemExit(f"expected exactly one of {names} to be 1 in {row}")
    return ones[0]


with open(sys.argv[1], newline="") as source:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([k.lower() for k in KEPT] + ["make", "body"])
    for row in csv.DictReader(source):
        out.writerow([row[k] for k in KEPT] + [decode(row, MAKES), decode(row, BODIES)])
