/*
 * design.c - the rows of a regression, a block at a time.
 */
#include "design.h"

#include <string.h>

/* How many parameters a model over this design has. */
int
eh_design_parameters(const eh_design *d)
{
	return eh_design_factor_start(d, d->nfactors);
}

/* The first parameter of a factor; past the last factor, their number. */
int
eh_design_factor_start(const eh_design *d, int factor)
{
	int p = (d->intercept ? 1 : 0) + d->ndense;

	for (int f = 0; f < factor; f++)
		p += d->nlevels[f] - 1;
	return p;
}

/*
 * eh_design_expand - a block as columns of numbers, one for each parameter.
 *
 *	centre, scale	ndense each: column j becomes (x - centre) * scale
 *	z				out: eh_design_parameters(d) columns of EH_BLOCK; the
 *					intercept is 1 and a level's indicator is 0 or 1
 */
void
eh_design_expand(const eh_design *d, const eh_block *block,
	const double *centre, const double *scale, double *z)
{
	int n = block->n;

	if (d->intercept)
	{
		for (int i = 0; i < EH_BLOCK; i++)
			z[i] = 1.0;
		z += EH_BLOCK;
	}
	for (int j = 0; j < d->ndense; j++)
	{
		const double *x = block->x + (size_t) j * EH_BLOCK;

		for (int i = 0; i < EH_BLOCK; i++)
			z[i] = (x[i] - centre[j]) * scale[j];
		z += EH_BLOCK;
	}
	for (int f = 0; f < d->nfactors; f++)
	{
		const int32_t *code = block->code + (size_t) f * EH_BLOCK;
		int levels = d->nlevels[f] - 1;

		memset(z, 0, sizeof(double) * EH_BLOCK * (size_t) levels);
		for (int i = 0; i < n; i++)
		{
			int column = code[i] - (code[i] > d->reference[f]);

			if (code[i] != d->reference[f])
				z[(size_t) column * EH_BLOCK + i] = 1.0;
		}
		z += (size_t) levels * EH_BLOCK;
	}
}
