// SPDX-License-Identifier: GPL-3.0-or-later
// Charts as files and on the clipboard: which one is meant, and in which look.
#include "ui/dialogs/export_chart_dialog.h"
#include "ui/export/clipboard.h"
#include "ui/shell/export_commands.h"
#include "ui/text.h"

#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <algorithm>
#include <array>

namespace autokernel::ui {
namespace {

constexpr ChartSize kClipboardSize {{1600, 900}, 192};

constexpr std::array kColors {std::pair {ChartColors::Light, "light"},
    std::pair {ChartColors::Dark, "dark"}, std::pair {ChartColors::Print, "print"}};

ChartColors colorsNamed(const QString& name)
{
    for (const auto& [colors, known] : kColors)
        if (name == known)
            return colors;
    return ChartColors::Light;
}

QString nameOfColors(ChartColors wanted)
{
    for (const auto& [colors, known] : kColors)
        if (colors == wanted)
            return known;
    return {};
}

int leastHeightOf(const ChartOffer& chart, const Theme& theme, const ChartSize& size)
{
    if (!chart.hasPanels)
        return 0;
    return withRoomFor(chart.draw(theme, logicalSize(size)), size).pixels.height();
}

} // namespace

// Whose chart has the focus, as that has whose menu is open; nullptr: no chart has.
const ChartOffer* ExportCommands::focused(const std::vector<ChartOffer>& charts)
{
    const auto* focus = QApplication::focusWidget();
    const auto found = std::find_if(charts.begin(), charts.end(), [&](const ChartOffer& chart) {
        return focus != nullptr && chart.shown != nullptr
            && (chart.shown == focus || chart.shown->isAncestorOf(focus));
    });
    return found == charts.end() ? nullptr : &*found;
}

// Those of the page, and of the evidence where a panel holds it beside another page.
std::vector<ChartOffer> ExportCommands::charts() const
{
    auto charts = m_parts.page()->charts();
    if (m_parts.page() != &m_parts.diff && m_parts.diff.evidence().isVisible())
        for (auto& chart : m_parts.diff.charts())
            charts.push_back(std::move(chart));
    return charts;
}

void ExportCommands::saveChart()
{
    const auto offers = charts();
    if (offers.empty()) {
        emit said(tr("This page has no chart to export."));
        return;
    }
    const ChartExport before {m_choices.chartFormat,
        {m_choices.chartPixels, m_choices.chartDotsPerInch}, colorsNamed(m_choices.chartColors),
        {}};
    std::vector<ExportChartDialog::Chart> shown;
    for (const auto& offer : offers)
        shown.push_back({offer.name, offer.title, suggested(offer.fileName),
            leastHeightOf(offer, themeOf(before.colors), before.size)});
    ExportChartDialog dialog(
        shown, before,
        // The page that is shown when it is saved may be another one.
        [this, &offers](int chart, const ChartExport& wanted, ExportDialog::Done done) {
            writeChart(offers[static_cast<std::size_t>(chart)], wanted, std::move(done));
        },
        &m_parts.window);
    if (const auto* chart = focused(offers))
        dialog.setChart(static_cast<int>(chart - offers.data()));
    if (dialog.exec() != QDialog::Accepted)
        return;
    const auto chosen = dialog.choices();
    m_choices.chartFormat = QFileInfo(chosen.file).suffix().toLower();
    const int least = shown[static_cast<std::size_t>(dialog.chart())].leastHeight;
    const bool isOwnHeight = chosen.size.pixels.height() != least; // not that of this chart alone
    m_choices.chartPixels = {chosen.size.pixels.width(),
        isOwnHeight ? chosen.size.pixels.height() : m_choices.chartPixels.height()};
    m_choices.chartDotsPerInch = chosen.size.dotsPerInch;
    m_choices.chartColors = nameOfColors(chosen.colors);
    remember(chosen.file);
    emit said(tr("Chart written to %1").arg(chosen.file));
}

void ExportCommands::writeChart(
    const ChartOffer& chart, const ChartExport& wanted, ExportDialog::Done done)
{
    const auto format = *chartFormatOf(wanted.file); // the dialog has looked
    if (format == ChartFormat::Csv)
        return writeBytesTo(
            wanted.file,
            [csv = chart.csv]() -> Result<QByteArray> { return QByteArray::fromStdString(csv()); },
            std::move(done));
    if (const auto possible = checkSize(wanted.size); !possible)
        return done(possible);
    auto drawing = chart.draw(themeOf(wanted.colors), logicalSize(wanted.size));
    if (!wanted.title.isEmpty())
        drawing.caption.title = wanted.title;
    const auto drawn = drawChart(drawing, format, wanted.size);
    if (!drawn)
        return done(fail(drawn.error()));
    writeBytesTo(wanted.file, *drawn, std::move(done));
}

void ExportCommands::copyChart()
{
    const auto offers = charts();
    if (offers.empty()) {
        emit said(tr("This page has no chart to copy."));
        return;
    }
    const auto* chart = focused(offers);
    copyChart(chart != nullptr ? *chart : offers.front());
}

// Nobody was asked for a size, so it grows with what is shown.
void ExportCommands::copyChart(const ChartOffer& chart)
{
    const auto drawing
        = chart.draw(themeOf(colorsNamed(m_choices.chartColors)), logicalSize(kClipboardSize));
    auto picture = pictureOf(drawing, withRoomFor(drawing, kClipboardSize));
    if (!picture) {
        emit said(text(picture.error().message));
        return;
    }
    QApplication::clipboard()->setMimeData(picture->release());
    emit said(tr("Copied as a picture: %1").arg(chart.title));
}

} // namespace autokernel::ui
