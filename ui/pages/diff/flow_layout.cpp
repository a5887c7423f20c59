// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/flow_layout.h"

#include <algorithm>

namespace autokernel::ui {

FlowLayout::FlowLayout(int gap)
    : m_gap(gap)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    for (auto* item : m_items)
        delete item;
}

QLayoutItem* FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[static_cast<std::size_t>(index)] : nullptr;
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    auto* item = itemAt(index);
    if (item != nullptr)
        m_items.erase(m_items.begin() + index);
    return item;
}

void FlowLayout::setGeometry(const QRect& area)
{
    QLayout::setGeometry(area);
    place(area, true);
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const auto* item : m_items)
        size = size.expandedTo(item->minimumSize());
    const auto margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

int FlowLayout::place(const QRect& area, bool applies) const
{
    const QRect inside = area.marginsRemoved(contentsMargins());
    int x = inside.left();
    int y = inside.top();
    int height = 0; // of the line
    std::vector<std::pair<QLayoutItem*, int>> line; // with their left edges
    const auto finish = [&] {
        for (const auto& [item, left] : line)
            if (applies)
                item->setGeometry(
                    {QPoint(left, y + (height - item->sizeHint().height()) / 2), item->sizeHint()});
        line.clear();
    };
    for (auto* item : m_items) {
        const QSize size = item->sizeHint();
        if (!line.empty() && x + size.width() > inside.right() + 1) {
            finish();
            x = inside.left();
            y += height + m_gap;
            height = 0;
        }
        line.emplace_back(item, x);
        x += size.width() + m_gap;
        height = std::max(height, size.height());
    }
    finish();
    return y + height - area.top() + contentsMargins().bottom();
}

} // namespace autokernel::ui
