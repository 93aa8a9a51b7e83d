/*
 * 20_load.sql - load the files into the tables of 10_tables.sql.  Start psql
 * in the folder that holds the files: \copy reads them as you, not as the
 * server, and an empty field is NULL.
 */
\copy authorities FROM 'authorities.csv' (FORMAT csv, HEADER)
\copy spend FROM 'spend.csv' (FORMAT csv, HEADER)
\copy spend_national FROM 'spend_national.csv' (FORMAT csv, HEADER)
\copy spend_per_child FROM 'spend_per_child.csv' (FORMAT csv, HEADER)
\copy children FROM 'children.csv' (FORMAT csv, HEADER)
\copy need FROM 'need.csv' (FORMAT csv, HEADER)
\copy need_national FROM 'need_national.csv' (FORMAT csv, HEADER)
\copy early_help FROM 'early_help.csv' (FORMAT csv, HEADER)
\copy inspections FROM 'inspections.csv' (FORMAT csv, HEADER)
\copy inspection_model FROM 'inspection_model.csv' (FORMAT csv, HEADER)
\copy deflator FROM 'deflator.csv' (FORMAT csv, HEADER)
\copy published_figures FROM 'published_figures.csv' (FORMAT csv, HEADER)
