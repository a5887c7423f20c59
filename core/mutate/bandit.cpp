// SPDX-License-Identifier: Apache-2.0
#include "mutate/bandit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace autokernel::mutate {

Bandit::Bandit(std::size_t arms, double discount, double exploration)
    : m_arms(arms)
    , m_discount(discount)
    , m_exploration(exploration)
{
}

std::vector<std::size_t> Bandit::order() const
{
    double pulls = 0;
    double bestRate = 0;
    const auto rate
        = [](const Arm& arm) { return arm.seconds > 0 ? arm.rewards / arm.seconds : 0; };
    for (const Arm& arm : m_arms) {
        pulls += arm.pulls;
        bestRate = std::max(bestRate, rate(arm));
    }
    std::vector<double> bounds;
    for (const Arm& arm : m_arms) {
        if (arm.timesChosen == 0) {
            bounds.push_back(std::numeric_limits<double>::infinity());
            continue;
        }
        const double value = bestRate > 0 ? rate(arm) / bestRate : 0;
        const double width = std::sqrt(std::log(1 + pulls) / std::max(arm.pulls, 1e-3));
        bounds.push_back(value + m_exploration * width);
    }
    std::vector<std::size_t> order(m_arms.size());
    std::iota(order.begin(), order.end(), std::size_t {0});
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return bounds[a] > bounds[b]; });
    return order;
}

void Bandit::chosen(std::size_t arm)
{
    ++m_arms[arm].timesChosen;
    m_arms[arm].pulls += 1;
}

void Bandit::reward(std::size_t arm, double reward, double seconds)
{
    for (Arm& each : m_arms) {
        each.pulls *= m_discount;
        each.rewards *= m_discount;
        each.seconds *= m_discount;
    }
    m_arms[arm].rewards += std::clamp(reward, 0.0, 1.0);
    m_arms[arm].seconds += std::max(seconds, 1e-3);
}

} // namespace autokernel::mutate
