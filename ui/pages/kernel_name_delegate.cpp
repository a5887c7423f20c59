// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/kernel_name_delegate.h"

#include "ui/theme/style.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kLeading = 1; // pixels between the lines

struct NameLines
{
    QString name;
    QString shape; // "": it has none
};

// A key ends in its symbols: "matmul/linear fp32 K=768,M=128". What is no kernel of ours has none.
NameLines linesOf(const QString& key, bool isNarrow)
{
    const auto space = key.lastIndexOf(' ');
    if (space < 0 || !key.mid(space).contains('='))
        return {key, {}};
    const auto end = isNarrow ? key.indexOf(' ') : space;
    return {key.left(end), key.mid(end + 1)};
}

} // namespace

KernelNameDelegate::KernelNameDelegate(const Theme& theme, QObject* parent)
    : ThemedDelegate(theme, parent)
{
}

QSize KernelNameDelegate::sizeHint(
    const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto whole = QStyledItemDelegate::sizeHint(option, index);
    const auto text = index.data().toString();
    const auto lines = linesOf(text, m_isNarrow);
    const int taken = option.fontMetrics.horizontalAdvance(text);
    const int wanted = std::max(option.fontMetrics.horizontalAdvance(lines.name),
        QFontMetrics(fontOf(Type::Small)).horizontalAdvance(lines.shape));
    return {whole.width() - std::max(0, taken - wanted), whole.height()};
}

void KernelNameDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto lines = linesOf(index.data().toString(), m_isNarrow);
    if (lines.shape.isEmpty())
        return QStyledItemDelegate::paint(painter, option, index);
    const auto whole = drawGround(*painter, option, index);
    const auto* style = option.widget ? option.widget->style() : QApplication::style();
    const QRect place = style->subElementRect(QStyle::SE_ItemViewItemText, &whole, option.widget);
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &whole, option.widget) + 1;

    const QFont small = fontOf(Type::Small);
    const QFontMetrics upper(whole.font);
    const QFontMetrics lower(small);
    const int height = upper.height() + kLeading + lower.height();
    const QRect name(place.left() + margin, option.rect.center().y() - height / 2,
        place.width() - 2 * margin, upper.height());
    const QRect shape(name.left(), name.bottom() + 1 + kLeading, name.width(), lower.height());
    painter->save();
    painter->setFont(whole.font);
    painter->setPen(color(Paint::Text));
    painter->drawText(name, Qt::AlignLeft | Qt::AlignVCenter,
        upper.elidedText(lines.name, Qt::ElideMiddle, name.width()));
    painter->setFont(small);
    painter->setPen(color(Paint::Soft));
    painter->drawText(shape, Qt::AlignLeft | Qt::AlignVCenter,
        lower.elidedText(lines.shape, Qt::ElideMiddle, shape.width()));
    painter->restore();
}

} // namespace autokernel::ui
