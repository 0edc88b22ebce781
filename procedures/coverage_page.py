"""Step coverage as one HTML page: no other file, no network, light and dark, filtered in place."""

from collections.abc import Iterable
from html import escape

from procedures.coverage import PROCEDURES, Coverage, StepCoverage, TableCoverage
from procedures.facets import BRANCH, NARROWED, NO_APPROVAL, RECORDED, words_of

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --page: #ffffff; --panel: #f6f8fa; --yes: #116329; --yes-back: #dafbe1;
  --no: #a40e26; --no-back: #ffebe9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d;
  --page: #0d1117; --panel: #151b23; --yes: #7ee787; --yes-back: #12261e;
  --no: #ff9492; --no-back: #2d1618; } }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 4rem; color: var(--ink);
  background: var(--page); font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .25rem; } h2 { margin-top: 2.5rem; } p { max-width: 46rem; }
small, .soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
td.count { white-space: nowrap; font-variant-numeric: tabular-nums; }
.bar { background: var(--no-back); height: .6rem; min-width: 8rem; border-radius: .3rem; }
.bar span { display: block; height: 100%; background: var(--yes); border-radius: .3rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; padding: .75rem;
  background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; }
label { display: grid; gap: .15rem; font-size: .9rem; }
select, input { font: inherit; padding: .25rem .4rem; max-width: 22rem; }
ul { list-style: none; margin: 0; padding: 0; }
.facets { display: flex; flex-wrap: wrap; gap: .3rem; margin: .3rem 0; }
.facets li { padding: .05rem .5rem; border-radius: 1rem; font-size: .85rem; }
.yes { color: var(--yes); background: var(--yes-back); }
.no { color: var(--no); background: var(--no-back); }
code { font-size: .85rem; overflow-wrap: anywhere; }
[hidden] { display: none; }
"""

SCRIPT = """
const form = document.querySelector('form');
const rows = [...document.querySelectorAll('tbody.steps tr')];
function filter() {
  const table = form.table.value, state = form.state.value;
  const words = form.words.value.toLowerCase();
  let shown = 0;
  for (const row of rows) {
    row.hidden = (table && row.dataset.table !== table) || (state && row.dataset.state !== state)
      || (words && !row.textContent.toLowerCase().includes(words));
    shown += row.hidden ? 0 : 1;
  }
  document.querySelector('output').textContent = shown + ' of ' + rows.length + ' shown';
}
form.addEventListener('input', filter);
form.addEventListener('submit', event => event.preventDefault());
for (const link of document.querySelectorAll('a[data-table]')) {
  link.addEventListener('click', () => { form.table.value = link.dataset.table; filter(); });
}
filter();
"""


def page(found: Coverage) -> str:
    """Return the whole page."""
    return f"""<!doctype html>
<html lang="en-AU">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Casebound: step coverage</title>
<style>{STYLE}</style>
</head>
<body>
<h1>Step coverage</h1>
<p>{found.covered} of {found.entries} steps of the three procedures are covered. A step is covered
when tests that passed have shown each of its facets in the case database.</p>
{_refused(found.refused)}
<table>
<thead><tr><th>Table</th><th>Covered</th><th></th></tr></thead>
<tbody>
{_joined(_table(table) for table in found.tables)}
</tbody>
</table>
<h2 id="steps">Steps</h2>
<form>
<label>Table <select name="table"><option value="">All</option>
{_joined(_option(table) for table in found.tables)}
</select></label>
<label>State <select name="state"><option value="">All</option>
<option value="covered">Covered</option><option value="open">Not covered</option></select></label>
<label>Words <input name="words" type="search" placeholder="id, title, facet, file"></label>
<output class="soft"></output>
</form>
<table>
<thead><tr><th>Step</th><th>Shows</th><th>Code</th><th>Tests</th></tr></thead>
<tbody class="steps">
{_joined(_step(step) for step in found.steps)}
</tbody>
</table>
<script>{SCRIPT}</script>
</body>
</html>
"""


def _key(of: TableCoverage | StepCoverage) -> str:
    return escape(f"{of.procedure} {of.table}")


def _name(table: TableCoverage) -> str:
    return escape(f"{PROCEDURES[table.procedure]}: {table.table}")


def _refused(reasons: list[str]) -> str:
    if not reasons:
        return ""
    items = _joined(f"<li>{escape(reason)}</li>" for reason in reasons)
    return f"<details><summary>{len(reasons)} not counted</summary><ul>{items}</ul></details>"


def _table(table: TableCoverage) -> str:
    share = 100 * table.covered // table.entries
    return (
        f'<tr><td><a href="#steps" data-table="{_key(table)}">{_name(table)}</a></td>'
        f'<td class="count">{table.covered} of {table.entries}</td>'
        f'<td><div class="bar"><span style="width: {share}%"></span></div></td></tr>'
    )


def _option(table: TableCoverage) -> str:
    return f'<option value="{_key(table)}">{_name(table)}</option>'


def _step(step: StepCoverage) -> str:
    state = "covered" if step.covered else "open"
    facets = _joined(_facet(facet, shown=shown) for facet, shown in step.facets.items())
    return (
        f'<tr id="{escape(step.id)}" data-table="{_key(step)}" data-state="{state}">'
        f"<td><code>{escape(step.id)}</code><br>{escape(step.title)}<br>"
        f"<small>{escape(step.kind.replace('_', ' '))}, {state.replace('open', 'not covered')}"
        f"</small></td>"
        f'<td><ul class="facets">{facets}</ul>{_exception(step.id)}</td>'
        f"<td>{_places(step.code)}</td><td>{_places(step.tests)}</td></tr>"
    )


def _facet(facet: str, *, shown: bool) -> str:
    name = facet.removeprefix(BRANCH).removeprefix(RECORDED)
    mark, style, state = ("✓", "yes", "shown") if shown else ("✗", "no", "not shown")
    return (
        f'<li class="{style}" title="{escape(words_of(facet))}: {state}">'
        f'<span aria-hidden="true">{mark}</span> {escape(name.replace("_", " "))}</li>'
    )


def _exception(step: str) -> str:
    reasons = [NO_APPROVAL[step]] if step in NO_APPROVAL else []
    if step in NARROWED:
        reasons.append(f"not {', '.join(NARROWED[step].missing)}: {NARROWED[step].reason}")
    return "".join(f"<small>{escape(reason)}</small><br>" for reason in reasons)


def _places(places: list[str]) -> str:
    if not places:
        return '<span class="soft">none</span>'
    return f"<ul>{_joined(f'<li><code>{escape(place)}</code></li>' for place in places)}</ul>"


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(parts)
