// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_offer.h"

#include "ui/text.h"

#include <QCoreApplication>

namespace autokernel::ui {
namespace {

QString compareText(const char* source)
{
    return QCoreApplication::translate("CompareOffer", source);
}

ChartCaption captionOf(const std::vector<ReportPtr>& runs, const std::vector<CompareLine>& lines)
{
    QStringList names;
    for (const auto& line : lines)
        names.push_back(line.name);
    QStringList subjects;
    QStringList sources;
    for (const auto& run : runs) {
        subjects.push_back(text(run->run.summary.subject));
        sources.push_back(sourceOf(*run, {}));
    }
    subjects.removeDuplicates();
    ChartCaption caption;
    caption.title
        = compareText("%1: speedup over eager, %2").arg(subjects.join(", "), names.join(", "));
    caption.subtitle = text(runs.front()->run.device.name);
    if (runs.size() > 1)
        caption.subtitle += QStringLiteral(" · ") + compareText("measured in different sessions");
    caption.source = sources.join("; ");
    return caption;
}

} // namespace

ChartOffer compareOffer(const std::vector<ReportPtr>& runs, std::vector<CompareLine> lines)
{
    std::string part = "speedup";
    for (std::size_t i = 1; i < runs.size(); ++i)
        part += "-run" + std::to_string(runs[i]->run.summary.id.value);
    const auto caption = captionOf(runs, lines);
    ChartOffer offer;
    offer.name = caption.title;
    offer.fileName = fileStem(*runs.front(), part);
    offer.title = caption.title;
    offer.csv = [lines] { return csvOf(lines); };
    offer.draw = [caption, lines = std::move(lines)](const Theme& theme, const QSize& size) {
        auto view = std::make_unique<CompareChart>(theme, nullptr);
        view->resize(size);
        view->setLines(lines);
        ChartDrawing drawing;
        drawing.plot = &view->plot();
        drawing.caption = caption;
        drawing.view = std::move(view);
        return drawing;
    };
    return offer;
}

} // namespace autokernel::ui
