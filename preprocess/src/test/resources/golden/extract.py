# Golden values for ExtractTest, by pandas 1.5.3:
#   python3 extract.py > extract.json
import json
import pandas as pd

text = pd.Series([
    "300.0HP 3.7L V6 Cylinder Engine Flex Fuel Capability",
    "3.5 Liter DOHC",
    "Electric Motor Electric Fuel System",
    "1,020 hp, towing 11,500 lb",
    "-4.5 degrees, then 7",
    "V12",
    "12.",
    "",
])
patterns = {
    "first": r"(-?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)",
    "horsepower": r"(?i)([0-9.,]+) ?HP",
    "litres": r"([0-9.]+) ?L(?:iter)?\b",
    "optional": r"V([0-9]+)?",
}
out = {"text": list(text), "patterns": patterns, "numbers": {}}
for name, pattern in patterns.items():
    v = pd.to_numeric(text.str.extract(pattern, expand=False).str.replace(",", "", regex=False))
    out["numbers"][name] = [None if pd.isna(x) else float(x) for x in v]
print(json.dumps(out))
