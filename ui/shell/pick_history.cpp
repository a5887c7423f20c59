// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pick_history.h"

namespace autokernel::ui {
namespace {

constexpr std::size_t kMost = 200; // a walk along a chart picks each point

} // namespace

void PickHistory::add(std::int64_t number)
{
    if (m_next > 0 && m_numbers[m_next - 1] == number)
        return;
    m_numbers.resize(m_next);
    m_numbers.push_back(number);
    if (m_numbers.size() > kMost)
        m_numbers.erase(m_numbers.begin());
    m_next = m_numbers.size();
}

std::optional<std::int64_t> PickHistory::back()
{
    if (m_next < 2)
        return std::nullopt;
    --m_next;
    return m_numbers[m_next - 1];
}

std::optional<std::int64_t> PickHistory::forward()
{
    if (m_next == m_numbers.size())
        return std::nullopt;
    return m_numbers[m_next++];
}

void PickHistory::clear()
{
    m_numbers.clear();
    m_next = 0;
}

} // namespace autokernel::ui
