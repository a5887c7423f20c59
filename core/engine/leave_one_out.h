// SPDX-License-Identifier: Apache-2.0
// Which of the winners the model needs: for its time, and for outputs within budget. Engine thread.
#pragma once

#include "engine/whole_model.h"

#include <optional>
#include <string>
#include <vector>

namespace autokernel::engine {

// A package of these kernels whose outputs were checked.
struct CheckedPackage
{
    Targets kernels;
    BuiltPackage package;
    store::EndToEndRecord record;

    bool isUsable() const { return record.notVerifiedBecause.empty(); }
    // In budgets; infinite where its outputs could not be compared.
    double worstError() const;
};

class LeaveOneOut
{
public:
    LeaveOneOut(RunContext& context, WholeModel& model)
        : m_context(context)
        , m_model(model)
    {
    }

    // All of them, or, where together they cannot be built or err too much, what is left when the
    // ones whose absence helps most are taken away, one by one, as far as the time allows. Usable
    // only where isUsable(). Errors: none of them could be built; Cancelled.
    Result<CheckedPackage> usable(Targets winners);

    // Times it against the original. Where it fails under the clock alone, one kernel is looked for
    // without which it does not. Errors: there is none; Cancelled.
    Result<CheckedPackage> timed(CheckedPackage package);

    // Without those whose removal costs the model nothing: a loss of kNegligibleLoss is excluded,
    // over fresh processes of both. A quick look at running ones only tells whose loss is plain: a
    // process of the larger set that happens to be slow would flatter the smaller one. Each set is
    // timed against the one that it was taken from, so that a loss is that of one kernel; small
    // losses that no single comparison can see would add up, so the bound is on all that went. One
    // kernel alone stays: the last measurement judges it.
    Result<Targets> needed(const CheckedPackage& all);

private:
    // What the time left must suffice for beside; `start` is what the rungs in it take to start.
    struct Owed
    {
        ModelWork work;
        Seconds start;
    };

    // The kernels that are still in the model, and what it lost with those that went.
    struct Kept
    {
        Targets kernels;
        BuiltPackage package;
        std::vector<std::string> gone {};
        store::SpeedupInterval overAll {}; // of these kernels over all winners
    };

    Result<CheckedPackage> checked(const Targets& kernels);
    Result<std::optional<CheckedPackage>> withoutTheWorst(const Targets& kernels);
    Result<void> time(CheckedPackage& package);
    Result<std::optional<Kept>> withoutLoss(
        const TargetState& leftOut, const Kept& kept, const Owed& behind);
    void noteThatItStays(
        const TargetState& kernel, const store::SpeedupInterval& ratio, int loads) const;

    RunContext& m_context;
    WholeModel& m_model;
};

} // namespace autokernel::engine
