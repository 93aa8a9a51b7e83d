# Expected random numbers, by Python.  Run by hand:
#
#	python3 test/oracle/random.py > test/unit/random_expected.h
#
# xoshiro256++ of Blackman and Vigna (2021), figure 1 and table 2 of their paper
# (a = 17, b = 45, R = 23), its state four outputs of splitmix64 (Steele, Lea and
# Flood 2014), in whole numbers of any size; and the standard normal quantile of
# the first numbers by mpmath.
from mpmath import mp, mpf, erfinv, sqrt

mp.dps = 40
M = 2 ** 64 - 1


def splitmix(x):
    while True:
        x = x + 0x9E3779B97F4A7C15 & M
        z = x
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & M
        z = (z ^ z >> 27) * 0x94D049BB133111EB & M
        yield z ^ z >> 31


def rol(x, k):
    return (x << k | x >> 64 - k) & M


def step(s):
    """One step, word for word as the paper's table has it."""
    out = rol(s[0] + s[3] & M, 23) + s[0] & M
    t = s[1] << 17 & M
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rol(s[3], 45)
    return out


print("/* Written by test/oracle/random.py. */\n")
print("static const struct random_case\n{\n\tuint64_t seed, bits[6];\n\tdouble normal;\n} random_cases[] = {")
for seed in (0, 1, 42, M):
    g = splitmix(seed)
    s = [next(g) for _ in range(4)]
    bits = [step(s) for _ in range(6)]
    u = (mpf(bits[0] >> 11) + mpf(1) / 2) / 2 ** 53
    z = sqrt(mpf(2)) * erfinv(2 * u - 1)
    print("\t{UINT64_C(%d), {%s}, %s}," % (seed, ", ".join("UINT64_C(%d)" % v for v in bits), mp.nstr(z, 17)))
print("};")
