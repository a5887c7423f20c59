// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/kernel_name_delegate.h"

namespace autokernel::ui {

KernelNameDelegate::KernelNameDelegate(const Theme& theme, QObject* parent)
    : ThemedDelegate(theme, parent)
{
}

// A key ends in its symbols: "matmul/linear fp32 K=768,M=128". What is no kernel of ours has none.
ThemedDelegate::TwoLines KernelNameDelegate::linesOf(const QModelIndex& index) const
{
    const auto key = index.data().toString();
    const auto space = key.lastIndexOf(' ');
    const bool hasShape = space >= 0 && key.mid(space).contains('=');
    const auto known = m_names.find(key.toStdString());
    return {known != m_names.end() ? known->second
            : hasShape             ? key.left(space)
                                   : key,
        hasShape ? key.mid(space + 1) : QString()};
}

QSize KernelNameDelegate::sizeHint(
    const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return sizeOf(option, index, linesOf(index));
}

void KernelNameDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    drawLines(*painter, option, index, linesOf(index));
}

} // namespace autokernel::ui
