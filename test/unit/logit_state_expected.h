/* Written by test/oracle/logit_state.R with R version 4.2.2 Patched (2022-11-10 r83330). */

#define R_ROWS 20000

static const double r_ones = 6454;
static const double r_slope[3] = {
	0.69148769633386864, -0.46395338689090815, 0.71792881908034845};
static const double r_error[3] = {
	0.015401748434724891, 0.01941919618934853, 0.03523761908050161};
static const double r_log_lik = -10987.143105174962;
