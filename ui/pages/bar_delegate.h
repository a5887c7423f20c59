// SPDX-License-Identifier: GPL-3.0-or-later
// A column of numbers in tall rows, with a bar under those whose model gives a part in [0, 1]. UI
// thread.
#pragma once

#include "ui/pages/themed_delegate.h"

namespace autokernel::ui {

class BarDelegate final : public ThemedDelegate
{
    Q_OBJECT

public:
    BarDelegate(const Theme& theme, int barRole, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;
    static QRectF trackOf(const QRect& cell); // where the bar lies

private:
    int m_barRole;
};

} // namespace autokernel::ui
