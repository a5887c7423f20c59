// SPDX-License-Identifier: GPL-3.0-or-later
// The experiments of a run in the order in which they were picked, to go back and forward through.
// Value; UI thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace autokernel::ui {

class PickHistory
{
public:
    // The same again changes nothing; another one forgets what lay ahead.
    void add(std::int64_t number);
    std::optional<std::int64_t> back(); // nullopt: there is none
    std::optional<std::int64_t> forward();
    void clear();

private:
    std::vector<std::int64_t> m_numbers;
    std::size_t m_next = 0; // behind the present one
};

} // namespace autokernel::ui
