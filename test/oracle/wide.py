"""Expected results of 128- and 256-bit arithmetic, by Python's integers.

Run by hand:  python3 test/oracle/wide.py > test/unit/wide_expected.h
"""
import random
import sys

random.seed(20)
print(f"/* Written by test/oracle/wide.py with Python {sys.version.split()[0]}. */\n")


def text(value, groups):
    sign, value = ("-", -value) if value < 0 else ("", value)
    digits = str(value)
    if groups:
        digits = digits.rjust(4 * groups + 1, "0")
        digits = digits[: -4 * groups] + "." + digits[-4 * groups :]
    return sign + digits


print("static const struct product_case\n{\n\tconst char *a, *b, *product, *sum;\n} product_cases[] = {")
edge = [0, 1, -1, 2**63 - 1, -(2**63), 2**64, -(2**64), 10**36, -(10**36), 2**127 - 1, -(2**127) + 1]
pairs = [(a, b) for a in edge for b in edge[::2]]
pairs += [(random.randint(-(2**k), 2**k), random.randint(-(2**m), 2**m))
          for k in (10, 60, 64, 100, 126) for m in (8, 63, 90, 126)]
for a, b in pairs:
    print(f'\t{{"{a}", "{b}",\n\t\t"{a * b}", "{a + b}"}},')
print("};\n")

print("static const struct text_case\n{\n\tconst char *text;\n\tint groups, finer;\n\tconst char *scaled;\n\tdouble value;\n} text_cases[] = {")
for value, groups, finer in [(0, 0, 2), (0, 3, 1), (1, 1, 1), (-1, 2, 0), (12345678, 1, 3), (-99999999, 2, 5),
                             (10**40 + 7, 4, 2), (-(10**60), 3, 1), (2**200 + 1, 9, 2), (3, 18, 0)]:
    from fractions import Fraction
    v = float(Fraction(value, 10000**groups))
    print(f'\t{{"{text(value, groups)}", {groups}, {finer},\n\t\t"{text(value * 10000**finer, groups + finer)}", {v!r}}},')
print("};")
