"""BLEU and chrF2 of made-up lines, by sacreBLEU 2.6.0 with its defaults and one reference.

python3 text_match.py > text_match.json
"""
import json, random
import sacrebleu

random.seed(8)
WORDS = ["the", "dog", "bit", "him,", "first.", "1,500.75", "3-4", "naïve", "a.b", "U.S.", "(no)",
         "it's", "&quot;yes&quot;", "x/y", "漢字", "50%", "end-of-line", "🙂", "“so”", "A", "a"]


def line(low, high):
    return " ".join(random.choice(WORDS) for _ in range(random.randint(low, high)))


def changed(text):
    words = text.split(" ")
    return " ".join(random.choice(WORDS) if random.random() < 0.3 else w
                    for w in words if random.random() < 0.85)


CASES = [
    ([l], [changed(l)]) for l in (line(4, 12) for _ in range(6))
] + [
    (ls, [changed(l) for l in ls])
    for ls in ([line(0, 9) for _ in range(n)] for n in (2, 5, 20, 50))
] + [
    (["The dog bit the man.", "It was not unexpected.", "The man bit him first."],
     ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."]),
    (["a b c d e"], ["a b c d e"]),
    (["a b c d e"], ["v w x y z"]),
    (["a b c d e"], ["a v w x y"]),
    (["a b c"], ["a b c"]),
    (["", "a"], ["", ""]),
    (["", "a b c d"], ["a b", "a b c d"]),
    (["one  two\tthree four"], ["one two three four five"]),
]

print(json.dumps([
    {
        "truth": truth,
        "said": said,
        "bleu": sacrebleu.corpus_bleu(said, [truth]).score,
        "chrf": sacrebleu.corpus_chrf(said, [truth]).score,
    }
    for truth, said in CASES
], indent=1))
