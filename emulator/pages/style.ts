/** The one style sheet of all pages; light or dark as the reader has it. */
export const style = `
:root { color-scheme: light dark; --back: #fbfbfc; --card: #fff; --ink: #1b1f24; --soft: #636c76; --line: #e2e5e9;
  --link: #0a58ca; --good: #1a7f37; --bad: #cf222e; --busy: #9a6700; --tint: #f2f4f6 }
@media (prefers-color-scheme: dark) { :root { --back: #0f1216; --card: #171b21; --ink: #e3e7ec; --soft: #929ca8;
  --line: #2b313a; --link: #6cb0ff; --good: #4cc26b; --bad: #ff7b72; --busy: #e0b23f; --tint: #1e242c } }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
header { border-bottom: 1px solid var(--line); background: var(--card) }
nav, main { max-width: 1120px; margin: 0 auto; padding: 12px 24px }
nav a + a::before { content: "/"; color: var(--soft); padding: 0 10px }
nav a:first-child { font-weight: 650; color: var(--ink) }
a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
h1 { font-size: 24px; margin: 20px 0 12px; overflow-wrap: anywhere } h2 { font-size: 17px; margin: 32px 0 10px }
.soft { color: var(--soft) } .small { font-size: 13px }
.phase { font-size: 12px; font-weight: 650; letter-spacing: .02em; white-space: nowrap; color: var(--soft) }
.phase::before { content: "●"; margin-right: 6px }
.good { color: var(--good) } .bad { color: var(--bad) } .busy { color: var(--busy) }
h1 .phase { font-size: 14px; vertical-align: middle; margin-left: 12px }
dl { display: flex; flex-wrap: wrap; gap: 8px 36px; margin: 12px 0 }
dt { font-size: 12px; color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
.frame { border: 1px solid var(--line); border-radius: 8px; background: var(--card); overflow-x: auto }
table { width: 100%; border-collapse: collapse }
th { text-align: left; font-size: 12px; font-weight: 600; color: var(--soft); background: var(--tint) }
th, td { padding: 8px 14px; vertical-align: top } tr + tr > td, thead + tbody td { border-top: 1px solid var(--line) }
td.name { overflow-wrap: anywhere } td.right, th.right { text-align: right; white-space: nowrap }
tr.more > td { border-top: 0; padding-top: 0 }
.d1 { padding-left: 34px } .d2 { padding-left: 54px } .d3 { padding-left: 74px } .d4 { padding-left: 94px }
.d5 { padding-left: 114px } .d6 { padding-left: 134px }
.bar { display: block; width: 160px; height: 8px; margin-top: 7px; border-radius: 4px; background: var(--tint) }
.bar rect { fill: currentColor }
pre { margin: 0; padding: 12px 14px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 480px; overflow-y: auto;
  font: 13px/1.5 ui-monospace, monospace }
pre.error { border-left: 3px solid var(--bad) } td pre { background: var(--tint); border-radius: 6px; margin: 4px 0 }
code { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
.links a, .links span { margin-right: 14px } .small .phase { margin: 0 6px } .small .links { margin-left: 12px }
details summary { cursor: pointer; font: 13px/1.6 ui-monospace, monospace } td p { margin: 2px 0 }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 24px }
.values td:first-child { width: 1%; min-width: 7em }
@media (max-width: 800px) { .two { grid-template-columns: 1fr } .bar { width: 80px } }
@media (max-width: 640px) { nav, main { padding: 12px 14px } thead { display: none }
  tr { display: flex; flex-wrap: wrap; align-items: baseline; padding: 6px 0 } td { padding: 2px 14px }
  tr + tr > td, thead + tbody td { border-top: 0 } tr + tr { border-top: 1px solid var(--line) } tr.more { border-top: 0; padding-top: 0 }
  td.name, tr.more > td { flex: 1 0 100%; min-width: 0 } .values td { flex: 0 1 auto; width: auto !important } .bar { margin: 0 } }
.empty { padding: 14px; color: var(--soft) }
`;
