// SPDX-License-Identifier: GPL-3.0-or-later
// A number with a bar under it, for the cells of tall rows whose model gives a part in [0, 1];
// other cells are drawn as usual. UI thread.
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
