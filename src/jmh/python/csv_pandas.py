"""pandas' C engine on the files that millrace.jmh.CsvBench generates.

usage: /usr/bin/python3 csv_pandas.py FOLDER [REPEATS]
"""
import sys
import time
from pathlib import Path

import pandas

folder = Path(sys.argv[1])
repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 7
makes = ["audi", "bmw", "ford", "hyundi", "merc", "skoda", "toyota", "vauxhall", "vw"]


def nine():
    files = [pandas.read_csv(folder / f"{m}.csv", engine="c") for m in makes]
    return pandas.concat(files, ignore_index=True)


def one():
    return pandas.read_csv(folder / "all-in-one.csv", engine="c")


print("pandas", pandas.__version__)
for name, work in (("nine files", nine), ("one file", one)):
    seconds = []
    for i in range(-1, repeats):
        start = time.perf_counter()
        rows = len(work())
        if i >= 0:
            seconds.append(time.perf_counter() - start)
    seconds.sort()
    print(f"pandas, {name}: median {seconds[repeats // 2]:.3f} s, least {seconds[0]:.3f} s ({rows})")
