// SPDX-License-Identifier: Apache-2.0
// A kernel type: all that kernels/<type>/spec.toml says. Values; loaded once, shared read-only.
#pragma once

#include "kernel/dtype.h"
#include "kernel/expression.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::kernel {

struct TensorSpec
{
    std::string name;
    std::vector<Expression> shape; // over the type's symbols; row-major, contiguous by default
    std::optional<Dtype> dtype; // nullopt: the operation's dtype
    std::string fill = "uniform(-1,1)"; // inputs: how lab/check makes it, see kernels/README.md
    bool isConstant = false; // a weight: the same in every call, may be repacked by `prepare`
};

struct ScalarSpec
{
    std::string name;
    double defaultValue = 0; // where there is no defaultExpression
    std::optional<Expression> defaultExpression; // over the type's symbols, a real value
    double defaultAt(const Symbols& symbols) const; // NaN where the symbols give none
    std::vector<double> checkValues; // stage 5 changes the scalar to each of these
    bool isInteger = false;
};

struct CostSpec
{
    Expression flop; // useful floating-point operations of one call
    Expression bytes; // minimum traffic; E stands for the element size
};

// How an op pattern of a model maps onto this variant: the function pattern_<name> of reference.py,
// whose parameters named like inputs and scalars bind to them; the rest must have the given values.
struct PatternSpec
{
    std::string name; // function pattern_<name>
    std::string variant;
    std::map<std::string, std::string> require; // parameter -> JSON text of the value it must have
    std::map<std::string, double> scalars; // scalars that the pattern fixes
    std::uint32_t line = 0; // of its table in spec.toml, for errors that only a compiler finds
};

struct Variant
{
    std::string name; // "default" or the table's name
    std::string suffix() const
    {
        return name == "default" ? "" : "_" + name;
    } // of reference functions
    std::vector<TensorSpec> inputs;
    std::vector<TensorSpec> outputs;
    std::vector<ScalarSpec> scalars;
    CostSpec cost;
    std::vector<Symbols> benchmarkShapes;
    Symbols scoringShape; // KERNELS.md's "L"
    Symbols smallShape; // smoke and basics
    std::vector<Symbols> edgeShapes; // correctness only
};

struct KernelType
{
    std::string name;
    std::string title;
    std::filesystem::path folder;
    std::string specSha256;
    std::vector<std::string> symbols; // in ABI order
    std::string toleranceClass; // "elementwise", "normalisation", "reduction", "product"
    bool isMemoryBound = true;
    std::vector<Variant> variants; // the first is "default"
    std::vector<PatternSpec> patterns; // in the order in which they are tried: larger ones first
    std::vector<std::string> baselines; // reference.py functions beyond eager, by name

    const Variant* findVariant(std::string_view variantName) const;
    std::filesystem::path referencePath() const { return folder / "reference.py"; }
    // cpu.cpp, cpu.NAME.cpp; cuda.cu, cuda.NAME.cu
    std::filesystem::path starterPath(std::string_view language, const Variant& variant) const;
};

// One operation to make faster: a type, a variant, a dtype and exact symbol values.
struct Target
{
    std::string type;
    std::string variant = "default";
    Dtype dtype = Dtype::Float32;
    Symbols symbols;
    std::map<std::string, double> scalars; // those that differ from the spec's defaults here
    std::string key() const; // "rmsnorm/default fp32 D=4096,R=4096": unique, for humans too
};

struct Cost
{
    double flop = 0;
    double bytes = 0;
};
Result<Cost> costOf(const Variant& variant, const Symbols& symbols, Dtype dtype);

// The error text names file, line and what was expected. Unknown keys are errors.
Result<KernelType> loadKernelType(const std::filesystem::path& folder);

// Every folder with a spec.toml under the given roots; a later root's type replaces an earlier
// one's of the same name. A broken folder is an error, not a silent gap.
Result<std::vector<KernelType>> loadKernelTypes(const std::vector<std::filesystem::path>& roots);
std::vector<std::filesystem::path> defaultKernelRoots(); // installation, then the user's

} // namespace autokernel::kernel
