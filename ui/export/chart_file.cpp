// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/chart_file.h"

#include "base/files.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kInchesPerMetre = 39.3700787;

// The size in which the plot lays itself out.
QSize logicalSize(const ChartSize& size)
{
    const double scale = static_cast<double>(size.dotsPerInch) / kLogicalDotsPerInch;
    return {static_cast<int>(std::lround(size.pixels.width() / scale)),
        static_cast<int>(std::lround(size.pixels.height() / scale))};
}

void draw(Plot& plot, QPaintDevice& device, const QSize& logical, bool isVector)
{
    QCPPainter painter(&device);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setMode(QCPPainter::pmVectorized, isVector);
    // Hairlines of one device pixel would vanish at many dots per inch.
    painter.setMode(QCPPainter::pmNonCosmetic);
    painter.setWindow(QRect(QPoint(0, 0), logical));
    plot.toPainter(&painter, logical.width(), logical.height());
}

bool writePng(Plot& plot, QIODevice& out, const ChartSize& size, const ChartCaption& caption)
{
    QImage image(size.pixels, QImage::Format_RGB32);
    const int dotsPerMetre = static_cast<int>(std::lround(size.dotsPerInch * kInchesPerMetre));
    image.fill(plot.theme()[Paint::Card]);
    draw(plot, image, logicalSize(size), false);
    // After drawing: they would change the size of its fonts.
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    image.setText("Title", caption.title);
    image.setText("Source", caption.source);
    image.setText("Software", "AutoKernel " AUTOKERNEL_VERSION);
    return image.save(&out, "PNG");
}

bool writeSvg(Plot& plot, QIODevice& out, const ChartSize& size, const ChartCaption& caption)
{
    const QSize logical = logicalSize(size);
    QSvgGenerator svg;
    svg.setOutputDevice(&out);
    svg.setResolution(kLogicalDotsPerInch);
    svg.setSize(logical);
    svg.setViewBox(QRect(QPoint(0, 0), logical));
    svg.setTitle(caption.title);
    svg.setDescription(caption.source);
    draw(plot, svg, logical, true);
    return true;
}

bool writePdf(Plot& plot, QIODevice& out, const ChartSize& size, const ChartCaption& caption)
{
    const QSize logical = logicalSize(size);
    QPdfWriter pdf(&out);
    pdf.setCreator("AutoKernel " AUTOKERNEL_VERSION);
    pdf.setTitle(caption.title);
    constexpr double kPointsPerInch = 72;
    pdf.setPageSize(QPageSize(QSizeF(logical) * kPointsPerInch / kLogicalDotsPerInch,
        QPageSize::Point, caption.title, QPageSize::ExactMatch));
    pdf.setPageMargins(QMarginsF());
    pdf.setResolution(kLogicalDotsPerInch);
    draw(plot, pdf, logical, true);
    return true;
}

} // namespace

Result<void> writeChart(
    Plot& plot, const QString& file, const ChartSize& size, const ChartCaption& caption)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    const auto write = suffix == "png" ? writePng
        : suffix == "svg"              ? writeSvg
        : suffix == "pdf"              ? writePdf
                                       : nullptr;
    if (write == nullptr)
        return fail(ErrorCode::Unsupported,
            "{} is no picture that AutoKernel can write: use .png, .svg or .pdf.",
            file.toStdString());
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!write(plot, buffer, size, caption))
        return fail(ErrorCode::Io, "the picture of {} x {} pixels could not be drawn.",
            size.pixels.width(), size.pixels.height());
    buffer.close();
    return writeFileAtomically(file.toStdString(),
        std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace autokernel::ui
