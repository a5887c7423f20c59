// SPDX-License-Identifier: GPL-3.0-or-later
// Waiting for other threads while the events of this one are delivered. Sanitizers slow a program
// down tenfold.
#pragma once

#include <QTest>

namespace autokernel::ui {

template <typename Predicate> bool comesTrue(Predicate predicate)
{
    constexpr int kPatienceMilliseconds = 90'000;
    return QTest::qWaitFor(predicate, kPatienceMilliseconds);
}

} // namespace autokernel::ui
