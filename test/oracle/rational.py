"""Expected nearest fractions, by Python's Fraction.limit_denominator().

Run by hand:  python3 test/oracle/rational.py > test/unit/rational_expected.h
"""
import random
import sys
from fractions import Fraction

random.seed(3)
print(f"/* Written by test/oracle/rational.py with Python {sys.version.split()[0]}. */\n")
print("static const struct fraction_case\n{\n\tdouble value;\n\tint most;\n\tlong long numerator;\n\tint denominator;\n} fraction_cases[] = {")
values = [0.0, 1.0, 2 / 3, 0.731, 0.68, 0.479, 1.328, 0.5154, 0.909, 3.14159265358979, 1e-9, 12345.678, -0.4, 0.999999]
values += [random.random() * 10 ** random.randint(-3, 3) for _ in range(60)]
for v in values:
    for most in (1, 2, 3, 5, 10, 100, 1000000):
        f = Fraction(v).limit_denominator(most)
        print(f"\t{{{v!r}, {most}, {f.numerator}, {f.denominator}}},")
print("};")
