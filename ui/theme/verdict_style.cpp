// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/verdict_style.h"

#include "ui/figures.h"
#include "ui/theme/sign.h"

#include <QCoreApplication>

namespace autokernel::ui {

VerdictClass classOf(judge::VerdictKind kind, bool isControl, bool isDemoted)
{
    if (isControl)
        return VerdictClass::Control;
    if (isDemoted)
        return VerdictClass::Reverted;
    switch (kind) {
    case judge::VerdictKind::Kept:
        return VerdictClass::Kept;
    case judge::VerdictKind::Reverted:
        return VerdictClass::Reverted;
    case judge::VerdictKind::Incorrect:
        return VerdictClass::Incorrect;
    case judge::VerdictKind::Rejected:
        return VerdictClass::Rejected;
    case judge::VerdictKind::CompileError:
    case judge::VerdictKind::RuntimeError:
    case judge::VerdictKind::TimedOut:
    case judge::VerdictKind::OutOfMemory:
        return VerdictClass::Crashed;
    default:
        return VerdictClass::Inconclusive;
    }
}

QString labelOf(VerdictClass verdict)
{
    const auto text
        = [](const char* source) { return QCoreApplication::translate("VerdictClass", source); };
    switch (verdict) {
    case VerdictClass::Kept:
        return text("Kept");
    case VerdictClass::Reverted:
        return text("Reverted");
    case VerdictClass::Inconclusive:
        return text("Inconclusive");
    case VerdictClass::Incorrect:
        return text("Incorrect");
    case VerdictClass::Crashed:
        return text("Crashed or timed out");
    case VerdictClass::Rejected:
        return text("Rejected as cheating");
    case VerdictClass::Control:
        return text("A/A control");
    }
    return {};
}

QString labelOfKind(judge::VerdictKind kind)
{
    const auto text
        = [](const char* source) { return QCoreApplication::translate("VerdictKind", source); };
    switch (kind) {
    case judge::VerdictKind::CompileError:
        return text("Did not compile");
    case judge::VerdictKind::RuntimeError:
        return text("Crashed");
    case judge::VerdictKind::TimedOut:
        return text("Timed out");
    case judge::VerdictKind::OutOfMemory:
        return text("Out of memory");
    case judge::VerdictKind::Cancelled:
        return text("Cancelled");
    default:
        return labelOf(classOf(kind));
    }
}

QString keptWords(std::int64_t kept, std::int64_t demoted)
{
    const auto text
        = [](const char* source) { return QCoreApplication::translate("VerdictClass", source); };
    return demoted > 0 ? text("%1 kept, %2 of them demoted").arg(grouped(kept), grouped(demoted))
                       : text("%1 kept").arg(grouped(kept));
}

QString nameOf(VerdictClass verdict)
{
    switch (verdict) {
    case VerdictClass::Kept:
        return "kept";
    case VerdictClass::Reverted:
        return "reverted";
    case VerdictClass::Inconclusive:
        return "inconclusive";
    case VerdictClass::Incorrect:
        return "incorrect";
    case VerdictClass::Crashed:
        return "crashed";
    case VerdictClass::Rejected:
        return "rejected";
    case VerdictClass::Control:
        return "control";
    }
    return {};
}

Paint paintOf(VerdictClass verdict)
{
    switch (verdict) {
    case VerdictClass::Kept:
        return Paint::Kept;
    case VerdictClass::Reverted:
        return Paint::Reverted;
    case VerdictClass::Inconclusive:
        return Paint::Inconclusive;
    case VerdictClass::Incorrect:
        return Paint::Incorrect;
    case VerdictClass::Crashed:
        return Paint::Crashed;
    case VerdictClass::Rejected:
        return Paint::Rejected;
    case VerdictClass::Control:
        return Paint::Soft;
    }
    return Paint::Soft;
}

bool hasNoTime(VerdictClass verdict)
{
    return verdict == VerdictClass::Incorrect || verdict == VerdictClass::Crashed
        || verdict == VerdictClass::Rejected;
}

void paintMark(
    QPainter& painter, VerdictClass verdict, const QPointF& at, double size, const QColor& color)
{
    const double r = size / 2;
    painter.setPen(QPen(color, 1.4));
    painter.setBrush(Qt::NoBrush);
    switch (verdict) {
    case VerdictClass::Kept:
        painter.setBrush(color);
        painter.drawEllipse(at, r, r);
        return;
    case VerdictClass::Reverted:
        painter.drawEllipse(at, r * 0.8, r * 0.8);
        return;
    case VerdictClass::Inconclusive:
        painter.drawPolygon(QPolygonF {
            {at + QPointF(0, -r), at + QPointF(r, 0), at + QPointF(0, r), at + QPointF(-r, 0)}});
        return;
    case VerdictClass::Incorrect:
        painter.drawLine(at + QPointF(-r, -r) * 0.8, at + QPointF(r, r) * 0.8);
        painter.drawLine(at + QPointF(-r, r) * 0.8, at + QPointF(r, -r) * 0.8);
        return;
    case VerdictClass::Crashed:
        painter.drawRect(QRectF(at - QPointF(r, r) * 0.8, at + QPointF(r, r) * 0.8));
        return;
    case VerdictClass::Rejected:
        painter.setBrush(color);
        painter.drawPolygon(
            QPolygonF {{at + QPointF(0, -r), at + QPointF(r, r * 0.8), at + QPointF(-r, r * 0.8)}});
        return;
    case VerdictClass::Control:
        painter.drawLine(at - QPointF(r * 0.6, 0), at + QPointF(r * 0.6, 0));
        painter.drawLine(at - QPointF(0, r * 0.6), at + QPointF(0, r * 0.6));
        return;
    }
}

QIcon markIcon(VerdictClass verdict, const Theme& theme)
{
    constexpr double kDiameter = 9; // pixels
    return QIcon(signPixmap([&](QPainter& painter, const QPointF& centre) {
        paintMark(painter, verdict, centre, kDiameter, theme[paintOf(verdict)]);
    }));
}

} // namespace autokernel::ui
