"""Expected least squares of NIST's reference problems, in exact arithmetic.

Run by hand:

    python3 test/oracle/linear.py > test/unit/linear_nist_expected.h
    python3 test/oracle/linear.py sql > test/t/linear_nist.sql

Data and certified values are those of NIST's Statistical Reference Datasets,
linear regression (a work of the US government), as GSL's multifit/test_filip.c,
test_longley.c and test_pontius.c and public copies of the .dat files have them;
Wampler's responses are made by his formula.  Rational arithmetic finds the
least squares of the decimals, which must be the certified values, and those of
the doubles that a program is given: a power of x is rounded, and where columns
nearly depend on each other the answer is another.
"""
import sys
from fractions import Fraction as F

import mpmath

mpmath.mp.dps = 60

NORRIS = """0.1 0.2 338.8 337.4 118.1 118.2 888.0 884.6 9.2 10.1 228.1 226.5
668.5 666.3 998.5 996.3 449.1 448.6 778.9 777.0 559.2 558.2 0.3 0.4 0.1 0.6
778.1 775.5 668.8 666.9 339.3 338.0 448.9 447.5 10.8 11.6 557.7 556.0 228.3
228.1 998.0 995.8 888.8 887.6 119.6 120.2 0.3 0.3 0.6 0.3 557.6 556.8 339.3
339.1 888.0 887.2 998.5 999.0 778.9 779.0 10.2 11.1 117.6 118.3 228.9 229.2
668.4 669.1 449.2 448.9 0.2 0.5"""
PONTIUS = """.11019 .21956 .32949 .43899 .54803 .65694 .76562 .87487 .98292
1.09146 1.20001 1.30822 1.41599 1.52399 1.63194 1.73947 1.84646 1.95392 2.06128
2.16844 .11052 .22018 .32939 .43886 .54798 .65739 .76596 .87474 .98300 1.09150
1.20004 1.30818 1.41613 1.52408 1.63159 1.73965 1.84696 1.95445 2.06177 2.16829"""
LONGLEY = """60323 83.0 234289 2356 1590 107608 1947 61122 88.5 259426 2325
1456 108632 1948 60171 88.2 258054 3682 1616 109773 1949 61187 89.5 284599 3351
1650 110929 1950 63221 96.2 328975 2099 3099 112075 1951 63639 98.1 346999 1932
3594 113270 1952 64989 99.0 365385 1870 3547 115094 1953 63761 100.0 363112 3578
3350 116219 1954 66019 101.2 397469 2904 3048 117388 1955 67857 104.6 419180
2822 2857 118734 1956 68169 108.4 442769 2936 2798 120445 1957 66513 110.8
444546 4681 2637 121950 1958 68655 112.6 482704 3813 2552 123366 1959 69564
114.2 502601 3931 2514 125368 1960 69331 115.7 518173 4806 2572 127852 1961
70551 116.9 554894 4007 2827 130081 1962"""
FILIP_X = """-6.860120914 -4.324130045 -4.358625055 -4.358426747 -6.955852379
-6.661145254 -6.355462942 -6.118102026 -7.115148017 -6.815308569 -6.519993057
-6.204119983 -5.853871964 -6.109523091 -5.79832982 -5.482672118 -5.171791386
-4.851705903 -4.517126416 -4.143573228 -3.709075441 -3.499489089 -6.300769497
-5.953504836 -5.642065153 -5.031376979 -4.680685696 -4.329846955 -3.928486195
-8.56735134 -8.363211311 -8.107682739 -7.823908741 -7.522878745 -7.218819279
-6.920818754 -6.628932138 -6.323946875 -5.991399828 -8.781464495 -8.663140179
-8.473531488 -8.247337057 -7.971428747 -7.676129393 -7.352812702 -7.072065318
-6.774174009 -6.478861916 -6.159517513 -6.835647144 -6.53165267 -6.224098421
-5.910094889 -5.598599459 -5.290645224 -4.974284616 -4.64454848 -4.290560426
-3.885055584 -3.408378962 -3.13200249 -8.726767166 -8.66695597 -8.511026475
-8.165388579 -7.886056648 -7.588043762 -7.283412422 -6.995678626 -6.691862621
-6.392544977 -6.067374056 -6.684029655 -6.378719832 -6.065855188 -5.752272167
-5.132414673 -4.811352704 -4.098269308 -3.66174277 -3.2644011"""
FILIP_Y = """0.8116 0.9072 0.9052 0.9039 0.8053 0.8377 0.8667 0.8809 0.7975
0.8162 0.8515 0.8766 0.8885 0.8859 0.8959 0.8913 0.8959 0.8971 0.9021 0.909
0.9139 0.9199 0.8692 0.8872 0.89 0.891 0.8977 0.9035 0.9078 0.7675 0.7705 0.7713
0.7736 0.7775 0.7841 0.7971 0.8329 0.8641 0.8804 0.7668 0.7633 0.7678 0.7697
0.77 0.7749 0.7796 0.7897 0.8131 0.8498 0.8741 0.8061 0.846 0.8751 0.8856 0.8919
0.8934 0.894 0.8957 0.9047 0.9129 0.9209 0.9219 0.7739 0.7681 0.7665 0.7703
0.7702 0.7761 0.7809 0.7961 0.8253 0.8602 0.8809 0.8301 0.8664 0.8834 0.8898
0.8964 0.8963 0.9074 0.9119 0.9228"""
WAMPLER = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048,
           -2048, 1838, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 759]


def numbers(text):
    return [F(word) for word in text.split()]


def powers(x, degree):
    return [[v**k for k in range(1, degree + 1)] for v in x]


def solve(a, b):
    """a x = b in rationals; b has several columns."""
    n = len(a)
    m = [row[:] + right[:] for row, right in zip(a, b)]
    for i in range(n):
        pivot = next(r for r in range(i, n) if m[r][i] != 0)
        m[i], m[pivot] = m[pivot], m[i]
        m[i] = [v / m[i][i] for v in m[i]]
        for r in range(n):
            if r != i and m[r][i] != 0:
                m[r] = [v - m[r][i] * w for v, w in zip(m[r], m[i])]
    return [row[n:] for row in m]


def fit(y, x, intercept):
    rows = [([F(1)] if intercept else []) + row for row in x]
    p = len(rows[0])
    gram = [[sum(r[i] * r[j] for r in rows) for j in range(p)] for i in range(p)]
    right = [[sum(r[i] * v for r, v in zip(rows, y))] +
             [F(int(i == j)) for j in range(p)] for i in range(p)]
    done = solve(gram, right)
    beta = [row[0] for row in done]
    rss = sum((v - sum(b * c for b, c in zip(beta, r)))**2 for r, v in zip(rows, y))
    mean = sum(y) / len(y) if intercept else 0
    tss = sum((v - mean)**2 for v in y)
    variance = rss / (len(y) - p)
    root = lambda v: mpmath.sqrt(mpmath.mpf(v.numerator) / v.denominator)
    return {"beta": beta, "se": [root(variance * done[i][1 + i]) for i in range(p)],
            "sigma": root(variance), "rss": rss, "r2": 1 - rss / tss,
            "f": (tss - rss) / (p - intercept) / variance if rss else None}


def agree(name, got, certified):
    """Every digit printed, but for the last."""
    for g, c in zip(got, certified):
        value = mpmath.mpf(g.numerator) / g.denominator if isinstance(g, F) else g
        if mpmath.mpf(c) == 0:
            assert value == 0, (name, c)
        else:
            assert abs(value / mpmath.mpf(c) - 1) < mpmath.mpf("2e-14"), (name, c, value)


norris = numbers(NORRIS)
longley = numbers(LONGLEY)
steps = [F(i) for i in range(21)]
wampler = [sum(v**k for k in range(6)) for v in steps]
PROBLEMS = [
    # name, y, x, intercept, beta, se, sigma, r2 as certified
    ("Norris", norris[0::2], powers(norris[1::2], 1), True,
     ["-0.262323073774029", "1.00211681802045"],
     ["0.232818234301152", "0.429796848199937E-03"], "0.884796396144373", "0.999993745883712"),
    ("Pontius", numbers(PONTIUS), powers([F(150000 * (i % 20 + 1)) for i in range(40)], 2), True,
     ["0.673565789473684E-03", "0.732059160401003E-06", "-0.316081871345029E-14"],
     ["0.107938612033077E-03", "0.157817399981659E-09", "0.486652849992036E-16"], None, None),
    ("NoInt1", [F(130 + i) for i in range(11)], [[F(60 + i)] for i in range(11)], False,
     ["2.07438016528926"], ["0.165289256198347E-01"], None, None),
    ("NoInt2", [F(3), F(4), F(4)], [[F(4)], [F(5)], [F(6)]], False,
     ["0.727272727272727"], ["0.420827318078432E-01"], None, None),
    ("Longley", longley[0::7], [longley[7 * i + 1:7 * i + 7] for i in range(16)], True,
     ["-3482258.63459582", "15.0618722713733", "-0.358191792925910E-01", "-2.02022980381683",
      "-1.03322686717359", "-0.511041056535807E-01", "1829.15146461355"],
     ["890420.383607373", "84.9149257747669", "0.334910077722432E-01", "0.488399681651699",
      "0.214274163161675", "0.226073200069370", "455.478499142212"], None, None),
    ("Filip", numbers(FILIP_Y), powers(numbers(FILIP_X), 10), True,
     ["-1467.48961422980", "-2772.17959193342", "-2316.37108160893", "-1127.97394098372",
      "-354.478233703349", "-75.1242017393757", "-10.8753180355343", "-1.06221498588947",
      "-0.670191154593408E-01", "-0.246781078275479E-02", "-0.402962525080404E-04"],
     ["298.084530995537", "559.779865474950", "466.477572127796", "227.204274477751",
      "71.6478660875927", "15.2897178747400", "2.23691159816033", "0.221624321934227",
      "0.142363763154724E-01", "0.535617408889821E-03", "0.896632837373868E-05"],
     "0.334801051324544E-02", "0.996727416185620"),
    ("Wampler1", wampler, powers(steps, 5), True, ["1"] * 6, ["0"] * 6, "0", "1"),
    ("Wampler2", [sum((v / 10)**k for k in range(6)) for v in steps], powers(steps, 5), True,
     ["1", "0.1", "0.01", "0.001", "0.0001", "0.00001"], ["0"] * 6, "0", "1"),
]
for name, times, sds, sigma, r2 in [
        ("Wampler3", 1, ["2152.32624678170", "2363.55173469681", "779.343524331583",
                         "101.475507550350", "5.64566512170752", "0.112324854679312"],
         "2360.14502379268", None),
        ("Wampler4", 100, ["215232.624678170", "236355.173469681", "77934.3524331583",
                           "10147.5507550350", "564.566512170752", "11.2324854679312"],
         "236014.502379268", "0.957478440825662"),
        ("Wampler5", 10000, ["21523262.4678170", "23635517.3469681", "7793435.24331583",
                             "1014755.07550350", "56456.6512170752", "1123.24854679312"],
         "23601450.2379268", "0.224668921574940E-02")]:
    PROBLEMS.append((name, [w + times * e for w, e in zip(wampler, WAMPLER)],
                     powers(steps, 5), True, ["1"] * 6, sds, sigma, r2))


def checked():
    """Each problem with the answers of its decimals and of its doubles."""
    for name, y, x, intercept, beta, se, sigma, r2 in PROBLEMS:
        exact = fit(y, x, intercept)
        agree(name, exact["beta"], beta)
        agree(name, exact["se"], se)
        for got, want in ((exact["sigma"], sigma), (exact["r2"], r2)):
            if want:
                agree(name, [got], [want])
        given_y = [F(float(v)) for v in y]
        given_x = [[F(float(v)) for v in r] for r in x]
        given = fit(given_y, given_x, intercept)
        worst = max(abs(float(g / e - 1)) for g, e in zip(given["beta"], exact["beta"]))
        print(f"{name}: the doubles' least squares are within {worst:.1e} of the certified", file=sys.stderr)
        yield name, given_y, given_x, intercept, exact, given


def row(values):
    return "{" + ", ".join(repr(float(v)) for v in values) + "}"


def write_c():
    print(f"/* Written by test/oracle/linear.py with Python {sys.version.split()[0]}. */\n")
    print("#define NIST_ROWS 82\n#define NIST_COLUMNS 11\n")
    print("/* certified: of the decimals; given: of the doubles below */")
    print("static const struct nist_case\n{\n\tconst char *name;\n\tint n, k, intercept;\n"
          "\tdouble x[NIST_ROWS * 10], y[NIST_ROWS]; /* x by columns */\n"
          "\tdouble certified[NIST_COLUMNS], given[NIST_COLUMNS], se[NIST_COLUMNS];\n"
          "\tdouble sigma, rss, r2, f; /* of the doubles; no f: 0 */\n} nist_cases[] = {")
    for name, y, x, intercept, exact, given in checked():
        columns = [r[j] for j in range(len(x[0])) for r in x]
        print(f'\t{{"{name}", {len(y)}, {len(x[0])}, {int(intercept)},\n\t\t{row(columns)},\n\t\t{row(y)},\n'
              f'\t\t{row(exact["beta"])},\n\t\t{row(given["beta"])},\n\t\t{row(given["se"])},\n'
              f'\t\t{float(given["sigma"])!r}, {float(given["rss"])!r}, {float(given["r2"])!r}, '
              f'{float(given["f"]) if given["f"] else 0.0!r}}},')
    print("};")


def number(v):
    return repr(float(v)) if v else "NULL"


def write_sql():
    """Rows with x as an array, and of each term (0 the intercept) the answers."""
    print(f"-- Written by test/oracle/linear.py with Python {sys.version.split()[0]}.")
    print("CREATE TABLE nist (problem text, i integer, y float8, x float8[]);")
    print("CREATE TABLE nist_fit (problem text, terms integer, intercept boolean, sigma float8, rss float8, r2 float8, f float8);")
    print("CREATE TABLE nist_term (problem text, k integer, certified float8, given float8, std_error float8);")
    for name, y, x, intercept, exact, given in checked():
        lines = [f"('{name}', {i}, {float(v)!r}, '{row(r)}')" for i, (v, r) in enumerate(zip(y, x))]
        print("INSERT INTO nist VALUES\n\t" + ",\n\t".join(lines) + ";")
        print(f"INSERT INTO nist_fit VALUES ('{name}', {len(x[0])}, {str(intercept).lower()}, "
              f"{float(given['sigma'])!r}, {float(given['rss'])!r}, {float(given['r2'])!r}, {number(given['f'])});")
        lines = [f"('{name}', {k + (not intercept)}, {float(e)!r}, {float(g)!r}, {float(s)!r})"
                 for k, (e, g, s) in enumerate(zip(exact["beta"], given["beta"], given["se"]))]
        print("INSERT INTO nist_term VALUES\n\t" + ",\n\t".join(lines) + ";")


write_sql() if sys.argv[1:] == ["sql"] else write_c()
