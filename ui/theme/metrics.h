// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes that pages share, so that cards and tables line up from one page to the next. Pixels at 1x.
#pragma once

namespace autokernel::ui {

inline constexpr int kPageMargin = 12; // around a page, and between its cards
inline constexpr int kRowHeight = 28; // of a table
inline constexpr int kTallRowHeight = 42; // of a table whose rows have two lines
inline constexpr int kValueRowHeight = 26; // of the values beside a chart
inline constexpr int kLogRowHeight = 22; // a line of a log
inline constexpr int kLogPanelHeight = 200; // the log below the pages, at first
inline constexpr int kEvidenceLogHeight = 180; // of the compile log beside a diff
inline constexpr int kSideWidth = 300; // cards beside a chart or a table
inline constexpr int kValuesWidth = 460; // a table beside its chart, at first
inline constexpr int kEvidenceWidth = 344; // cards beside a diff: times and sentences

} // namespace autokernel::ui
