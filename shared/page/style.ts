import { STATES, STATES_IN_ORDER } from '../desk/fleet-words.ts';

/** On a phone a row is a card, and the heads of the columns stand in its cells. */
const labels = (table: string, heads: readonly string[]): string =>
  heads
    .flatMap((head, index) =>
      head ? [`.${table} td:nth-child(${index + 1})::before { content: '${head}: '; }`] : [],
    )
    .join('\n  ');

/** How wide the columns are, in per cent: no name, however long, pushes another aside. */
const widths = (table: string, shares: readonly number[]): string =>
  shares.map((share, index) => `.${table} thead th:nth-child(${index + 1}) { width: ${share}%; }`).join('\n');

/** How pages look on a screen by day and by night, on a phone, and in print. */
export const STYLE = `
:root {
  --ink: #1b2430; --soft: #55606e; --line: #d5dae1; --paper: #ffffff; --band: #f4f6f8;
  --overdue: #a3161b; --not_known: #7a4a00; --due: #1d4f91; --up_to_date: #1c6b3a;
  --warn: #fff4dc; --well: #2e8b57; --badly: #c0392b; --at_work: #3a78c9; --waiting: #c9d1db; --unproven: #b58900; --left: #8a94a1;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6e9ee; --soft: #a5afbc; --line: #39424e; --paper: #14181d; --band: #1c2229;
    --overdue: #ff8a85; --not_known: #f0b65a; --due: #8ab8f5; --up_to_date: #7fce9b;
    --warn: #332a16; --waiting: #46505d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem; max-width: 100rem; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
}
h1 { margin: 0 0 .25rem; font-size: 1.6rem; line-height: 1.2; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; overflow-wrap: anywhere; }
p { margin: 0 0 .75rem; color: var(--soft); }
.count { color: var(--soft); font-weight: normal; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.tiles li { flex: 1 1 9rem; padding: .6rem .9rem; border: 1px solid var(--line); border-left: .35rem solid; border-radius: .3rem; }
.tiles b { display: block; font-size: 1.8rem; line-height: 1.1; }
.state { white-space: nowrap; font-weight: 600; }
.overdue { color: var(--overdue); } .not_known { color: var(--not_known); }
.due { color: var(--due); } .up_to_date { color: var(--up_to_date); }
.warning { margin-top: 1.5rem; padding: .75rem 1rem; background: var(--warn); border-left: .35rem solid var(--not_known); }
.warning h2 { margin-top: 0; }
ul { margin: 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
.totals { width: auto; }
.working { table-layout: fixed; } .working :is(th, td) { overflow-wrap: anywhere; }
${widths('working', [13, 35, 17, 21, 14])}
summary { cursor: pointer; color: var(--due); }
.beside { display: flex; flex-wrap: wrap; gap: 0 2.5rem; } .beside section { min-width: 0; }
.tiles a { text-decoration: none; color: inherit; }
caption { padding: 0 0 .4em; text-align: left; color: var(--soft); font-size: .93em; }
th, td { padding: .35em .6em; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: break-word; }
thead th { background: var(--band); font-size: .9em; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
.totals th { overflow-wrap: break-word; }
.targets, .gone { table-layout: fixed; }
.targets :is(th, td), .gone :is(th, td) { overflow-wrap: anywhere; }
${widths('targets', [9, 20, 9, 9, 10, 14, 12, 6, 11])}
${widths('gone', [24, 12, 16, 20, 14, 14])}
.number { text-align: right; font-variant-numeric: tabular-nums; }
small { display: block; color: var(--soft); font-weight: normal; font-size: .86em; }
th small { font-family: ui-monospace, 'DejaVu Sans Mono', monospace; font-size: .74em; }
@media screen and (max-width: 60rem) {
  body { padding: 1rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr { display: block; }
  caption { display: block; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  tbody :is(th, td) { display: block; padding: .1rem 0; border: 0; overflow-wrap: anywhere; }
  tbody td:empty { display: none; }
  tbody td::before { color: var(--soft); }
  .totals td.number { display: inline-block; margin-right: 1em; }
  ${labels('totals', ['', ...STATES_IN_ORDER.map((state) => STATES[state]), 'oldest offer'])}
  .beside { display: block; }
  ${labels('targets', ['', '', 'Owner', 'Runs', 'Offered', 'Offered for', 'Last result', 'Hold', 'Where'])}
  ${labels('rollout', ['', '', 'Wave', 'From and to', 'Why', 'Where', 'Owner'])}
  ${labels('working', ['', '', 'Rollout', 'What', 'Where'])}
  ${labels('fleets', ['', '', 'Targets', 'Next plan'])}
  ${labels('history', ['', '', 'Targets', 'Approved by', 'Change record'])}
  ${labels('agenda', ['', '', 'When', 'Why'])}
  ${labels('gone', ['', 'Owner', 'Ran', 'Last result', 'Where', 'Gone for'])}
  ${labels('surveys', ['', 'Instances', 'Read', 'First surveyed', 'Not read'])}
  :is(.surveys, .fleets) .number { text-align: left; }
}
.page { margin-top: 3rem; padding-top: 1rem; border-top: 2px solid var(--line); }
nav { display: flex; flex-wrap: wrap; gap: 1rem; margin: 0 0 1rem; padding: 0 0 .5rem; border-bottom: 1px solid var(--line); }
.still { margin-left: auto; font-size: .86em; }
a { color: var(--due); }
h3 { margin: 1rem 0 .3rem; font-size: 1rem; }
.stands { font-size: .93em; font-weight: 600; white-space: nowrap; }
h1 .stands { padding: .1em .5em; border: 1px solid; border-radius: .3rem; font-size: .6em; vertical-align: middle; }
:is(.halted, .failed, .completed_unchanged, .timed_out, .unknown, .two_jobs, .rejected, .refused).stands { color: var(--overdue); }
:is(.succeeded, .already_done, .done).stands { color: var(--up_to_date); }
:is(.running, .sent, .reserved, .approved, .proposed).stands { color: var(--due); }
:is(.drifted, .on_hold, .completed_unproven).stands { color: var(--not_known); }
.needs { margin: .75rem 0; padding: .6rem .9rem; background: var(--warn); border-left: .35rem solid var(--not_known); }
.needs p { margin: 0 0 .4rem; color: var(--ink); overflow-wrap: anywhere; }
.waits { padding: .4rem .9rem; border-left: .35rem solid var(--line); overflow-wrap: anywhere; }
.command { display: inline-block; max-width: 100%; padding: .25em .5em; background: var(--band); border: 1px solid var(--line); border-radius: .2rem; font-size: .86em; overflow-wrap: anywhere; user-select: all; }
.waves { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0; padding: 0; list-style: none; }
.waves li { flex: 1 1 16rem; min-width: 0; padding: .6rem .9rem; border: 1px solid var(--line); border-radius: .3rem; overflow-wrap: anywhere; }
.waves :is(.open, .settled) { border-color: var(--due); } .waves .at_gate { border-color: var(--not_known); }
.strip { display: block; width: 100%; height: .6rem; margin: .4rem 0; }
.strip .well { fill: var(--well); } .strip .unproven { fill: var(--unproven); } .strip .badly { fill: var(--badly); }
.strip .at_work { fill: var(--at_work); } .strip .waiting { fill: var(--waiting); } .strip .left { fill: var(--left); }
.tally { margin: 0; font-size: .86em; }
.weeks { display: block; width: 100%; height: 1.6rem; margin: 0 0 .75rem; background: var(--band); border: 1px solid var(--line); }
.weeks .open { fill: var(--well); } .weeks .frozen { fill: var(--badly); } .weeks .scheduled { fill: var(--ink); } .weeks line { stroke: var(--soft); stroke-width: .15; }
.span { font-weight: 600; } .span.open { color: var(--up_to_date); } .span.frozen { color: var(--overdue); }
.rollout { table-layout: fixed; }
.rollout :is(th, td) { overflow-wrap: anywhere; }
${widths('rollout', [11, 22, 9, 18, 22, 11, 7])}
.story { margin: 0; padding-left: 1.4rem; } .story li { margin: 0 0 .5rem; overflow-wrap: anywhere; }
.history { table-layout: fixed; } .history :is(th, td) { overflow-wrap: anywhere; } .history td p { margin: 0 0 .3rem; color: inherit; }
${widths('history', [22, 14, 24, 20, 20])}
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: 0 0 .75rem; }
label { color: var(--soft); font-size: .86em; } select, input, button { display: block; font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: .2rem; padding: .2em .4em; }
td:empty::after { content: '–'; color: var(--soft); }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root {
    --ink: #000000; --soft: #444444; --line: #bbbbbb; --paper: #ffffff; --band: #eeeeee;
    --overdue: #a3161b; --not_known: #7a4a00; --due: #1d4f91; --up_to_date: #1c6b3a; --warn: #ffffff;
    color-scheme: light;
  }
  body { max-width: none; padding: 0; font-size: 7.5pt; line-height: 1.3; }
  h1 { font-size: 15pt; } h2 { margin-top: 1.2em; font-size: 11pt; } .tiles b { font-size: 15pt; }
  tbody tr, .tiles, .warning { break-inside: avoid; }
  h2, caption, thead { break-after: avoid; }
  thead { display: table-header-group; }
  nav, form { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .page { margin-top: 0; padding-top: 0; border: 0; } .page ~ .page { break-before: page; }
}
`;
