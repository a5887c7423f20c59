// SPDX-License-Identifier: Apache-2.0
// Extremely randomised regression trees (Geurts, Ernst and Wehenkel 2006): the model of time over
// tunables. Small data, mixed ordinal and categorical features, an error estimate from the spread
// of the trees. Immutable after fitting; any thread.
#pragma once

#include "mutate/random.h"

#include <cstdint>
#include <span>
#include <vector>

namespace autokernel::mutate {

struct Prediction
{
    double mean = 0;
    double deviation = 0;
};

class Forest
{
public:
    // rows: one feature vector each, all of isOrdinal's length; targets: one value each. At least
    // one row.
    Forest(std::span<const std::vector<double>> rows, std::span<const double> targets,
        const std::vector<bool>& isOrdinal, Random& random, int trees = 32);

    Prediction predict(std::span<const double> row) const;

private:
    struct Node
    {
        std::int32_t feature = -1; // -1: a leaf
        bool isOrdinal = true;
        double split = 0; // ordinal: left where value <= split; categorical: left where equal
        std::int32_t left = 0;
        std::int32_t right = 0;
        double mean = 0; // of a leaf
        double variance = 0;
    };
    struct Data;
    std::int32_t grow(std::span<std::uint32_t> samples, const Data& data, Random& random);

    std::vector<Node> m_nodes;
    std::vector<std::int32_t> m_roots;
};

} // namespace autokernel::mutate
