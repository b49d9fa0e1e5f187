"""pandas' C engine on the files that millrace.jmh.CsvBench generates.

usage: /usr/bin/python3 csv_pandas.py FOLDER
Says its version; then reads "nine files" or "one file" from standard input
until it ends, and answers each with the seconds that reading took: elapsed,
and of processor time.
"""
import sys
import time
from pathlib import Path

import pandas

folder = Path(sys.argv[1])
makes = ["audi", "bmw", "ford", "hyundi", "merc", "skoda", "toyota", "vauxhall", "vw"]


def nine():
    files = [pandas.read_csv(folder / f"{m}.csv", engine="c") for m in makes]
    return pandas.concat(files, ignore_index=True)


def one():
    return pandas.read_csv(folder / "all-in-one.csv", engine="c")


work = {"nine files": nine, "one file": one}
print("pandas", pandas.__version__, flush=True)
for line in sys.stdin:
    start, processor = time.perf_counter(), time.process_time()
    work[line.strip()]()
    print(time.perf_counter() - start)
    print(time.process_time() - processor, flush=True)
