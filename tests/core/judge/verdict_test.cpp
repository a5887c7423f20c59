// SPDX-License-Identifier: Apache-2.0
#include "judge/verdict.h"

#include <gmock/gmock.h>

#include <set>

namespace autokernel::judge {
namespace {

TEST(Verdict, everyKindHasItsOwnNameAndComesBack)
{
    std::set<std::string_view> names;
    for (const VerdictKind kind : kAllVerdictKinds) {
        names.insert(toString(kind));
        EXPECT_EQ(verdictKindFromString(toString(kind)).value(), kind);
    }
    EXPECT_EQ(names.size(), kAllVerdictKinds.size());
    EXPECT_EQ(toString(VerdictKind::OutOfMemory), "out_of_memory");
}

TEST(Verdict, unknownNameIsAnErrorThatListsTheNames)
{
    const auto result = verdictKindFromString("Kept");
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, testing::HasSubstr("compile_error"));
}

TEST(Verdict, errorsOfTheWorkerBecomeVerdicts)
{
    const std::pair<ErrorCode, VerdictKind> table[] {
        {ErrorCode::CompileError, VerdictKind::CompileError},
        {ErrorCode::Rejected, VerdictKind::Rejected},
        {ErrorCode::RuntimeError, VerdictKind::RuntimeError},
        {ErrorCode::TimedOut, VerdictKind::TimedOut},
        {ErrorCode::OutOfMemory, VerdictKind::OutOfMemory},
        {ErrorCode::Cancelled, VerdictKind::Cancelled},
        // A fault of ours or of the machine condemns nobody.
        {ErrorCode::Internal, VerdictKind::Inconclusive},
        {ErrorCode::Io, VerdictKind::Inconclusive},
        {ErrorCode::NotFound, VerdictKind::Inconclusive},
        {ErrorCode::BrokenKernelType, VerdictKind::Inconclusive},
    };
    for (const auto& [code, kind] : table) {
        const Verdict verdict = verdictFromError({code, "what happened", ""});
        EXPECT_EQ(verdict.kind, kind) << autokernel::toString(code);
        EXPECT_EQ(verdict.sentence, "what happened");
    }
}

TEST(Verdict, anIncumbentThatFailsCondemnsNobody)
{
    const auto verdict = verdictFromError({ErrorCode::BaselineFailed, "it timed out.", ""});
    EXPECT_EQ(verdict.kind, VerdictKind::Inconclusive);
    EXPECT_EQ(verdict.rule, kIncumbentFailed);
    EXPECT_EQ(verdict.sentence, "The comparison is void: it timed out.");
}

} // namespace
} // namespace autokernel::judge
