// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of an SVG of Qt's generator lie, texts with their widths: what a viewer that does
// not clip would show.
#pragma once

#include <gtest/gtest.h>

#include <QFontMetricsF>
#include <QRectF>
#include <QRegularExpression>
#include <QTransform>
#include <QXmlStreamReader>

namespace autokernel::ui::test {

struct SvgContent
{
    QRectF frame; // its view box
    int coordinates = 0;
    QStringList texts;
    QStringList outside; // what lies outside of the frame, and where
    QString title;
    QString description;
};

class SvgScan
{
public:
    explicit SvgScan(const QByteArray& svg)
        : m_xml(svg)
    {
        std::vector<QTransform> transforms {QTransform()};
        while (!m_xml.atEnd()) {
            const auto token = m_xml.readNext();
            if (token == QXmlStreamReader::EndElement && m_xml.name() == QString("g"))
                transforms.pop_back();
            if (token != QXmlStreamReader::StartElement)
                continue;
            if (m_xml.name() == QString("g")) {
                transforms.push_back(matrixOf(value("transform")) * transforms.back());
                if (!value("font-size").isEmpty()) {
                    m_font.setFamily(value("font-family"));
                    m_font.setPixelSize(value("font-size").toInt());
                    m_font.setWeight(
                        value("font-weight").toInt() > 500 ? QFont::DemiBold : QFont::Normal);
                }
            } else {
                element(transforms.back());
            }
        }
        EXPECT_FALSE(m_xml.hasError()) << m_xml.errorString().toStdString();
        EXPECT_GT(m_content.coordinates, 20) << "the scan reads what the generator writes";
    }
    const SvgContent& content() const { return m_content; }

private:
    QString value(const char* name) const { return m_xml.attributes().value(name).toString(); }
    double number(const char* name) const { return value(name).toDouble(); }

    static QTransform matrixOf(const QString& text)
    {
        static const QRegularExpression six("matrix\\(([^)]*)\\)");
        const auto found = six.match(text);
        if (!found.hasMatch())
            return {};
        const auto n = found.captured(1).split(',');
        return {n[0].toDouble(), n[1].toDouble(), n[2].toDouble(), n[3].toDouble(), n[4].toDouble(),
            n[5].toDouble()};
    }

    void add(const QTransform& transform, const QPointF& at, const QString& what)
    {
        constexpr double kSlack = 1.5; // half a line's width
        ++m_content.coordinates;
        const QPointF there = transform.map(at);
        if (!m_content.frame.adjusted(-kSlack, -kSlack, kSlack, kSlack).contains(there))
            m_content.outside.push_back(
                QString("%1 at %2, %3").arg(what).arg(there.x()).arg(there.y()));
    }

    void element(const QTransform& transform)
    {
        const QString name = m_xml.name().toString();
        if (name == "svg") {
            const auto box = value("viewBox").split(' ');
            m_content.frame = QRectF(
                box[0].toDouble(), box[1].toDouble(), box[2].toDouble(), box[3].toDouble());
        } else if (name == "title") {
            m_content.title = m_xml.readElementText();
        } else if (name == "desc") {
            m_content.description = m_xml.readElementText();
        } else if (name == "text") {
            const QPointF at(number("x"), number("y"));
            const QString text = m_xml.readElementText();
            m_content.texts.push_back(text);
            add(transform, at, '"' + text + '"');
            add(transform, at + QPointF(QFontMetricsF(m_font).horizontalAdvance(text), 0),
                "the end of \"" + text + '"');
        } else if (name == "circle" || name == "ellipse") {
            add(transform, {number("cx"), number("cy")}, name);
        } else if (name == "rect") {
            const QPointF at(number("x"), number("y"));
            add(transform, at, name);
            add(transform, at + QPointF(number("width"), number("height")), name);
        } else if (name == "path" || name == "polyline" || name == "polygon") {
            static const QRegularExpression pair("(-?[0-9.e+-]+),(-?[0-9.e+-]+)");
            auto pairs = pair.globalMatch(value(name == "path" ? "d" : "points"));
            while (pairs.hasNext()) {
                const auto found = pairs.next();
                add(transform, {found.captured(1).toDouble(), found.captured(2).toDouble()}, name);
            }
        }
    }

    QXmlStreamReader m_xml;
    QFont m_font;
    SvgContent m_content;
};

} // namespace autokernel::ui::test
