# change.py - gaps, growth and price levels in exact fractions; writes
# test/unit/change_expected.h:
#
#	python3 test/oracle/change.py > test/unit/change_expected.h
#
# Areas are made with a seed: spend to the penny, some of it negative, and two
# far larger than the rest whose gaps cancel, so that a plain sum in doubles
# would be wrong from the tenth digit on.
import random
from fractions import Fraction

random.seed(251)
areas = []
for i in range(60):
    base = Fraction(random.randint(-10**6, 10**9), 100)
    now = Fraction(random.randint(-10**6, 10**9), 100)
    children = random.randint(200, 300000), random.randint(200, 300000)
    if i in (20, 41):
        base, now = Fraction(10**16 * (i == 20)), Fraction(10**16 * (i == 41))
        children = 1000, 1000
    areas.append((base, children[0], now, children[1]))
doubles = [(Fraction(float(a)), b, Fraction(float(c)), d)
           for a, b, c, d in areas]


def gap(a, b, c, d):
    return (a / b - c / d) * d


def text(x):
    return repr(float(x))


own = [gap(*a) for a in doubles]
total = [sum(a[k] for a in doubles) for k in range(4)]
print('/* Written by test/oracle/change.py (Python, exact fractions). */')
print('static const eh_change areas[] = {')
for a in doubles:
    print('\t{%s, %d, %s, %d},' % (text(a[0]), a[1], text(a[2]), a[3]))
print('};\nstatic const double own_gaps[] = {')
for g in own:
    print('\t%s,' % text(g))
print('};')
print('#define GAP_OF_TOTALS %s' % text(gap(*total)))
print('#define SUM_OF_GAPS %s' % text(sum(own)))
print('#define SUM_OF_SHORTFALLS %s' % text(sum(g for g in own if g > 0)))
print('#define AREAS_SHORT %d' % sum(g > 0 for g in own))
# 100 pounds of a year ending 2011, 2016 in those of 2019: the levels printed
# with Webb, Bennett and Bywaters (2022).
for year, level in ((2011, '87.103375'), (2016, '94.08355')):
    print('#define HUNDRED_OF_%d %s'
          % (year, text(Fraction(100) * 100 / Fraction(level))))
