// SPDX-License-Identifier: GPL-3.0-or-later
// Children one after the other, wrapped like words. UI thread.
#pragma once

#include <QLayout>
#include <vector>

namespace autokernel::ui {

class FlowLayout final : public QLayout
{
public:
    explicit FlowLayout(int gap);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override { m_items.push_back(item); }
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return place({0, 0, width, 0}, false); }
    void setGeometry(const QRect& area) override;
    QSize sizeHint() const override { return minimumSize(); }
    QSize minimumSize() const override;

private:
    int place(const QRect& area, bool applies) const; // the height

    std::vector<QLayoutItem*> m_items;
    int m_gap;
};

} // namespace autokernel::ui
