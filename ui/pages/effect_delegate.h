// SPDX-License-Identifier: GPL-3.0-or-later
// A figure with a bar behind it, on a scale that all cells of its column share: hollow where the
// effect cannot be told from none, with its interval as a line and a tick at no effect. UI thread.
#pragma once

#include "ui/pages/themed_delegate.h"

namespace autokernel::ui {

struct DrawnEffect
{
    double value = 0;
    double low = 0;
    double high = 0;
    double scaleLow = 0; // of the column; both ends include 0
    double scaleHigh = 0;
};

class EffectDelegate final : public ThemedDelegate
{
    Q_OBJECT

public:
    // Cells without a DrawnEffect in this role hold words, in the ink of secondary text.
    EffectDelegate(const Theme& theme, int role, QObject* parent = nullptr);

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    void drawBar(QPainter& painter, const DrawnEffect& drawn, double left, double middle) const;

    int m_role;
};

} // namespace autokernel::ui

Q_DECLARE_METATYPE(autokernel::ui::DrawnEffect)
