// SPDX-License-Identifier: GPL-3.0-or-later
// What is put on the clipboard, each in the forms that other programs paste. UI thread.
#pragma once

#include "ui/export/chart_drawing.h"

#include <QAbstractItemView>
#include <QMimeData>
#include <memory>

namespace autokernel::ui {

// A picture as PNG and SVG, by whichever the other program prefers.
Result<std::unique_ptr<QMimeData>> pictureOf(const ChartDrawing& chart, const ChartSize& size);

// The selected rows as tab-separated text, all visible columns, headings above them; the current
// row where none is selected. "" where there is no row.
QString selectionAsTsv(const QAbstractItemView& view);

// A report as HTML, with Markdown for who pastes plain text.
std::unique_ptr<QMimeData> reportAsMime(const std::string& html, const std::string& markdown);

} // namespace autokernel::ui
