// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

#include "report/compare_runs.h"

#include <cstdio>

namespace autokernel::cli {
namespace {

Result<std::string> compared(const Options& options, const std::string& a, const std::string& b)
{
    AK_ASSIGN(const auto reader, openReader(options));
    AK_ASSIGN(const auto first, runIdOf(reader, a));
    AK_ASSIGN(const auto second, runIdOf(reader, b));
    if (first == second)
        return fail(ErrorCode::InvalidInput, "that is run {} twice: name two runs.", first.value);
    AK_ASSIGN(const auto left, report::buildReport(reader, first));
    AK_ASSIGN(const auto right, report::buildReport(reader, second));
    return options.json ? dumpIndented(report::comparisonJson(left, right)) + "\n"
                        : report::comparisonText(left, right);
}

} // namespace

void addCompareVerb(Program& program)
{
    static std::string a;
    static std::string b;
    auto* compare = program.app.add_subcommand(
        "compare", "What differs between two runs, and whether their figures may be compared");
    compare->add_option("A", a, "Number of a run, or last")->required();
    compare->add_option("B", b, "Number of a run, or last")->required();
    addHistory(*compare, program.options);
    addJson(*compare, program.options);
    compare->callback([&program] {
        const auto text = compared(program.options, a, b);
        if (!text) {
            program.exitCode = complain(text.error());
            return;
        }
        std::fputs(text->c_str(), stdout);
    });
}

} // namespace autokernel::cli
