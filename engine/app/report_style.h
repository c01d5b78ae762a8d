/// The style sheet of report.html.
#pragma once

namespace sprue {

inline constexpr const char* report_style = R"css(
:root{color-scheme:light dark;--bg:#fbfaf8;--card:#fff;--ink:#1d1f23;--ink2:#5b6069;--line:#e3e0da;--reject:#b3261e;--warn:#9a6700;--info:#31688e;--pass:#1a7f4b;--accent:#31688e}
@media (prefers-color-scheme:dark){:root{--bg:#16171a;--card:#1f2125;--ink:#e9e8e4;--ink2:#a2a7b0;--line:#34373d;--reject:#ff8a80;--warn:#f2c14e;--info:#7fb8de;--pass:#6fd39d;--accent:#7fb8de}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:28px 20px 60px}
header{display:flex;flex-wrap:wrap;gap:6px 18px;align-items:baseline;border-bottom:2px solid var(--ink);padding-bottom:10px;margin-bottom:18px}
h1{font-size:28px;line-height:1.15;margin:0;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:20px;margin:42px 0 12px;border-bottom:1px solid var(--line);padding-bottom:4px}
h3{font-size:14px;margin:0 0 6px;text-transform:capitalize}
h4{font-size:13px;margin:0 0 4px;font-weight:600}
p{margin:.3em 0}
.dim,.legend,figcaption{color:var(--ink2);font-size:12.5px}
.pill{display:inline-block;border-radius:99px;padding:0 9px;font-size:12px;font-weight:650;border:1px solid currentColor;white-space:nowrap}
.big.pill{font-size:15px;padding:2px 14px}
.pill.reject,.reject .no{color:var(--reject)}.pill.warn,.warn .no{color:var(--warn)}.pill.info,.info .no{color:var(--info)}.pill.pass{color:var(--pass)}
.hero{display:grid;grid-template-columns:minmax(0,1.7fr) minmax(220px,1fr);gap:24px;align-items:center}
.hero img{width:100%;height:auto}
.numbers{display:grid;gap:2px}
.numbers div{display:flex;justify-content:space-between;align-items:baseline;border-bottom:1px solid var(--line);padding:7px 0}
.numbers b{font-size:23px;font-variant-numeric:tabular-nums;font-weight:620}
.numbers i{font-style:normal;font-size:13px;color:var(--ink2);margin-left:4px}
.sentence{font-size:17px;max-width:70ch}
figure{margin:0}
.fig{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px;break-inside:avoid}
.hero .fig{background:none;border:0;padding:0}
.fig svg,.fig img{display:block;width:100%;height:auto}
.fig svg.design{max-height:560px}
svg text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--ink2)}
svg .axis *{fill:none;stroke:var(--ink2);stroke-width:.7}
svg.bar{width:100%;max-width:436px}
.pair,.maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:16px}
.stages{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(230px,46%),1fr));gap:12px}
.drawing{max-width:640px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:6px 10px 6px 0;border-bottom:1px solid var(--line)}
thead th{font-size:12px;color:var(--ink2);font-weight:600;border-bottom:1px solid var(--ink2)}
.findings td:nth-child(5){width:46%}
.findings .no{font-weight:700}
.findings p{margin:0 0 3px}.advice{font-weight:600}
td,code{overflow-wrap:anywhere}
code{font:12.5px ui-monospace,SFMono-Regular,Menlo,monospace;color:var(--ink2)}
.cards{columns:3 300px;column-gap:16px}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 14px;margin:0 0 16px;break-inside:avoid}
.facts th{font-weight:400;color:var(--ink2);font-size:13px;padding:2px 8px 2px 0;border:0}.facts td{text-align:right;font-size:13px;padding:2px 0;border:0}
.wide{margin:16px 0}.list td,.list th{font-size:13px}.scroll{overflow-x:auto}
details{margin-top:18px}summary{cursor:pointer;font-weight:600}
pre{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px;overflow:auto;font-size:12px}
footer{margin-top:40px;border-top:1px solid var(--line);padding-top:10px;color:var(--ink2);font-size:12.5px}
button,select,input{font:inherit;font-size:13px;color:inherit}
button,select{background:var(--card);border:1px solid var(--ink2);border-radius:6px;padding:2px 10px;cursor:pointer}
button[aria-pressed=true]{background:var(--accent);color:var(--bg)}
input[type=range]{width:100%;accent-color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.row{display:flex;gap:8px;align-items:center;flex-wrap:wrap}.row input[type=range]{flex:1;min-width:120px}
.film canvas{width:100%;max-height:520px;object-fit:contain;image-rendering:pixelated;display:block;margin-bottom:8px}
.bar .scale{height:10px;border-radius:3px}.bar .ends{display:flex;justify-content:space-between;font-size:12px;color:var(--ink2)}
.film .bar{max-width:420px;margin-top:6px}
.film{margin-bottom:16px}
.viewer{display:grid;grid-template-columns:minmax(0,1fr) 232px;gap:14px}.viewer[hidden]{display:none}
.view{position:relative;height:680px;background:var(--card);border:1px solid var(--line);border-radius:8px;overflow:hidden}
.view canvas{position:absolute;inset:0;width:100%;height:100%;touch-action:none}
.panel{display:flex;flex-direction:column;gap:6px;max-height:680px;overflow-y:auto}
.panel fieldset{border:1px solid var(--line);border-radius:8px;padding:3px 10px 6px;margin:0;display:flex;flex-direction:column;gap:3px;min-width:0}
.panel legend{font-size:12px;color:var(--ink2);padding:0 4px}
.panel label{display:flex;gap:8px;align-items:center;font-size:13px}.panel select{width:100%}.panel output,.row output{font-size:12.5px;color:var(--ink2);font-variant-numeric:tabular-nums}
.panel .dim{font-size:11.5px;line-height:1.35}
.marks{position:absolute;inset:0;pointer-events:none;overflow:hidden}.marks.quiet .mark{display:none}
.marks .mark{position:absolute;left:0;top:0;pointer-events:auto;padding:0;width:20px;height:20px;border-radius:50%;font-size:11px;font-weight:700;line-height:18px;text-align:center;color:#fff;border:1px solid #fff;opacity:.86}
.marks .reject{background:#b3261e}.marks .warn{background:#9a6700}.marks .info{background:#31688e}.marks .chosen{outline:3px solid var(--accent);opacity:1;z-index:2}
.distance{position:absolute;left:0;top:0;background:var(--card);border:1px solid var(--ink2);border-radius:6px;padding:1px 7px;font-size:13px;font-weight:600}
.readout{position:absolute;left:10px;bottom:10px;width:min(320px,calc(100% - 20px));background:var(--card);border:1px solid var(--line);border-radius:8px;padding:8px 12px;font-size:12.5px;max-height:calc(100% - 20px);overflow-y:auto}
.readout th{font-weight:400;color:var(--ink2);padding:1px 8px 1px 0;border:0}.readout td{text-align:right;padding:1px 0;border:0;white-space:nowrap}
.readout svg{display:block;width:100%}.readout .axes{fill:none;stroke:var(--ink2)}.readout .curve{fill:none;stroke:var(--accent);stroke-width:1.6}.readout .passage{fill:var(--accent)}
.viewer .legend,.viewer .trouble{grid-column:1/-1}.viewer.without .view,.viewer.without .panel{display:none}
@media (max-width:720px){.viewer{grid-template-columns:minmax(0,1fr)}.view{height:420px}.panel{max-height:none}}
@media print{.viewer,.film,button{display:none!important}}
@media (max-width:720px){main{padding:18px 14px 40px}.hero{grid-template-columns:1fr}
.findings thead{position:absolute;left:-9999px}.findings tr{display:block;border-bottom:1px solid var(--ink2);padding:8px 0}.findings td{display:block;border:0;padding:2px 0}.findings td:nth-child(5){width:auto}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--ink2:#444;--line:#ccc}body{font-size:10.5pt}main{max-width:none;padding:0}h2{break-after:avoid}tr{break-inside:avoid}.maps,.pair{grid-template-columns:1fr 1fr}.stages{grid-template-columns:1fr 1fr 1fr}details{display:none}}
)css";

}  // namespace sprue
