// SPDX-License-Identifier: GPL-3.0-or-later
// A kernel's key in two lines: its type, variant and dtype, then its shape. Other names have one
// line. UI thread.
#pragma once

#include "ui/charts/kernel_names.h"
#include "ui/pages/themed_delegate.h"

namespace autokernel::ui {

class KernelNameDelegate final : public ThemedDelegate
{
    Q_OBJECT

public:
    explicit KernelNameDelegate(const Theme& theme, QObject* parent = nullptr);
    // Where there is little room a kernel is called above its shape as the charts call it.
    void setNames(KernelNames names) { m_names = std::move(names); }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    TwoLines linesOf(const QModelIndex& index) const;

    KernelNames m_names;
};

} // namespace autokernel::ui
