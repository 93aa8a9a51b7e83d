# Many sessions at once that fit, count, chart, merge and are cancelled: the
# short form of test/bench/load.sh.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my ($sessions, $seconds) = (8, 5);
my $node = server('load', "max_worker_processes = 3\nmax_parallel_workers = 3\njit = off\nlog_temp_files = 0");
my $folder = root() . '/test/bench/load';
$node->safe_psql('postgres', slurp_file("$folder/setup.sql"));
my $begun = $node->safe_psql('postgres', 'SELECT pg_postmaster_start_time()');
for my $phase ([ 'workers that run out', '' ], [ 'no workers', '-c max_parallel_workers=0' ], [ 'work_mem of 64 kB', '-c work_mem=64kB' ], [ 'a timeout', '-c statement_timeout=150ms' ])
{
	local $ENV{PGOPTIONS} = "-c parallel_setup_cost=0 -c parallel_tuple_cost=0 -c min_parallel_table_scan_size=0 -c max_parallel_workers_per_gather=3 $phase->[1]";
	my ($out, $err) = run_command([ 'pgbench', '-n', '-c', $sessions, '-j', 1, '-T', $seconds, (map { ('-f', "$folder/$_") } 'fit.sql@5', 'count.sql@3', 'chart.sql@1', 'merge.sql@3', 'cancel.sql@3'),
		'-d', $node->connstr('postgres') ]);
	my @errors = grep { /ERROR|FATAL/ && !/canceling statement/ } split /\n/, $err;
	is("@errors", '', "$sessions sessions for $seconds s with $phase->[0]");
}
my @ended = split /\n/, $node->safe_psql('postgres', "SELECT split_part(ended, ':', 1), count(*), min(name || ' ' || ended) FROM load.call GROUP BY 1");
my %ended = map { my @f = split /\|/; $f[0] => $f[1] } @ended;
is_deeply([ grep { !/^(same|cancelled)\|/ } @ended ], [], 'every call gives the answer of a session alone, or is cancelled');
cmp_ok($ended{same} // 0, '>', 20, ($ended{same} // 0) . ' answers');
cmp_ok($ended{cancelled} // 0, '>', 0, ($ended{cancelled} // 0) . ' cancels');
is($node->safe_psql('postgres', 'SELECT count(*) FROM load.question WHERE load.ask(query) IS DISTINCT FROM answer'), '0', 'and so do they afterwards');
my $data = $node->data_dir;
is(scalar(() = glob("$data/base/pgsql_tmp/*")), 0, 'no temporary file is left');
is($node->safe_psql('postgres', 'SELECT pg_postmaster_start_time()'), $begun, 'no session was lost');

$node->stop;
done_testing();
