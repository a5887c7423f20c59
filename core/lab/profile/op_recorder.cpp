// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/op_recorder.h"

#include "lab/model/forward.h"

#include <ATen/core/Tensor.h>

#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace autokernel::lab {
namespace {

// The callbacks are plain functions, so their state is the thread's.
thread_local int t_depth = 0; // open operations and hidden scopes
thread_local std::vector<RecordedOp>* t_ops = nullptr;
thread_local std::vector<RecordedOp> t_recorded;
thread_local NanosecondClock t_clock = &wallNanoseconds;

struct OpenOp : at::ObserverContext
{
    std::size_t index = 0;
    std::int64_t start = 0;
};

std::string signatureOf(const at::RecordFunction& function)
{
    // A boxed call shows the caller's whole stack; the operation's own arguments are its top.
    const auto shown = function.inputs();
    const auto own = std::min(function.num_inputs(), shown.size());
    std::string text;
    for (const auto& value : shown.slice(shown.size() - own)) {
        if (!value.isTensor() || !value.toTensor().defined())
            continue;
        const auto& tensor = value.toTensor();
        text += text.empty() ? "" : ", ";
        text += describe(tensor);
        if (!tensor.is_contiguous())
            text += fmt::format(" strides [{}]", fmt::join(tensor.strides(), ","));
    }
    return text;
}

template <bool withSignature>
std::unique_ptr<at::ObserverContext> onStart(const at::RecordFunction& function)
{
    if (t_depth++ > 0 || t_ops == nullptr)
        return nullptr;
    auto open = std::make_unique<OpenOp>();
    open->index = t_ops->size();
    t_ops->push_back({function.name(), {}, 0});
    if constexpr (withSignature)
        t_ops->back().signature = signatureOf(function);
    open->start = t_clock();
    return open;
}

void onEnd(const at::RecordFunction&, at::ObserverContext* context)
{
    const auto end = t_clock();
    --t_depth;
    if (context == nullptr || t_ops == nullptr)
        return;
    const auto* open = static_cast<OpenOp*>(context);
    t_ops->at(open->index).nanoseconds = end - open->start;
}

} // namespace

OpRecorder::OpRecorder(bool withSignatures, NanosecondClock clock)
{
    t_clock = clock;
    t_recorded.clear();
    t_recorded.reserve(1 << 14);
    t_ops = &t_recorded;
    const auto start = withSignatures ? &onStart<true> : &onStart<false>;
    m_handle = at::addGlobalCallback(at::RecordFunctionCallback(start, &onEnd)
                                         .needsInputs(withSignatures)
                                         .scopes({at::RecordScope::FUNCTION}));
}

OpRecorder::~OpRecorder()
{
    at::removeCallback(m_handle);
    t_ops = nullptr;
    t_depth = 0;
}

std::vector<RecordedOp> OpRecorder::take()
{
    return std::move(t_recorded);
}

HiddenOperations::HiddenOperations()
{
    ++t_depth;
}
HiddenOperations::~HiddenOperations()
{
    --t_depth;
}

} // namespace autokernel::lab
