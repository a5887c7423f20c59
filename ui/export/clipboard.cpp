// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/clipboard.h"

#include "ui/text.h"

#include "report/escape.h"

#include <QHeaderView>
#include <QTableView>
#include <algorithm>

namespace autokernel::ui {

Result<std::unique_ptr<QMimeData>> pictureOf(const ChartDrawing& chart, const ChartSize& size)
{
    AK_ASSIGN(const auto encode, drawChart(chart, ChartFormat::Svg, size));
    AK_ASSIGN(const auto svg, encode());
    const QImage image = chartImage(*chart.plot, size, chart.caption);
    if (image.isNull())
        return fail(ErrorCode::OutOfMemory, "there is not enough memory for the picture.");
    auto mime = std::make_unique<QMimeData>();
    mime->setImageData(image);
    mime->setData("image/svg+xml", svg);
    return mime;
}

QString selectionAsTsv(const QAbstractItemView& view)
{
    const auto* model = view.model();
    if (model == nullptr || model->rowCount() == 0)
        return {};
    std::vector<int> rows;
    for (const auto& index : view.selectionModel()->selectedIndexes())
        rows.push_back(index.row());
    if (rows.empty() && view.currentIndex().isValid())
        rows.push_back(view.currentIndex().row());
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    if (rows.empty())
        return {};
    const auto* table = qobject_cast<const QTableView*>(&view);
    std::vector<int> columns;
    for (int column = 0; column < model->columnCount(); ++column)
        if (table == nullptr || !table->isColumnHidden(column))
            columns.push_back(column);
    const auto line = [&](const auto& cell) {
        QStringList cells;
        for (const int column : columns)
            cells.push_back(text(report::tsvField(cell(column).toString().toStdString())));
        return cells.join('\t') + '\n';
    };
    QString tsv = line([&](int column) { return model->headerData(column, Qt::Horizontal); });
    for (const int row : rows)
        tsv += line([&](int column) { return model->index(row, column).data(); });
    return tsv;
}

std::unique_ptr<QMimeData> reportAsMime(const std::string& html, const std::string& markdown)
{
    auto mime = std::make_unique<QMimeData>();
    mime->setHtml(text(html));
    mime->setText(text(markdown));
    return mime;
}

} // namespace autokernel::ui
