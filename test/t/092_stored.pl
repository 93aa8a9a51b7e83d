# What versions before stored, today's code reads, to the same answers; for
# this version as well, so that what is frozen is known to be readable.
# Numbers agree to 1e-9; columns that a type has gained since are not asked for.
use strict;
use warnings;
use JSON::PP;
use Test::More;
use Earlyhelp;
use Upgrade;

my $json = JSON::PP->new->allow_nonref;

# same OLD, NEW: all that the old one says, the new one says
sub same
{
	my ($old, $new) = @_;
	return !defined $new if !defined $old;
	return 0 if ref $old ne ref $new;
	if (ref $old eq 'HASH')
	{
		return !grep { !exists $new->{$_} || !same($old->{$_}, $new->{$_}) } keys %$old;
	}
	if (ref $old eq 'ARRAY')
	{
		return @$old == @$new && !grep { !same($old->[$_], $new->[$_]) } 0 .. $#$old;
	}
	return 1 if "$old" eq "$new";
	my $number = qr/^-?\d+(\.\d+)?(e[-+]?\d+)?$/i;
	return "$old" =~ $number && "$new" =~ $number && abs($old - $new) <= 1e-9 * abs($old);
}

# The comparing itself.
ok(same({ a => 1, b => [ 1.5, 'x', undef ] }, { a => 1 + 1e-12, b => [ 1.5, 'x', undef ], c => 2 }), 'a new column is no difference, nor a last digit');
ok(!same({ a => 1 }, { a => 1 + 1e-6 }), 'a number is');
ok(!same({ a => 'ok' }, { a => 'approximate' }), 'a word is');
ok(!same({ a => 1 }, { b => 1 }), 'a column that went is');
ok(!same({ a => undef }, { a => 0 }), 'and so is NULL');

my @files = sort glob(root() . '/test/t/stored_*.sql');
ok((grep { $_ eq root() . '/test/t/stored_' . version() . '.sql' } @files), 'this version is frozen as well (make freeze)');

my $node = server('stored');
for my $file (@files)
{
	my ($version) = $file =~ /stored_(.*)\.sql$/;
	my $db = 'stored_' . $version =~ s/\W/_/gr;
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	$node->safe_psql($db, 'CREATE EXTENSION earlyhelp');
	ok(run_file($node, $db, $file), "$version: values are there");
	my $types = $node->safe_psql($db, q{SELECT string_agg(typname, ' ') FROM pg_type
		WHERE typnamespace = 'earlyhelp'::regnamespace AND typtype = 'b' AND typelem = 0 AND typreceive <> 0
		AND typname NOT IN (SELECT kind FROM stored)});
	is($types, '', '  of every type that can be stored') if $version eq version();
	for my $kind (split /\n/, $node->safe_psql($db, 'SELECT DISTINCT kind FROM stored ORDER BY 1'))
	{
		# through a table, so that the bytes on disk are read and not those parsed
		my $changed = $node->safe_psql($db, qq{
			CREATE TABLE "disk $kind" AS SELECT id, value::earlyhelp.$kind AS v FROM stored WHERE kind = '$kind';
			SELECT string_agg(id::text, ' ') FROM "disk $kind" JOIN stored USING (id) WHERE kind = '$kind' AND v::text <> value});
		is($changed, '', "  $kind: read and written again as it was");

		my @asked = split /\n/, $node->safe_psql($db, "SELECT DISTINCT function FROM stored_answer WHERE kind = '$kind' ORDER BY 1");
		for my $function (@asked)
		{
			my @old = split /\n/, $node->safe_psql($db, "SELECT id || ' ' || coalesce(answer, 'null') FROM stored_answer WHERE kind = '$kind' AND function = '$function' ORDER BY id");
			my @new = split /\n/, $node->safe_psql($db, qq{
				CREATE FUNCTION pg_temp.lines_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS \$\$
				BEGIN
					RETURN QUERY EXECUTE query;
				EXCEPTION WHEN OTHERS THEN
					RETURN NEXT to_json('error ' || SQLSTATE);
				END \$\$;
				SELECT id || ' ' || coalesce(t, 'null') FROM (SELECT id FROM "disk $kind") AS d, pg_temp.lines_of(format(
					'SELECT to_json(array_agg(r))::text FROM (SELECT earlyhelp.$function(v) AS r FROM "disk $kind" WHERE id = %s) AS s', id)) AS t
				ORDER BY id});
			my @wrong = grep { $_ > $#new || !alike($old[$_], $new[$_]) } 0 .. $#old;
			ok(@old == @new && !@wrong, "  $function($kind): " . @old . ' answers')
			  or diag(@wrong ? "was $old[$wrong[0]]\nis  " . ($new[ $wrong[0] ] // 'nothing') : 'there are ' . @new);
		}
	}
}

# alike OLD, NEW: "id json"
sub alike
{
	my ($old_id, $old) = split / /, $_[0], 2;
	my ($new_id, $new) = split / /, $_[1], 2;
	return $old_id == $new_id && same($json->decode($old), $json->decode($new));
}

$node->stop;
done_testing();
