// SPDX-License-Identifier: Apache-2.0
// Total integer expressions over shape symbols and tunables, as specs and manifests write them.
//   + - * / % (floor toward zero, division by zero is an error), comparisons, && || !, ?:,
//   min(a,b) max(a,b) ceil_div(a,b) round_up(a,b) pow2ceil(a)
// 64-bit and checked: overflow is an error, never wrap-around. Defaults of scalars are real values
// of the same grammar: + - * / min max and sqrt(a), with exact division. Pure, any thread.
#pragma once

#include "kernel/shape.h"

#include <memory>
#include <set>
#include <string>

namespace autokernel::kernel {

class Expression
{
public:
    static Result<Expression> parse(std::string_view text); // at most 4096 characters, depth 64
    Result<std::int64_t> evaluate(const Symbols& values) const; // an error where there is a sqrt
    // As in IEEE arithmetic; an error for unknown names and for operators of integers alone.
    Result<double> evaluateReal(const Symbols& values) const;
    const std::string& text() const { return m_text; }
    std::set<std::string> names() const; // the free symbols

    struct Node;

private:
    std::string m_text;
    std::shared_ptr<const Node> m_root;
};

// parse and evaluate in one step
Result<std::int64_t> evaluate(std::string_view expression, const Symbols& values);

} // namespace autokernel::kernel
