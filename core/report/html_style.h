// SPDX-License-Identifier: Apache-2.0
// The style sheet of the HTML report. Verdicts differ by shape as well as by colour; the colours
// are told apart under the common colour-vision deficiencies, and have 3:1 contrast on both
// grounds.
#pragma once

#include <cstddef>

namespace autokernel::report {

inline constexpr std::size_t kSeriesColors
    = 8; // of kernels side by side, as in the window's themes

inline constexpr const char* kStyle = R"css(
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--text:#1b1f24;--soft:#57606a;--line:#d8dee4;
--accent:#1f5fbf;--kept:#12753f;--kept-soft:#e3f4ea;--grey:#6e7781;--amber:#9a6200;--red:#c4261d;--violet:#7a3db8;
--magenta:#b3116f;--added:#e2f4e6;--added-word:#a9dfb6;--removed:#fdeaea;--removed-word:#f4b9b7;--zone-a:#eef3fb;--zone-b:#faf5ea;
--series-1:#a44d37;--series-2:#2f7b8e;--series-3:#bd2878;--series-4:#668000;--series-5:#600a76;--series-6:#800000;--series-7:#0018b2;--series-8:#691637}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--card:#1c2026;--text:#e6e9ed;--soft:#a2abb6;--line:#363c45;
--accent:#7ab0ff;--kept:#4cc38a;--kept-soft:#17372a;--grey:#9aa4af;--amber:#e0a33a;--red:#ff7b72;--violet:#c39bf0;
--magenta:#f27fc0;--added:#15301f;--added-word:#23623a;--removed:#3a1d1f;--removed-word:#7a2e30;--zone-a:#1a2230;--zone-b:#2a251a;
--series-1:#e9ab81;--series-2:#05cdff;--series-3:#e06caa;--series-4:#f2e75a;--series-5:#b8e4f9;--series-6:#a5870d;--series-7:#ff1ad1;--series-8:#4dffc3}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1000px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:22px;margin:0}h2{font-size:18px;margin:0 0 4px}h3{font-size:15px;margin:22px 0 4px}
p{margin:6px 0 12px;max-width:78ch}.soft,small{color:var(--soft)}small{font-size:13px}
.remark{display:block;white-space:normal;max-width:30ch;margin-left:auto}
.headline{font-size:19px;line-height:1.4;margin:14px 0 20px;max-width:70ch}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:18px 20px;margin:16px 0}
table{border-collapse:collapse;width:100%;margin:10px 0}
th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--soft);font-size:13px}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
tr.best td{font-weight:600}.scroll{overflow-x:auto}
.badge{display:inline-block;border-radius:99px;padding:2px 12px;font-weight:600;font-size:13px;border:1px solid currentColor}
.good{color:var(--kept)}.bad{color:var(--red)}.warn{color:var(--amber)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:12px;margin:12px 0}
.card{border:1px solid var(--line);border-radius:8px;padding:12px 14px;background:var(--card)}
.card b{display:block;font-size:26px;line-height:1.25;font-variant-numeric:tabular-nums}
pre{overflow-x:auto;background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:10px 12px;font:13px/1.45 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;margin:8px 0}
code{font:13px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
details{margin:8px 0}summary{cursor:pointer;color:var(--accent)}
.chart{width:100%;height:auto;display:block;margin:6px 0 2px}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--soft)}
svg .axis{fill:var(--text)}svg .label{font-size:12px}svg .strong{fill:var(--kept);font-weight:600}svg .blue{fill:var(--accent)}svg .dark{fill:var(--text)}
svg .grid{stroke:var(--line);stroke-width:1}svg .bar{fill:var(--accent)}svg .bar-rest{fill:var(--grey);opacity:.55}
svg .kept{fill:var(--kept);stroke:var(--kept)}svg .kept-line{stroke:var(--kept);stroke-width:2;fill:none}
svg .whisker{stroke:var(--kept);stroke-width:1.5}svg .demoted{fill:none;stroke:var(--kept);stroke-width:1.6}
svg .reverted{fill:none;stroke:var(--grey);stroke-width:1.2;opacity:.75}svg .inconclusive{fill:none;stroke:var(--amber);stroke-width:1.5}
svg .incorrect{fill:none;stroke:var(--red);stroke-width:1.6}svg .crashed{fill:none;stroke:var(--violet);stroke-width:1.5}
svg .rejected{fill:var(--magenta);stroke:none}svg .control{fill:none;stroke:var(--soft);stroke-width:1.2}
svg .rung{stroke:var(--soft);stroke-width:1.3;stroke-dasharray:5 4}svg .forecast{stroke:var(--accent);stroke-width:1.5;stroke-dasharray:3 3;fill:none}
svg .on-line{paint-order:stroke;stroke:var(--zone-a);stroke-width:4px;stroke-linejoin:round}
svg .roof{stroke:var(--text);stroke-width:2}svg .roof-cache{stroke:var(--grey);stroke-width:1.3}svg .roof-nominal{stroke:var(--soft);stroke-width:1.3;stroke-dasharray:6 4}
svg .best{fill:var(--series,var(--text))}svg .peer{fill:none;stroke:var(--series,var(--text));stroke-width:1.6}
svg .first{fill:var(--card);stroke:var(--series,var(--text));stroke-width:1.8}svg .between{fill:var(--series);opacity:.4}
svg .name{fill:var(--series);font-weight:600}svg .trail{stroke:var(--series);stroke-width:1.5;opacity:.7}
.series-1{--series:var(--series-1)}.series-2{--series:var(--series-2)}.series-3{--series:var(--series-3)}.series-4{--series:var(--series-4)}.series-5{--series:var(--series-5)}.series-6{--series:var(--series-6)}.series-7{--series:var(--series-7)}.series-8{--series:var(--series-8)}
svg .zone-a{fill:var(--zone-a)}svg .zone-b{fill:var(--zone-b)}
svg .range{stroke:var(--accent);stroke-width:3}svg .median{fill:var(--accent)}svg .range-ours{stroke:var(--kept);stroke-width:3}svg .median-ours{fill:var(--kept)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--soft);margin:2px 0 10px}
.legend svg{width:14px;height:14px;vertical-align:-2px;margin-right:5px}
.diff{padding:6px 0;white-space:pre}.diff span.r{display:block;padding:0 12px;min-height:1.45em}.diff .a{background:var(--added)}.diff .d{background:var(--removed)}
.diff .a mark{background:var(--added-word);color:inherit}.diff .d mark{background:var(--removed-word);color:inherit}.diff .fold{color:var(--soft);background:var(--zone-a)}
@media print{body{background:#fff}section{break-inside:avoid-page}}
)css";

} // namespace autokernel::report
