# Cells in other encodings, suppression in workers' plans, and its cancelling.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('presentation');
$node->safe_psql('postgres', q{CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0});
$node->safe_psql($_, 'CREATE EXTENSION earlyhelp') for ('postgres', 'latin');

# A pound sign is one byte there, and a no-break space too.
is($node->safe_psql('latin', q{SELECT earlyhelp.dfe_number(chr(163) || '1,234' || chr(160)), earlyhelp.dfe_symbol(chr(160) || 'c')}),
	'1234|confidential', 'a pound sign in another encoding');
my ($ret, $out, $err) = $node->psql('latin', q{SELECT earlyhelp.dfe_number(chr(164) || '5')});
like($err, qr/neither a number nor a symbol/, 'and a sign that is none');

# The functions may run in workers, and give what they give without.
my $query = q{SELECT count(*), sum(earlyhelp.dfe_number(cell)), count(DISTINCT earlyhelp.like_for_like(la, 2010, 2022)),
	sum(earlyhelp.round_half_up(x, 0.1)::numeric) FROM cells};
$node->safe_psql('postgres', q{CREATE TABLE cells AS SELECT to_char(i, 'FM999,999') AS cell, (300 + i % 21)::text AS la,
	i / 8.0::double precision AS x FROM generate_series(1, 60000) AS i; ANALYZE cells});
my $workers = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = ';
is($node->safe_psql('postgres', "$workers 2; $query"), $node->safe_psql('postgres', "$workers 0; $query"), 'the same in workers');
like($node->safe_psql('postgres', "$workers 2; EXPLAIN (COSTS off) SELECT earlyhelp.like_for_like(la, 2010, 2022) FROM cells"),
	qr/Gather/, 'which may run it');

# Most rows have one small count, and each looks for a way through columns
# thirty thousand long.
my $took = ended_after($node, 1, q{SELECT count(*) FROM (SELECT unnest(earlyhelp.suppress_table((i % 30000)::text, (i / 30000)::text, i::bigint * 7919 % 50))
	FROM generate_series(0, 299999) AS i) AS t}, '');
isnt($took, '', 'a suppression can be cancelled');
cmp_ok($took || 9, '<', 6, 'soon') or diag("it took $took seconds");

$node->stop;
done_testing();
