# Parts of an aggregate, moved: what Citus does with every aggregate that it
# can split.  A worker folds its rows into a state and stops before the final
# function; the state goes as text or in binary to another session, where the
# combine function starts from nothing and the final function ends.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('parts');
my $data = slurp_file(root() . '/test/t/shards_data.sql');
my $weighted = "earlyhelp.outcome(good, weight => children + 1, weight_kind => 'frequency')";
$node->safe_psql('postgres', "CREATE EXTENSION earlyhelp; $data;
	CREATE SCHEMA worker; CREATE SCHEMA coordinator;
	CREATE TABLE activity AS SELECT c.* FROM unnest(ARRAY['north', 'south', 'east']) AS s, cases(s, 2000) AS c;
	CREATE TABLE logs AS SELECT c.shard, l.* FROM (SELECT * FROM activity WHERE child_id % 50 = 0) AS c,
		LATERAL (SELECT earlyhelp.logit_state(y, x, z) AS log, earlyhelp.logit_step(y, '{-0.3, 0.2, -0.1}'::double precision[], x, z) AS pass,
				earlyhelp.linear_state(y::integer, x, z) AS line
			FROM (VALUES (c.good, c.prevent, c.safeguard)) AS v(y, x, z)) AS l;
	CREATE TABLE first_pass AS SELECT earlyhelp.logit_step(good, NULL::double precision[], prevent, safeguard) AS number,
		earlyhelp.logit_step($weighted, NULL::double precision[], prevent, safeguard) AS weighted FROM activity;
	CREATE TABLE shards AS SELECT unnest(ARRAY['east', 'none', 'south', 'north']) AS shard");

# All that have a combine function and a state that can be stored: the two
# halves of each, and arguments that fit its types.
my @aggregates;
for my $row (split /\n/, $node->safe_psql('postgres', q{
	SELECT p.oid, p.oid::regprocedure, p.proname, pg_get_function_identity_arguments(p.oid),
		array_to_string(ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) AS t), ','),
		p.provariadic::regtype, a.aggtransfn, a.aggtranstype::regtype, a.aggcombinefn, a.aggfinalfn,
		quote_nullable(a.agginitval), p.prorettype::regtype
	FROM pg_aggregate AS a JOIN pg_proc AS p ON p.oid = a.aggfnoid
	JOIN pg_type AS t ON t.oid = a.aggtranstype
	WHERE p.pronamespace = 'earlyhelp'::regnamespace AND t.typtype <> 'p' AND a.aggcombinefn <> 0
	ORDER BY p.oid::regprocedure::text}))
{
	my %a;
	@a{qw(oid call name arguments types variadic step state combine final initial result)} = split /\|/, $row;
	push @aggregates, \%a;
}
cmp_ok(scalar @aggregates, '>', 40, scalar @aggregates . ' aggregates can be split');

my $make = '';
for my $a (@aggregates)
{
	my $common = "STYPE = $a->{state}" . ($a->{initial} eq 'NULL' ? '' : ", INITCOND = $a->{initial}");
	my $final = $a->{final} eq '-' ? '' : ", FINALFUNC = $a->{final}";
	$make .= "CREATE AGGREGATE worker.part_$a->{oid}($a->{arguments}) (SFUNC = $a->{step}, $common);
		CREATE AGGREGATE coordinator.all_$a->{oid}($a->{state}) (SFUNC = $a->{combine}, STYPE = $a->{state}$final);\n";
}
$node->safe_psql('postgres', $make);

# arguments AGGREGATE: of one row of activity
my @counts = ('least(early_help, social_care)', 'social_care');
my %state = (
	'earlyhelp.ratio' => "earlyhelp.ratio($counts[0]::bigint, $counts[1]::bigint)",
	'earlyhelp.proportion' => "earlyhelp.proportion($counts[0]::bigint, $counts[1]::bigint)",
	'earlyhelp.logit_state' => 'log',
	'earlyhelp.logit_pass' => 'pass',
	'earlyhelp.linear_state' => 'line');
my %response = (
	'boolean' => 'good',
	'double precision' => 'good::integer::double precision',
	'earlyhelp.outcome' => $weighted);

sub arguments
{
	my ($a) = @_;
	my @types = split /,/, $a->{types};
	my $pass = $types[0] eq 'earlyhelp.outcome' ? 'weighted' : 'number';
	return $state{ $types[0] } if defined $state{ $types[0] };
	return 'early_help, social_care, social_care, early_help + 1' if $a->{name} eq 'funding_gap_summary';
	return join ', ', map { "($counts[$_])::$types[$_]" . ($types[$_] eq 'double precision' && ' + 0.1') } 0 .. $#types
	  if @types == 2 && $a->{variadic} eq '-';
	return join ', ', $response{ $types[0] },
	  (map { $_ eq 'earlyhelp.logit_pass' ? "(SELECT $pass FROM first_pass)" : "'{-0.3, 0.2, -0.1}'::double precision[]" } @types[1 .. $#types - 1]),
	  ('prevent, safeguard') x (@types > 1);
}

sub source
{
	return $_[0]{types} =~ /^earlyhelp\.(logit|linear)/ ? 'logs' : 'activity';
}

# State and answer as they are, or, where doubles were summed and the last
# digits are the order's, as numbers read from them.
sub reading
{
	my ($a, $x) = @_;
	return "SELECT concat_ws(' ', g.nobs, g.missing, g.log_lik, (SELECT string_agg(concat_ws(' ', estimate, std_error), ' ' ORDER BY term)
			FROM earlyhelp.tidy(f)))
		FROM (SELECT earlyhelp.fit($x) AS f) AS t, earlyhelp.glance(t.f) AS g" if $a->{result} =~ /^earlyhelp\.(logit|linear)_state$/;
	return "SELECT concat_ws(' ', array_to_string(earlyhelp.next_beta(s), ' '), earlyhelp.decrement(s), earlyhelp.missing(s)) FROM (SELECT $x AS s) AS t"
	  if $a->{result} eq 'earlyhelp.logit_pass';
	return "SELECT $x" if $a->{types} !~ /double precision/ || $a->{result} ne 'earlyhelp.ratio';
	return "SELECT concat_ws(' ', earlyhelp.value(s), earlyhelp.numerator(s), earlyhelp.rows_used(s), l.std_error)
		FROM (SELECT $x AS s) AS t, earlyhelp.limits(t.s, method => 'between_units') AS l";
}

sub same
{
	my ($a, $x, $y) = @_;
	return $x eq $y if "$a->{types} $a->{state}" !~ /double precision|logit|linear/;
	my @x = split / /, $x;
	my @y = split / /, $y;
	my $tolerance = $a->{state} =~ /logit|linear/ ? 1e-9 : 1e-13;
	return @x > 0 && @x == @y && !grep { abs($x[$_] - $y[$_]) > $tolerance * abs($y[$_]) } 0 .. $#x;
}

my $dir = $ENV{TESTDATADIR};
for my $format ('text', 'binary')
{
	# one session writes, another reads
	$node->safe_psql('postgres', join ";\n", 'SET extra_float_digits = 0', map {
		"COPY (SELECT (SELECT worker.part_$_->{oid}(" . arguments($_) . ") FROM " . source($_) . " AS a WHERE a.shard = s.shard)
			FROM shards AS s) TO '$dir/$_->{oid}' (FORMAT $format)"
	} @aggregates);
	my @moved = split /\n/, $node->safe_psql('postgres', join ";\n", map {
		"CREATE TEMP TABLE moved_$_->{oid} (s $_->{state}); COPY moved_$_->{oid} FROM '$dir/$_->{oid}' (FORMAT $format);
		" . reading($_, "(SELECT coordinator.all_$_->{oid}(s) FROM moved_$_->{oid})")
	} @aggregates);
	my @whole = split /\n/, $node->safe_psql('postgres', join ";\n",
		map { reading($_, "(SELECT earlyhelp.$_->{name}(" . arguments($_) . ') FROM ' . source($_) . ')') } @aggregates);
	is(scalar @moved, scalar @aggregates, "$format: all states move");
	my @other = grep { !same($aggregates[$_], $moved[$_], $whole[$_]) } 0 .. $#aggregates;
	ok(!@other, '  and come to what one session has');
	diag("$aggregates[$_]{call}: $moved[$_], one session: $whole[$_]") for @other;
}

# A fit's rows that have become sums on one worker, and rows on another.
my ($fit) = grep { $_->{call} eq 'earlyhelp.logit_state(boolean,double precision[])' } @aggregates;
$node->safe_psql('postgres', "CREATE UNLOGGED TABLE many AS
	SELECT * FROM sample('north', 600000, 0) UNION ALL SELECT * FROM sample('south', 20000, 0)");
for my $format ('text', 'binary')
{
	$node->safe_psql('postgres', "COPY (SELECT worker.part_$fit->{oid}(y, x, z) FROM many GROUP BY shard) TO '$dir/sums' (FORMAT $format)");
	my ($rows, $summed, $status, $apart, $said) = split /\|/, $node->safe_psql('postgres', "
		SET work_mem = '1GB'; CREATE TEMP TABLE sums (s earlyhelp.logit_state); COPY sums FROM '$dir/sums' (FORMAT $format);
		SELECT g.rows_used, g.rows_streamed, g.status, (SELECT max(abs(a.estimate - b.estimate) / b.std_error)
			FROM earlyhelp.tidy(t.f) AS a JOIN LATERAL (SELECT earlyhelp.logit(y, x1, x2) AS f FROM (SELECT y, x AS x1, z AS x2 FROM many OFFSET 0) AS m) AS w ON true
			JOIN LATERAL earlyhelp.tidy(w.f) AS b USING (term)), g.max_error
		FROM (SELECT earlyhelp.fit(coordinator.all_$fit->{oid}(s)) AS f FROM sums) AS t, earlyhelp.glance(t.f) AS g");
	is($rows, 620_000, "$format: sums and rows become one");
	cmp_ok($summed, '>=', 600_000, "  $summed are summed");
	ok($status eq 'ok' && $apart <= $said, "  $apart standard errors from one fit, $said said");
}

# On its workers Citus calls the transition function anew for each row, with
# nothing kept from the row before but the state: calls within calls do so.
# (Those of passes and of linear sums refuse to be called outside an aggregate.)
my @alone = grep { $_->{state} !~ /logit_pass|linear_state/ } @aggregates;
my @rows = (0 .. 11);
my @nested = split /\n/, $node->safe_psql('postgres', join ";\n", map {
	my $a = $_;
	my $call = "$a->{initial}::$a->{state}";
	for my $i (@rows)
	{
		(my $values = arguments($a)) =~ s/\b(early_help|social_care|good|children|prevent|safeguard|log|line)\b/r$i.$1/g;
		$values =~ s/(r$i.prevent, r$i.safeguard)/ARRAY[$1]/;
		$call = "$a->{step}($call, $values)";
	}
	"SELECT $call FROM " . join(', ', map { '(SELECT * FROM ' . source($a) . " ORDER BY ctid LIMIT 1 OFFSET $_) AS r$_" } @rows);
} @alone);
my @folded = split /\n/, $node->safe_psql('postgres', join ";\n",
	map { "SELECT worker.part_$_->{oid}(" . arguments($_) . ') FROM (SELECT * FROM ' . source($_) . ' ORDER BY ctid LIMIT ' . @rows . ') AS r' } @alone);
is(scalar @nested, scalar @alone, 'transition functions can be called one by one');
is_deeply(\@nested, \@folded, '  and need nothing but the state');

$node->stop;
done_testing();
