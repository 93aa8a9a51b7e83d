# Every function there is, called with values that nobody means, by a role
# that may do nothing else: errors in words, and the server stays up.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('hostile');
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp; CREATE ROLE analyst LOGIN; GRANT CREATE ON SCHEMA public TO analyst');
my $analyst = [ '-U', 'analyst' ];
$node->safe_psql('postgres', slurp_file(root() . "/test/t/$_.sql"), extra_params => $analyst) for 'samples', 'hostile';
is($node->safe_psql('postgres', 'SELECT * FROM without_samples'), '', 'each type of an argument has values to be called with');

my @functions = split /\n/, $node->safe_psql('postgres', 'SELECT f FROM callable ORDER BY f::text');
cmp_ok(scalar @functions, '>', 100, scalar(@functions) . ' functions and aggregates');
my $begun = $node->safe_psql('postgres', 'SELECT pg_postmaster_start_time()');
my $calls = 0;
for my $function (@functions)
{
	my ($rc, $out, $err) = $node->psql('postgres', "SET statement_timeout = '60s'; SET client_min_messages = error; SELECT setseed(0.5);
		SELECT count(*) FROM calls_of((SELECT c FROM callable AS c WHERE f = '$function'::regprocedure));
		SELECT w FROM calls_of((SELECT c FROM callable AS c WHERE f = '$function'::regprocedure)) AS a, call_with('$function', a) AS w WHERE w IS NOT NULL LIMIT 5", extra_params => $analyst);
	my (undef, $n, $wrong) = split /\n/, $out, 3;
	$calls += $n // 0;
	ok($rc == 0 && !defined $wrong, "$function: " . ($n // 'no') . ' calls')
	  or diag(substr($rc == 0 ? $wrong : "psql: $err", 0, 1500));
}
cmp_ok($calls, '>', 1000, "$calls calls in all");
is($node->safe_psql('postgres', 'SELECT pg_postmaster_start_time()'), $begun, 'and no session was ended by one of them');

$node->stop;
done_testing();
