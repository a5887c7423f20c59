// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/chart_file.h"

#include "ui/export/cut_to_axes.h"

#include "base/files.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kInchesPerMetre = 39.3700787;
constexpr double kPointsPerInch = 72;
constexpr QSize kLeastLogical {300, 240}; // title, axes and footer leave a plot of some lines
constexpr qint64 kMostMegapixels = 160; // A0 at 300 dots per inch
constexpr const char* kProgram = "AutoKernel " AUTOKERNEL_VERSION;

void draw(Plot& plot, QPaintDevice& device, const QSize& logical, const ChartCaption& caption,
    bool isVector)
{
    const ChartPage page(caption, logical, plot.theme());
    plot.plotLayout()->setMargins({0, page.top(), 0, page.bottom()});
    cutToAxes(plot, logical);
    QCPPainter painter(&device);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setMode(QCPPainter::pmVectorized, isVector);
    // Hairlines of one device pixel would vanish at many dots per inch.
    painter.setMode(QCPPainter::pmNonCosmetic);
    painter.setWindow(QRect(QPoint(0, 0), logical));
    plot.toPainter(&painter, logical.width(), logical.height());
    page.paint(painter);
}

ChartBytes drawPng(Plot& plot, const ChartSize& size, const ChartCaption& caption)
{
    return [image = chartImage(plot, size, caption)]() -> Result<QByteArray> {
        QByteArray bytes;
        QBuffer out(&bytes);
        out.open(QIODevice::WriteOnly);
        if (image.isNull() || !image.save(&out, "PNG"))
            return fail(ErrorCode::OutOfMemory,
                "there is not enough memory for a picture of this size; fewer pixels need less.");
        return bytes;
    };
}

// Instead of the generator's own, which it writes as they are: no XML where they hold a "<".
QByteArray described(QByteArray svg, const ChartCaption& caption)
{
    for (const char* element : {"title", "desc"}) {
        const QByteArray end = QByteArray("</") + element + '>';
        const auto at = svg.indexOf(QByteArray("<") + element + '>');
        if (at >= 0)
            svg.remove(at, svg.indexOf(end, at) + end.size() - at);
    }
    const QString inside
        = QString("\n<title>%1</title>\n<desc>%2 (%3)</desc>")
              .arg(caption.title.toHtmlEscaped(), caption.source.toHtmlEscaped(), kProgram);
    return svg.insert(svg.indexOf('>', svg.indexOf("<svg ")) + 1, inside.toUtf8());
}

ChartBytes drawSvg(Plot& plot, const ChartSize& size, const ChartCaption& caption)
{
    const QSize logical = logicalSize(size);
    QByteArray bytes;
    QBuffer out(&bytes);
    QSvgGenerator svg;
    svg.setOutputDevice(&out);
    svg.setResolution(kLogicalDotsPerInch);
    svg.setSize(logical);
    svg.setViewBox(QRect(QPoint(0, 0), logical));
    draw(plot, svg, logical, caption, true);
    return [whole = described(bytes, caption)] { return whole; };
}

// QPdfWriter's own information has no place for where a picture comes from.
QByteArray metadataOf(const ChartCaption& caption)
{
    return QString(R"(<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%1</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">%2</rdf:li></rdf:Alt></dc:description>
<xmp:CreatorTool>%3</xmp:CreatorTool>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>)")
        .arg(caption.title.toHtmlEscaped(), caption.source.toHtmlEscaped(), kProgram)
        .toUtf8();
}

ChartBytes drawPdf(Plot& plot, const ChartSize& size, const ChartCaption& caption)
{
    const QSize logical = logicalSize(size);
    QByteArray bytes;
    {
        QBuffer out(&bytes);
        out.open(QIODevice::WriteOnly);
        QPdfWriter pdf(&out);
        pdf.setCreator(kProgram);
        pdf.setTitle(caption.title);
        pdf.setDocumentXmpMetadata(metadataOf(caption));
        pdf.setPageSize(QPageSize(QSizeF(logical) * kPointsPerInch / kLogicalDotsPerInch,
            QPageSize::Point, caption.title, QPageSize::ExactMatch));
        pdf.setPageMargins(QMarginsF());
        pdf.setResolution(kLogicalDotsPerInch);
        draw(plot, pdf, logical, caption, true);
    }
    return [bytes] { return bytes; };
}

} // namespace

std::optional<ChartFormat> chartFormatOf(const QString& file)
{
    const QString suffix = file.contains('.') ? QFileInfo(file).suffix().toLower() : file.toLower();
    return suffix == "png" ? std::optional(ChartFormat::Png)
        : suffix == "svg"  ? std::optional(ChartFormat::Svg)
        : suffix == "pdf"  ? std::optional(ChartFormat::Pdf)
        : suffix == "csv"  ? std::optional(ChartFormat::Csv)
                           : std::nullopt;
}

QSize logicalSize(const ChartSize& size)
{
    const double scale = static_cast<double>(size.dotsPerInch) / kLogicalDotsPerInch;
    return {static_cast<int>(std::lround(size.pixels.width() / scale)),
        static_cast<int>(std::lround(size.pixels.height() / scale))};
}

Result<void> checkSize(const ChartSize& size)
{
    const int width = size.pixels.width();
    const int height = size.pixels.height();
    if (size.dotsPerInch < kLeastDotsPerInch || size.dotsPerInch > kMostDotsPerInch)
        return fail(ErrorCode::InvalidInput,
            "{} dots per inch are not possible: there can be {} to {}.", size.dotsPerInch,
            kLeastDotsPerInch, kMostDotsPerInch);
    if (width > kMostPixels || height > kMostPixels
        || static_cast<qint64>(width) * height > kMostMegapixels * 1'000'000)
        return fail(ErrorCode::InvalidInput,
            "a picture of {} x {} pixels is too large: at most {} a side and {} million in all.",
            width, height, kMostPixels, kMostMegapixels);
    const QSize logical = logicalSize(size);
    if (logical.width() < kLeastLogical.width() || logical.height() < kLeastLogical.height())
        return fail(ErrorCode::InvalidInput,
            "{} x {} pixels at {} dots per inch leave no room for a chart: at least {} x {}.",
            width, height, size.dotsPerInch,
            (kLeastLogical.width() * size.dotsPerInch + kLogicalDotsPerInch - 1)
                / kLogicalDotsPerInch,
            (kLeastLogical.height() * size.dotsPerInch + kLogicalDotsPerInch - 1)
                / kLogicalDotsPerInch);
    return {};
}

const Theme& themeOf(ChartColors colors)
{
    return colors == ChartColors::Dark ? Theme::dark()
        : colors == ChartColors::Print ? Theme::print()
                                       : Theme::light();
}

QImage chartImage(Plot& plot, const ChartSize& size, const ChartCaption& caption)
{
    QImage image(size.pixels, QImage::Format_RGB32);
    if (image.isNull()) // no memory
        return image;
    image.fill(plot.theme()[Paint::Card]);
    draw(plot, image, logicalSize(size), caption, false);
    // After drawing: they would change the size of its fonts.
    const int dotsPerMetre = static_cast<int>(std::lround(size.dotsPerInch * kInchesPerMetre));
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    image.setText("Title", caption.title);
    image.setText("Source", caption.source);
    image.setText("Software", kProgram);
    return image;
}

Result<ChartBytes> drawChart(
    Plot& plot, ChartFormat format, const ChartSize& size, const ChartCaption& caption)
{
    AK_TRY(checkSize(size));
    switch (format) {
    case ChartFormat::Png:
        return drawPng(plot, size, caption);
    case ChartFormat::Svg:
        return drawSvg(plot, size, caption);
    case ChartFormat::Pdf:
        return drawPdf(plot, size, caption);
    case ChartFormat::Csv:
        break;
    }
    return fail(ErrorCode::Unsupported, "CSV is no picture.");
}

Result<void> writeBytes(const QString& file, const QByteArray& bytes)
{
    return writeFileAtomically(file.toStdString(),
        std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace autokernel::ui
