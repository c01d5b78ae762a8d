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
@media (max-width:720px){main{padding:18px 14px 40px}.hero{grid-template-columns:1fr}
.findings thead{position:absolute;left:-9999px}.findings tr{display:block;border-bottom:1px solid var(--ink2);padding:8px 0}.findings td{display:block;border:0;padding:2px 0}.findings td:nth-child(5){width:auto}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--ink2:#444;--line:#ccc}body{font-size:10.5pt}main{max-width:none;padding:0}h2{break-after:avoid}tr{break-inside:avoid}.maps,.pair{grid-template-columns:1fr 1fr}.stages{grid-template-columns:1fr 1fr 1fr}details{display:none}}
)css";

}  // namespace sprue
