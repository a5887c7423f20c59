// SPDX-License-Identifier: Apache-2.0
// A copy of a model in which every match is one op of ours that evaluates the pattern's own formula
// and watches: shapes, times and counts of sites come from real runs, so control flow is respected.
#pragma once

#include "lab/model/loaded_model.h"
#include "lab/profile/match_set.h"
#include "lab/profile/op_recorder.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

namespace autokernel::lab {

struct TensorForm
{
    std::vector<std::int64_t> sizes;
    std::vector<std::int64_t> strides; // elements
    at::ScalarType dtype = at::kFloat;
    friend bool operator==(const TensorForm&, const TensorForm&) = default;
};
TensorForm formOf(const at::Tensor& tensor);

// One call of a site, in the order of the variant's inputs and outputs.
struct SiteCall
{
    std::vector<TensorForm> inputs;
    std::vector<TensorForm> outputs;
    friend bool operator==(const SiteCall&, const SiteCall&) = default;
};

enum class ProbeMode
{
    Describe,
    Time,
    Capture
};

class ProbedModel
{
public:
    // `patterns` must outlive the object. Errors: the graph cannot be matched or rewritten.
    static Result<std::unique_ptr<ProbedModel>> create(const LoadedModel& model,
        const std::vector<Pattern>& patterns, const ExcludedMatches& excluded);
    ~ProbedModel();

    // The places as found before the exchange; nodes and values in them are gone.
    const std::vector<PlacedMatch>& matches() const { return m_matches; }

    struct Run
    {
        double nanoseconds = 0; // the whole forward
        std::vector<RecordedOp> ops; // outside sites; signatures only in Describe
        // [site][call]; which one is filled depends on the mode
        std::vector<std::vector<SiteCall>> calls;
        std::vector<std::vector<double>> siteNanoseconds;
        std::vector<std::vector<std::vector<at::Tensor>>> captured; // contiguous copies, per call
    };
    Result<Run> run(const std::vector<c10::IValue>& arguments, ProbeMode mode,
        NanosecondClock clock = &wallNanoseconds);
    // Only this site is captured (Capture); at most so many calls.
    void captureOnly(std::size_t site, std::size_t maximumCalls);

private:
    struct Probe;
    ProbedModel();
    std::vector<PlacedMatch> m_matches;
    std::vector<std::unique_ptr<Probe>> m_probes;
    std::shared_ptr<torch::jit::Module> m_module;
};

} // namespace autokernel::lab
