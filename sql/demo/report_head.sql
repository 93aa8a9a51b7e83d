/* report_head.sql - the page's head: style, title, what the figures are. */
SELECT $html$<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="earlyhelp">
<link rel="icon" href="data:,">
<style>
:root {
	--paper: #fff; --ink: #1a1a1a; --soft: #595959; --line: #c8c8c8; --tint: #f4f5f7; --shade: #0002;
	--link: #00538a; --warn: #fff3d1; --warn-line: #b35c00; --warn-ink: #5c2f00;
}
@media (prefers-color-scheme: dark) {
	:root {
		--paper: #141414; --ink: #eceae6; --soft: #b4b1ac; --line: #4a4a4a; --tint: #202225; --shade: #fff2;
		--link: #93c9f2; --warn: #33270b; --warn-line: #d99a3d; --warn-ink: #f6ddb0;
	}
	figure svg { filter: invert(0.9216) hue-rotate(180deg); }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: auto; }
body {
	margin: 0; background: var(--paper); color: var(--ink);
	font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
}
header, nav, main, footer { max-width: 45rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 2.5rem; }
h1 { font-size: clamp(1.6rem, 5vw, 2.25rem); line-height: 1.2; margin: 0 0 1rem; text-wrap: balance; }
h2 { font-size: clamp(1.25rem, 3.6vw, 1.5rem); line-height: 1.3; margin: 0 0 0.75rem; text-wrap: balance; }
p { margin: 0 0 1rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; top: 0; padding: 0.75rem 1rem; background: var(--paper); }
.skip:focus { left: 0; }
.what { padding: 0.75rem 1rem; background: var(--tint); border-left: 0.3rem solid var(--soft); }
.what.synthetic { background: var(--warn); border-color: var(--warn-line); color: var(--warn-ink); }
.what p:last-child { margin: 0; }
nav ol { margin: 0.5rem 0 0; padding-left: 1.5rem; }
nav li { padding: 0.2rem 0; }
nav .source { margin-top: 1rem; }
nav h2 { font-size: 1.0625rem; margin: 1.5rem 0 0; }
section { margin-top: 2.5rem; padding-top: 1.75rem; border-top: 1px solid var(--line); }
.answer { font-size: 1.1875rem; line-height: 1.5; }
.tag {
	display: inline-block; margin: 0 0 1rem; padding: 0.1rem 0.6rem; font-size: 0.875rem; font-weight: 600;
	background: var(--warn); color: var(--warn-ink); border: 1px solid var(--warn-line);
}
figure { margin: 0 0 1.75rem; }
figure svg { display: block; margin: 0 -12px; max-width: calc(100% + 24px); height: auto; }
figcaption, .source, .published, .print-head { font-size: 0.9375rem; color: var(--soft); }
figcaption { margin-top: 0.25rem; }
.narrow { display: none; }
.rows {
	overflow: auto; margin: 0 0 1.5rem; max-width: 100%;
	/* a shadow where there is more to the side: covers that move with the table, shades that do not */
	background: linear-gradient(to right, var(--paper) 1rem, transparent 2rem) left / 50% 100% no-repeat local,
		linear-gradient(to left, var(--paper) 1rem, transparent 2rem) right / 50% 100% no-repeat local,
		linear-gradient(to right, var(--shade), transparent) left / 0.75rem 100% no-repeat scroll,
		linear-gradient(to left, var(--shade), transparent) right / 0.75rem 100% no-repeat scroll;
}
.tall { max-height: 27rem; border-bottom: 1px solid var(--line); }
.tall thead th { position: sticky; top: 0; background: var(--paper); box-shadow: inset 0 -2px var(--ink); }
table { border-collapse: collapse; min-width: 100%; font-size: 0.9375rem; line-height: 1.35; }
caption { text-align: left; font-weight: 600; padding: 0 0 0.4rem; }
caption span { position: sticky; left: 0; display: inline-block; max-width: min(43rem, 100vw - 2rem); }
th, td { padding: 0.35rem 0.75rem 0.35rem 0; text-align: left; vertical-align: top; font-weight: 400; unicode-bidi: isolate; }
th:last-child, td:last-child { padding-right: 0.25rem; }
thead th { vertical-align: bottom; font-weight: 600; border-bottom: 2px solid var(--ink); }
tbody tr { border-bottom: 1px solid var(--line); }
.n { text-align: right; font-variant-numeric: tabular-nums lining-nums; }
.print-head { margin: 0; font-weight: 600; }
.published { margin: 0 0 1rem; padding-left: 1.25rem; }
.published b { color: var(--ink); }
cite { font-style: normal; margin-left: -0.25em; }
.year { white-space: nowrap; }
cite::before { content: ", "; }
details { margin: 0; border: 1px solid var(--line); }
summary { padding: 0.5rem 0.75rem; cursor: pointer; color: var(--link); }
details p { margin: 0.5rem 0.75rem 0.25rem; font-size: 0.9375rem; font-weight: 600; }
pre {
	margin: 0 0.75rem 0.75rem; padding: 0.75rem; overflow: auto; background: var(--tint); tab-size: 4;
	font: 0.8125rem/1.45 ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace;
}
footer { margin-top: 3rem; padding-bottom: 3rem; color: var(--soft); font-size: 0.9375rem; }
footer p:first-child { border-top: 1px solid var(--line); padding-top: 1.5rem; }
@media (max-width: 44rem) {
	.wide { display: none; }
	.narrow { display: block; }
	header { padding-top: 1.5rem; }
	.answer { font-size: 1.0625rem; }
	table { font-size: 0.875rem; }
}
@media print {
	:root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --tint: #fff; --link: #000; --warn: #fff; --warn-ink: #000; }
	body { font-size: 10pt; }
	header, nav, main, footer { max-width: none; padding: 0; }
	figure svg { filter: none; }
	.wide { display: block; }
	.narrow, .skip, details { display: none; }
	.rows { overflow: visible; max-height: none; background: none; }
	.tall thead th { position: static; }
	h2, caption, thead, .answer, .tag { break-after: avoid; }
	figure, tr, .answer, .rows:not(.tall) { break-inside: avoid; }
	section { border-top: 1px solid #bbb; }
}
</style>$html$;

SELECT '<title>' || CASE WHEN synthetic THEN 'SYNTHETIC: ' ELSE '' END
	   || 'Early help and late intervention in England</title>' || E'\n</head>\n<body>\n'
	   || E'<a class="skip" href="#questions">To the questions</a>\n<header>\n<h1>Early help and late intervention in '
	   || CASE WHEN synthetic THEN 'a synthetic England' ELSE 'England' END || E'</h1>\n'
	   || CASE WHEN synthetic THEN $html$<div class="what synthetic">
<p><strong>These figures are synthetic.</strong> No authority on this page exists and no row describes a child.
England as a whole is set to published figures in 2015-16 and 2019-20 (spend: also 2010-11, 2018-19 and 2020-21);
all that stands below England, and the years between, is invented. It shows what can be asked, not what is so.</p>
</div>$html$ ELSE $html$<div class="what">
<p><strong>These are official figures</strong> of the Department for Education, the Office for National Statistics and Ofsted,
as loaded from files, with the counts of early help that Action for Children had by freedom of information.
What follows cases over time is <strong>synthetic</strong> and marked so: no case-level data are public.</p>
</div>$html$ END || E'\n</header>\n<nav aria-labelledby="contents">\n<h2 id="contents">Questions</h2>\n<ol>\n'
	   || (SELECT string_agg(format('<li><a href="#%s">%s</a></li>', id, title), E'\n' ORDER BY k)
		   FROM (VALUES (1, 'ratio', 'Early help for every three children in need'),
						(2, 'missed', 'Closed without help, and back'),
						(3, 'wait', 'How long until a child comes back'),
						(4, 'rereferrals', 'Re-referrals by authority'),
						(5, 'spend', 'Early against late spend'),
						(6, 'regions', 'Spend per child, region against region'),
						(7, 'cuts', 'Who cut'),
						(8, 'restore', 'What it would cost to restore'),
						(9, 'ofsted', 'Early help spend and Ofsted grades')) AS v(k, id, title))
	   || E'\n</ol>\n<p class="source">Years are financial years: 2018-19 is April 2018 to March 2019.</p>\n</nav>\n<main id="questions">'
FROM figures;
