/*
 * wide.c - 128- and 256-bit arithmetic, against Python's integers.
 */
#include "unit.h"

#include "state/wide.h"

#include "wide_expected.h"

static eh_wide256
wide(const char *text)
{
	eh_wide256 w = {{0}};
	int groups;

	if (!eh_wide256_from_text(&text, &groups, &w))
		ok(false, "%s can be read", text);
	return w;
}

static bool
is(const eh_wide256 *w, int groups, const char *want)
{
	char text[EH_WIDE_TEXT];

	eh_wide256_to_text(w, groups, text);
	if (strcmp(text, want) == 0)
		return true;
	printf("# got %s\n# want %s\n", text, want);
	return false;
}

static void
products(const struct product_case *c)
{
	eh_wide256 a = wide(c->a);
	eh_wide256 b = wide(c->b);
	eh_wide256 product;
	eh_wide256 sum = a;
	eh_int128 x, y;

	if (!ok(eh_wide256_to128(&a, &x) && eh_wide256_to128(&b, &y), "%s and %s",
			c->a, c->b))
		return;
	eh_wide256_product(x, y, &product);
	ok(is(&product, 0, c->product), "product");
	ok(eh_wide256_add(&sum, &b) && is(&sum, 0, c->sum), "sum");
	ok(eh_wide256_subtract(&sum, &b) && is(&sum, 0, c->a), "and back");
	sum = a;
	ok(eh_wide256_add128(&sum, y) && is(&sum, 0, c->sum), "sum of a half");
	sum = a;
	ok(y < 0 || (eh_wide256_add_positive(&sum, (eh_uint128) y) &&
					is(&sum, 0, c->sum)),
		"sum of a positive half");
}

static void
texts(const struct text_case *c)
{
	const char *s = c->text;
	eh_wide256 w;
	eh_dd value;
	int groups;

	ok(eh_wide256_from_text(&s, &groups, &w) && *s == '\0' &&
			groups == c->groups && is(&w, groups, c->text),
		"%s is read and written", c->text);
	value = eh_wide256_to_dd(&w, groups);
	near(value.hi, c->value, DBL_EPSILON, 0.0, "value");
	ok(eh_wide256_scale(&w, c->finer) && is(&w, groups + c->finer, c->scaled),
		"%d groups finer", c->finer);
}

static void
refusals(void)
{
	static const char *const bad[] = {"", "-", ".5", "1.", "1.5", "1.23", "+1",
		"x", " 1",
		"57896044618658097711785492504343953926634992332820282019728"
		"792003956564819968"};
	eh_wide256 w;
	eh_wide256 most = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, INT64_MAX}};
	eh_wide256 least = {{0, 0, 0, UINT64_C(1) << 63}};
	eh_wide256 one = {{1, 0, 0, 0}};
	eh_wide128 most128;
	int groups;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
	{
		const char *s = bad[i];

		ok(!eh_wide256_from_text(&s, &groups, &w) || *s != '\0',
			"\"%s\" is refused", bad[i]);
	}
	w = most;
	ok(!eh_wide256_add(&w, &one) && memcmp(&w, &most, sizeof(w)) == 0,
		"most + 1 is refused and changes nothing");
	ok(!eh_wide256_add_positive(&w, 1), "so is it by the short way");
	ok(!eh_wide256_add128(&w, 1), "and by the middle one");
	w = least;
	ok(!eh_wide256_add128(&w, -1) && memcmp(&w, &least, sizeof(w)) == 0,
		"least - 1 is refused and changes nothing");
	ok(!eh_wide256_subtract(&w, &one), "also as a subtraction");
	ok(!eh_wide256_scale(&most, 1), "most cannot be scaled");
	eh_wide128_set(&most128, (eh_int128) (((eh_uint128) 1 << 127) - 1));
	ok(!eh_wide128_add(&most128, 1), "128 bits: most + 1 is refused");
	ok(!eh_wide128_subtract(&most128, -1), "and most - -1");
	ok(!eh_wide128_scale(&most128, 1), "and most * 10000");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(product_cases) / sizeof(*product_cases); i++)
		products(&product_cases[i]);
	for (size_t i = 0; i < sizeof(text_cases) / sizeof(*text_cases); i++)
		texts(&text_cases[i]);
	refusals();
	return done();
}
