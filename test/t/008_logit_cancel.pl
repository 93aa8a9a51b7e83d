# A fit can be cancelled wherever it is, leaves nothing behind, and its memory
# does not grow over many fits.
use strict;
use warnings;
use Test::More;
use Earlyhelp;

my $node = server('logit_cancel');
my $columns = join ', ', map { "sin(i * $_.7) AS x$_" } 1 .. 40;
my $x = join ', ', map { "x$_" } 1 .. 40;
$node->safe_psql('postgres', "CREATE EXTENSION earlyhelp;
	CREATE TABLE wide AS SELECT i % 3 = 0 AS y, i % 5000 AS g, $columns FROM generate_series(1, 60000) AS i");
$node->safe_psql('postgres', 'ANALYZE wide');

# How long a whole fit takes here; each cancel falls somewhere inside it.
my $fit = "SELECT earlyhelp.glance(f) IS NULL FROM (SELECT earlyhelp.logit(y, $x) AS f FROM wide) AS t";
my ($whole) = $node->safe_psql('postgres', "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) $fit") =~ /Execution Time: ([\d.]+)/;
cmp_ok($whole, '>', 20, "a whole fit takes $whole ms");
for my $tenths (1 .. 9)
{
	my $limit = int($whole * $tenths / 10) + 1;
	my ($rc, $out, $err) = $node->psql('postgres', "SET statement_timeout = $limit; $fit");
	ok($rc == 0 || $err =~ /canceling statement due to statement timeout/,
		"a limit of $limit ms " . ($rc == 0 ? 'was enough' : 'ended it'));
}
is($node->safe_psql('postgres', $fit), 'f', 'and the next fit is as good as ever');

# With profiles a fit takes many seconds: a cancel lands within half a second,
# in the survey, the fit or the profiles.  firth_logit has none at 41 terms.
my %call = (logit_profile => $x, firth_logit => join(', ', map { "x$_" } 1 .. 24));
for my $aggregate (sort keys %call)
{
	for my $limit (0.15, 0.4, 0.9, 1.6, 2.5)
	{
		my $took = ended_after($node, $limit, "SELECT earlyhelp.$aggregate(y, $call{$aggregate}) FROM wide", '');
		cmp_ok($took || 9, '<', $limit + 0.5, "$aggregate: a limit of $limit s ended it after $took s");
	}
}

# Many fits in one session: the context that held them is as small after a
# thousand as after a hundred.
my $watched = $node->safe_psql('postgres', q{
	CREATE FUNCTION fits(n integer) RETURNS bigint LANGUAGE plpgsql AS $$
	DECLARE bytes bigint;
	BEGIN
		FOR i IN 1 .. n LOOP
			PERFORM earlyhelp.logit(y, x1, x2, x3) FROM wide WHERE g = i % 5000;
			PERFORM earlyhelp.logit_profile(y, x1) FROM wide WHERE g = i % 5000;
			PERFORM earlyhelp.firth_logit(y, x1) FROM wide WHERE g = i % 5000;
			BEGIN
				PERFORM earlyhelp.logit(g, x1) FROM wide WHERE g = 2 + i % 4000;
			EXCEPTION WHEN invalid_parameter_value THEN NULL;
			END;
		END LOOP;
		SELECT sum(total_bytes) INTO bytes FROM pg_backend_memory_contexts;
		RETURN bytes;
	END $$;
	CREATE INDEX ON wide (g);
	SELECT fits(100) IS NULL;
	WITH a AS MATERIALIZED (SELECT fits(100) AS bytes), b AS MATERIALIZED (SELECT fits(1000) AS bytes FROM a)
	SELECT b.bytes < a.bytes + 300000 FROM a, b});
is((split /\n/, $watched)[-1], 't', 'memory is flat over a thousand fits and errors');

$node->stop;
done_testing();
