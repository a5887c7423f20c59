// SPDX-License-Identifier: Apache-2.0
// Shares the budget among mutators by gain per second of evaluation: discounted upper confidence
// bound (Garivier and Moulines 2011). An object belongs to one thread.
#pragma once

#include <cstddef>
#include <vector>

namespace autokernel::mutate {

class Bandit
{
public:
    explicit Bandit(std::size_t arms, double discount = 0.97, double exploration = 0.5);

    // Arms by falling bound; ties by number. An arm that was never tried comes first.
    std::vector<std::size_t> order() const;
    void chosen(std::size_t arm); // counts at once, so that pending proposals spread over the arms
    // reward in [0, 1]; seconds > 0 is what the evaluation cost.
    void reward(std::size_t arm, double reward, double seconds);
    std::size_t timesChosen(std::size_t arm) const { return m_arms[arm].timesChosen; }

private:
    struct Arm
    {
        double pulls = 0; // discounted
        double rewards = 0; // discounted
        double seconds = 0; // discounted
        std::size_t timesChosen = 0;
    };
    std::vector<Arm> m_arms;
    double m_discount;
    double m_exploration;
};

} // namespace autokernel::mutate
