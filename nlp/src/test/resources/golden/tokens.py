# Golden values for TokenizeTest, by Python 3.11.2 (Unicode 14.0) and scikit-learn 1.2.1:
#   python3 tokens.py > tokens.json
import hashlib
import json
import random
import re
import unicodedata
from sklearn.feature_extraction.text import (
    CountVectorizer,
    strip_accents_ascii,
    strip_accents_unicode,
)

known = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cn", "Cs")]


def ranges(chars):
    out = []
    for ch in chars:
        c = ord(ch)
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return out


def prints(f):
    """A SHA-256 of f of every known code point, for each 1024 code points that have some."""
    blocks = {}
    for ch in known:
        blocks.setdefault(ord(ch) >> 10, []).append(f(ch))
    return {
        str(b): hashlib.sha256("\n".join(v).encode("utf-8", "surrogatepass")).hexdigest()
        for b, v in blocks.items()
        if any(f(chr(c)) != chr(c) for c in range(b << 10, (b + 1) << 10))
    }


rnd = random.Random(4)
interesting = list("aAzZ09_ -'.,:;!?\t\n\r\f\v\x00\x1c\x1f\x7f\x85\xa0\xad") + list(
    "éÉßẞİıſKΑΣσςΩάΆǅǆﬁﬀŉΐ½²٣४Ⅷⅷ①〇一漢字かなカナ한글हिन्दीไทยעבריתعربي‿⁀"
) + ["\u0301", "\u0345", "\u0334", "\u200d", "\ufe0f", "\u2028", "\u3000", "\ufeff", "😀", "👩‍💻", "🇩🇪",
     "𝐀𝐛𝟘", "𐐀𐐨", "𠀀", "𞤀𞤢", "\U000e0061", "\uffff", "\U0010ffff", "\u00aa", "\u02b0", "\u0903", "\u20dd"]
strange = ["", " ", "a", "ab", "a b", "_", "__", "a_b-c", "Hello, WORLD", "can't won't", "x1 2y 33", "İstanbul IŞIK",
           "ΌΔΟΣ ΣΑΣ Σ ΑΣ. ΑΣ'Α ΑΣ\u0301 ΑΣ\u0301Α ᾼΣ ⅧΣ ⓐΣ", "e\u0301te\u0301 été", "naïve café ﬁn ½ cup", "日本語 テキスト", "नमस्ते दुनिया",
           "👩‍💻 codes 😀", "𝐀𝐛𝟘 𐐀𐐨", "a\u200db", "a\u00adb", "don\u2019t", "a.b.c", "١٢٣ ४५६", "tab\tnew\nline", "\u0000ab\u0000cd"]
for _ in range(220):
    strange.append("".join(rnd.choice(interesting if rnd.random() < .7 else known) for _ in range(rnd.randrange(1, 40))))

grid = []
for lower in (True, False):
    for accents in (None, "unicode", "ascii"):
        analyze = CountVectorizer(lowercase=lower, strip_accents=accents).build_analyzer()
        grid.append({"lowercase": lower, "accents": accents or "none", "tokens": [analyze(s) for s in strange]})
patterns = []
for p in [r"(?u)\b\w+\b", r"\w{3,}", r"\b\w\w+", r"\w+"]:
    analyze = CountVectorizer(token_pattern=p).build_analyzer()
    patterns.append({"pattern": p, "tokens": [analyze(s) for s in strange]})
ascii_only = ["".join(ch for ch in s if 32 <= ord(ch) < 127 or ch in "\t\n") for s in strange]
for p in [r"[a-z]+", r"(?:^|\s)([a-z]+)", r"a(b)?", r"\S+", r"[^ ]+(?=,)"]:
    analyze = CountVectorizer(token_pattern=p).build_analyzer()
    patterns.append({"pattern": p, "ascii": True, "tokens": [[t for t in analyze(s) if t] for s in ascii_only]})

print(json.dumps({
    "known": ranges(known),
    "word": ranges(ch for ch in known if re.match(r"\w", ch)),
    "space": ranges(ch for ch in known if re.match(r"\s", ch)),
    "lower": prints(str.lower),
    "accents_unicode": prints(strip_accents_unicode),
    "accents_ascii": prints(strip_accents_ascii),
    "texts": strange,
    "ascii_texts": ascii_only,
    "grid": grid,
    "patterns": patterns,
}, separators=(",", ":")))
