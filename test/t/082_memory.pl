# Memory stays flat: over repeated calls of every function and aggregate, over
# errors, and over calls that are cancelled in their middle.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

# What the allocator has given back to the system is seen only where it does
# not learn to keep large pieces.
$ENV{MALLOC_MMAP_THRESHOLD_} = $ENV{MALLOC_TRIM_THRESHOLD_} = 131072;
my $node = server('memory', "max_parallel_workers_per_gather = 0\njit = off\nautovacuum = off");
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp');
$node->safe_psql('postgres', slurp_file(root() . "/test/t/$_.sql")) for 'samples', 'hostile', 'memory';

# --- calls ------------------------------------------------------------------

# In one session: each callable, twice; then what the whole session has.
my $most = 64 * 1024;    # a context takes its blocks in ever larger pieces
my $out = $node->safe_psql('postgres', q{
	SELECT 'call', f, calls, bytes FROM grown(90);
	SELECT 'held', * FROM held();
	SELECT 'again', count(*) FROM grown(5);
	SELECT 'held', * FROM held()});
my ($called, %count, @held, @refused) = (0);
for (split /\n/, $out)
{
	my ($what, $f, $calls, $bytes) = split /\|/;
	push @held, [ $f, $calls ] if $what eq 'held';
	next if $what ne 'call';
	if ($calls == 0)
	{
		push @refused, $f;
		next;
	}
	$called += $calls;
	$count{$calls == 10000 ? 'all' : 'fewer'}++;
	cmp_ok($bytes, '<=', $most, "$f: $calls calls");
}
cmp_ok($count{all} // 0, '>', 20, "$called calls in all; " . ($count{all} // 0) . ' callables 10,000 times, '
	. ($count{fewer} // 0) . ' fewer, ' . @refused . ' refuse all arguments there are');
diag("not called: @refused") if @refused;
cmp_ok(scalar @refused, '<', 0.1 * (($count{all} // 0) + ($count{fewer} // 0)), 'and few of them do');
cmp_ok($held[1][0] - $held[0][0], '<', 1 << 20, "contexts of the session: $held[0][0] bytes after the first round, $held[1][0] after the second");
cmp_ok($held[1][1] - $held[0][1], '<', 8 << 20, "memory of the process: $held[0][1] bytes, then $held[1][1]");

# --- errors -----------------------------------------------------------------

$node->safe_psql('postgres', 'SET client_min_messages = error; SET statement_timeout = 0; SELECT find_refused(1000)');
my @errors = split /\n/, $node->safe_psql('postgres', q{
	SET client_min_messages = error;
	SELECT refuse_all(); SELECT * FROM held(); SELECT refuse_all(); SELECT refuse_all(); SELECT * FROM held()});
cmp_ok($errors[0], '>=', 1000, "$errors[0] errors, three times");
my ($before, $after) = map { [ split /\|/ ] } @errors[ 1, 4 ];
cmp_ok($after->[0] - $before->[0], '<', 256 << 10, "  contexts: $before->[0] bytes, then $after->[0]");
cmp_ok($after->[1] - $before->[1], '<', 4 << 20, "  process: $before->[1] bytes, then $after->[1]");

# --- cancels ----------------------------------------------------------------

my @long = (
	'logit(y, x, z)', 'firth_logit(y, x, z)', 'logit_profile(y, x, z)', 'logit(outcome(y, cluster => g), x, z, g)',
	'mixed_logit(y, ARRAY[g], x)', 'ordinal_logit(grade, x, z)', 'linear(x, z, g)', 'logit_state(y, x, z)',
	'logit_step(y, NULL::float8[], x, z)', 'linear_state(x, z)', 'rereferrals_state(child, day)', 'survival(child, y)',
	'variation_state(x)');
my @scans = ('SELECT earlyhelp.logit_scan($q$SELECT y, x, z, g FROM many$q$, max_passes => 1000)',
	'SELECT count(*) FROM earlyhelp.fit_formula($q$y ~ x + z + (1 | g)$q$, $q$many$q$)');
my @queries = ((map { "SELECT $_ FROM many" } @long), @scans);
my $round = join ";\n", map { ("SET statement_timeout = '" . (5 + 17 * $_ % 60) . "ms'", $queries[ $_ % @queries ]) } 0 .. 2 * @queries - 1;
my $script = "SET search_path = earlyhelp, public; SET max_parallel_workers_per_gather = 0;\n"
  . join "\n", map { "$round;\nSET statement_timeout = 0; SELECT 'held', * FROM held();" } 1 .. 6;
my ($stdout, $stderr) = ('', '');
$node->psql('postgres', $script, stdout => \$stdout, stderr => \$stderr, on_error_stop => 0, on_error_die => 0);
my $cancels = () = $stderr =~ /canceling statement due to statement timeout/g;
my @other = grep { /ERROR/ && !/canceling statement/ } split /\n/, $stderr;
is("@other[0 .. ($#other > 2 ? 2 : $#other)]", '', 'long calls end in nothing but a cancel');
cmp_ok($cancels, '>', 40, "$cancels cancels of " . scalar(@queries) . ' long calls');
my @at = map { [ (split /\|/)[ 1, 2 ] ] } grep { /^held/ } split /\n/, $stdout;
cmp_ok($at[5][0] - $at[2][0], '<', 256 << 10, "  contexts: $at[2][0] bytes after half of them, $at[5][0] after all");
cmp_ok($at[5][1] - $at[2][1], '<', 8 << 20, "  process: $at[2][1] bytes, then $at[5][1]");
note("after each round: @$_") for @at;

$node->stop;
done_testing();
