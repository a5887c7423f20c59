// SPDX-License-Identifier: Apache-2.0
#include "mutate/forest.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace autokernel::mutate {

namespace {

constexpr std::size_t kSmallestSplit = 3; // nodes with fewer samples are leaves

struct Moments
{
    double count = 0;
    double sum = 0;
    double squares = 0;
    void add(double value)
    {
        count += 1;
        sum += value;
        squares += value * value;
    }
    double mean() const { return count > 0 ? sum / count : 0; }
    double deviations() const // sum of squared deviations
    {
        return count > 0 ? std::max(0.0, squares - sum * sum / count) : 0;
    }
};

struct Split
{
    std::int32_t feature = -1;
    double value = 0;
    double remaining = 0; // squared deviations of both sides
};

bool goesLeft(double value, double split, bool isOrdinal)
{
    return isOrdinal ? value <= split : value == split;
}

} // namespace

struct Forest::Data
{
    std::span<const std::vector<double>> rows;
    std::span<const double> targets;
    const std::vector<bool>& isOrdinal;

    Moments moments(std::span<const std::uint32_t> samples) const
    {
        Moments all;
        for (const std::uint32_t s : samples)
            all.add(targets[s]);
        return all;
    }

    // A random cut of one feature, scored; feature stays -1 where all samples agree on it.
    Split randomSplit(
        std::span<const std::uint32_t> samples, std::size_t feature, Random& random) const
    {
        double minimum = rows[samples[0]][feature];
        double maximum = minimum;
        for (const std::uint32_t s : samples) {
            minimum = std::min(minimum, rows[s][feature]);
            maximum = std::max(maximum, rows[s][feature]);
        }
        if (minimum == maximum)
            return {};
        const bool ordinal = isOrdinal[feature];
        Split split {static_cast<std::int32_t>(feature), 0, 0};
        split.value = ordinal ? minimum + random.uniform() * (maximum - minimum)
                              : rows[samples[random.below(samples.size())]][feature];
        Moments left;
        Moments right;
        for (const std::uint32_t s : samples)
            (goesLeft(rows[s][feature], split.value, ordinal) ? left : right).add(targets[s]);
        split.remaining = left.deviations() + right.deviations();
        return split;
    }
};

Forest::Forest(std::span<const std::vector<double>> rows, std::span<const double> targets,
    const std::vector<bool>& isOrdinal, Random& random, int trees)
{
    const Data data {rows, targets, isOrdinal};
    std::vector<std::uint32_t> samples(rows.size());
    for (int tree = 0; tree < trees; ++tree) {
        std::iota(samples.begin(), samples.end(), 0U);
        m_roots.push_back(grow(samples, data, random));
    }
}

std::int32_t Forest::grow(std::span<std::uint32_t> samples, const Data& data, Random& random)
{
    const auto index = static_cast<std::int32_t>(m_nodes.size());
    m_nodes.emplace_back();
    const Moments all = data.moments(samples);
    Split best;
    if (samples.size() >= kSmallestSplit && all.deviations() > 1e-12) {
        for (std::size_t feature = 0; feature < data.isOrdinal.size(); ++feature) {
            const Split split = data.randomSplit(samples, feature, random);
            if (split.feature >= 0 && (best.feature < 0 || split.remaining < best.remaining))
                best = split;
        }
    }
    if (best.feature < 0) {
        m_nodes.back().mean = all.mean();
        m_nodes.back().variance = all.deviations() / all.count;
        return index;
    }
    const auto feature = static_cast<std::size_t>(best.feature);
    const bool ordinal = data.isOrdinal[feature];
    const auto middle = std::partition(samples.begin(), samples.end(),
        [&](std::uint32_t s) { return goesLeft(data.rows[s][feature], best.value, ordinal); });
    const auto leftSize = static_cast<std::size_t>(middle - samples.begin());
    const std::int32_t left = grow(samples.first(leftSize), data, random);
    const std::int32_t right = grow(samples.subspan(leftSize), data, random);
    m_nodes[static_cast<std::size_t>(index)]
        = {best.feature, ordinal, best.value, left, right, 0, 0};
    return index;
}

Prediction Forest::predict(std::span<const double> row) const
{
    double sum = 0;
    double squares = 0;
    for (const std::int32_t root : m_roots) {
        const Node* node = &m_nodes[static_cast<std::size_t>(root)];
        while (node->feature >= 0) {
            const bool left = goesLeft(
                row[static_cast<std::size_t>(node->feature)], node->split, node->isOrdinal);
            node = &m_nodes[static_cast<std::size_t>(left ? node->left : node->right)];
        }
        sum += node->mean;
        squares += node->mean * node->mean + node->variance;
    }
    const auto trees = static_cast<double>(m_roots.size());
    const double mean = sum / trees;
    return {mean, std::sqrt(std::max(0.0, squares / trees - mean * mean))};
}

} // namespace autokernel::mutate
