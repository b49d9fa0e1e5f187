"""Span scores of random, mostly malformed label sequences, by CoreNLP 4.5.10
(edu.stanford.nlp.stats.MultiClassChunkEvalStats, its conlleval).

python3 spans.py FOLDER_OF_JARS > spans.json, where the folder holds stanford-corenlp-4.5.10.jar
and slf4j-api.

Marks are B, I, E and O. An E before a B of its own type is not drawn: conlleval's rules leave out
that pair, as no scheme of its time had both marks.
"""
import json, os, random, re, subprocess, sys, tempfile

random.seed(4)
TYPES = ["NP", "VP", "ADV-P"]
SCHEMES = {"iob": "BIO", "ioe": "IEO", "i": "IO", "all": "BIEO"}


def label(marks):
    mark = random.choice(marks)
    return "O" if mark == "O" else mark + "-" + random.choice(TYPES)


def allowed(row):
    return not any(
        a[0] == "E" and b[0] == "B" and a[1:] == b[1:] for a, b in zip(row, row[1:]))


def draw(marks, n):
    while True:
        row = [label(marks) for _ in range(n)]
        if allowed(row):
            return row


def changed(row, marks):
    while True:
        out = [label(marks) if random.random() < 0.25 else l for l in row]
        if allowed(out):
            return out


def score(jars, truth, said):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as f:
        for t, s in zip(truth, said):
            for a, b in zip(t, s):
                f.write("w\t%s\t%s\n" % (a, b))
            f.write("-X-\tO\tO\n")
    out = subprocess.run(
        ["java", "-cp", os.path.join(jars, "*"),
         "edu.stanford.nlp.stats.MultiClassChunkEvalStats", "-i", f.name],
        capture_output=True, text=True, check=True)
    os.remove(f.name)
    text = out.stdout + out.stderr
    n = re.search(r"with (\d+) phrases; found: (\d+) phrases; correct: (\d+)", text)
    types = {}
    for m in re.finditer(
            r"^\s+(\S+): precision:\s+([\d.]+)%; recall:\s+([\d.]+)%; FB1:\s+([\d.]+)\s+(\d+)", text, re.M):
        types[m[1]] = {"precision": float(m[2]), "recall": float(m[3]), "f1": float(m[4]), "said": int(m[5])}
    return {"truth": int(n[1]), "said": int(n[2]), "right": int(n[3]), "types": types}


cases = []
for name, marks in SCHEMES.items():
    for _ in range(4):
        truth = [draw(marks, random.randint(1, 9)) for _ in range(30)]
        said = [changed(row, marks) for row in truth]
        cases.append({
            "scheme": name,
            "truth": [" ".join(r) for r in truth],
            "said": [" ".join(r) for r in said],
            "expected": score(sys.argv[1], truth, said)})
json.dump({"by": "CoreNLP 4.5.10 MultiClassChunkEvalStats", "cases": cases}, sys.stdout, indent=1)
print()
