// SPDX-License-Identifier: Apache-2.0
// Inputs and expected values by recipe, kept between requests: candidates of one target meet the
// same cases, and the float64 oracle of a large shape costs far more than the kernel. Least
// recently used goes first. The values never leave this process but for the inputs. One thread.
#pragma once

#include "lab/check/error_budget.h"
#include "lab/check/input_families.h"
#include "lab/check/reference.h"

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::lab {

// One set of inputs of one variant at one shape.
struct CaseKey
{
    const kernel::KernelType* type = nullptr; // outlives the store
    const kernel::Variant* variant = nullptr;
    kernel::Dtype dtype = kernel::Dtype::Float32;
    kernel::Symbols symbols;
    std::vector<double> scalars; // all of the variant's, in order
    InputRecipe recipe;

    std::string text() const; // unique, without addresses
};

using Inputs = std::shared_ptr<const std::vector<HostTensor>>;
using Truths = std::shared_ptr<const std::vector<Truth>>; // one per output

// Without a magnitude the family is left out. A case is worth judging where the dtype holds the
// definition's values (no NaN in the oracle, PyTorch's own kernel has its infinities where the
// oracle has them), where small values keep the kernel's precision if they do at any magnitude, and
// where the budgets are small beside the values.
struct MagnitudeChoice
{
    std::optional<int> magnitude;
    bool testsNothing = false; // why there is none: any finite answer would pass
};

struct CaseStoreOptions
{
    std::size_t maximumBytes = std::size_t {3} << 29; // of all cached values: 1.5 GiB
    // A case above either is evaluated on a random sample of rows, where rows are independent.
    std::int64_t fullOutputElements = std::int64_t {1} << 25;
    double fullFlop = 3e10;
    std::int64_t sampledRows = 256;
};

class CaseStore
{
public:
    explicit CaseStore(CaseStoreOptions options = {});

    Result<Inputs> inputs(const CaseKey& key); // held ones for Family::Captured
    // For good. False, and nothing is held: they are not what the definition describes.
    Result<bool> hold(const CaseKey& key, std::vector<HostTensor> inputs);
    Result<Truths> truths(const CaseKey& key);
    // With budgets that know how far each row moves when the inputs are rounded once more, and,
    // where rows are few, what the yardstick does in other draws. Costs many evaluations of the
    // oracle: only for answers outside the budgets of truths().
    Result<Truths> conditionedTruths(const CaseKey& key);

    // The magnitude nearest to `wanted` at which the case can be judged and is worth it.
    Result<MagnitudeChoice> representableMagnitude(CaseKey key, int wanted);

    Result<const Reference*> reference(const kernel::KernelType& type);

private:
    struct Entry
    {
        std::shared_ptr<const void> value;
        std::size_t bytes = 0;
        std::list<std::string>::iterator recency;
    };
    enum class Budgets
    {
        Plain,
        Sketched, // about the conditioned ones, from few draws
        Conditioned
    };
    Result<Truths> cachedTruths(const CaseKey& key, Budgets budgets);
    Result<Truths> evaluate(const CaseKey& key, Budgets budgets);
    Result<bool> rowsAreIndependent(const CaseKey& key);
    std::shared_ptr<const void> find(const std::string& key);
    void keep(const std::string& key, std::shared_ptr<const void> value, std::size_t bytes);

    CaseStoreOptions m_options;
    std::map<std::string, Reference> m_references; // by reference.py's path
    std::map<std::string, Inputs> m_held; // by CaseKey::text()
    std::map<std::string, Entry> m_entries;
    std::list<std::string> m_recency; // most recent first
    std::size_t m_bytes = 0;
    std::map<std::string, bool> m_rowsAreIndependent;
    std::map<std::string, MagnitudeChoice> m_magnitudes;
};

// All scalars of the variant in order: the target's where it names them, else the spec's defaults
// at these symbols.
std::vector<double> scalarsOf(const kernel::Variant& variant, const kernel::Symbols& symbols,
    const std::map<std::string, double>& overrides);

} // namespace autokernel::lab
