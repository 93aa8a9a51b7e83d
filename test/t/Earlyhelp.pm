# Earlyhelp.pm - what the TAP tests share: a server that knows the staged
# extension, and tables of checks.
package Earlyhelp;

use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Exporter 'import';

our @EXPORT = qw(server root shared skip_without_shared run_file holds ended_after);

sub root
{
	return $ENV{EARLYHELP_ROOT} // '.';
}

# The folder of real figures and oracles, or undef: users have none.
sub shared
{
	my $dir = $ENV{EARLYHELP_SHARED};
	return (defined $dir && -d $dir) ? $dir : undef;
}

# Skipping is said aloud: ./check repeats lines that begin with # SKIPPED.
sub skip_without_shared
{
	my ($what) = @_;
	return if defined shared();
	diag("SKIPPED: $what: there is no folder of real figures (EARLYHELP_SHARED)");
  SKIP: { skip $what, 1; }
	done_testing();
	exit 0;
}

# A server with the extension at hand, stopped when the test ends.
sub server
{
	my ($name, $conf) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init;
	$node->append_conf('postgresql.conf', $ENV{EARLYHELP_CONF})
	  if defined $ENV{EARLYHELP_CONF};
	$node->append_conf('postgresql.conf', $conf) if defined $conf;
	$node->start;
	return $node;
}

# run_file NODE, DATABASE, FILE, FOLDER: a psql script, started in a folder
sub run_file
{
	my ($node, $db, $file, $folder, @options) = @_;
	my @cmd = (
		'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', @options,
		'-d', $node->connstr($db), '-f', $file);
	my ($out, $err) = ('', '');
	my $ok = IPC::Run::run(\@cmd, '>', \$out, '2>', \$err,
		init => sub { chdir $folder if defined $folder });
	diag($err) unless $ok;
	return wantarray ? ($ok, $out, $err) : $ok;
}

# One test for each row (name, got, expected, tolerance, why) of a query.
sub holds
{
	my ($node, $db, $sql, $path) = @_;
	my $rows = $node->safe_psql($db,
		"SET search_path = $path; "
		  . "SELECT concat_ws(E'\\x01', name, coalesce(got::text, 'NULL'), "
		  . "expected, tolerance, why) FROM ($sql) AS c");
	my $n = 0;
	for my $row (split /\n/, $rows)
	{
		my ($name, $got, $expected, $tolerance, $why) = split /\x01/, $row;
		$n++;
		my $fine = $got ne 'NULL' && abs($got - $expected) <= $tolerance;
		ok($fine, $name)
		  or diag("got $got, expected $expected within $tolerance: $why");
	}
	return $n;
}

# ended_after NODE, SECONDS, QUERY, SETTINGS: what a query took that a limit of
# so many seconds ended; the empty string where the limit was enough.  The
# query must hold no dollar-quoted $q$.
sub ended_after
{
	my ($node, $limit, $query, $settings) = @_;
	my $out = $node->safe_psql('postgres', "$settings;
		CREATE FUNCTION pg_temp.late(query text) RETURNS float8 LANGUAGE plpgsql AS \$\$
		BEGIN
			EXECUTE query;
			RETURN NULL;
		EXCEPTION WHEN query_canceled THEN
			RETURN extract(epoch FROM clock_timestamp() - statement_timestamp());
		END \$\$;
		SET statement_timeout = '${limit}s';
		SELECT coalesce(pg_temp.late(\$q\$$query\$q\$)::text, '')");
	return (split /\n/, $out, -1)[-1];
}

1;
