// SPDX-License-Identifier: Apache-2.0
// Which removed line of one change became which added line, so that words are compared between
// lines that have something in common and stand beside each other. Pure, any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace autokernel::diff {

struct LinePair
{
    std::size_t removed = 0; // indices into the lines given
    std::size_t added = 0;
};

// Words in common, by their length, in [0, 1]; blanks do not count.
double likeness(std::string_view a, std::string_view b);

// The pairs, in order, whose likenesses add up to most; lines that are less alike than
// kLeastLikeness have no partner. Changes of over kMaximumPairings removed times added lines are
// paired by position, where they are alike.
inline constexpr double kLeastLikeness = 0.45;
inline constexpr std::size_t kMaximumPairings = 40'000;
std::vector<LinePair> pairLines(
    std::span<const std::string_view> removed, std::span<const std::string_view> added);

} // namespace autokernel::diff
