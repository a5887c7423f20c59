// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "base/process.h"
#include "lab/compile/binary_audit.h"
#include "lab/compile/compile.h"

#include <gtest/gtest.h>

#include <random>

namespace autokernel::lab::compile {
namespace {

struct Subject
{
    kernel::KernelType type;
    kernel::Candidate candidate;
    kernel::Target target;
    TemporaryDirectory cache;
    CompileOptions options;
};

std::unique_ptr<Subject> rmsnorm()
{
    auto subject = std::make_unique<Subject>();
    const std::filesystem::path folder = installationRoot() / "kernels/rmsnorm";
    subject->type = kernel::loadKernelType(folder).value();
    subject->candidate = kernel::makeCandidate(readFile(folder / "cpu.cpp").value()).value();
    subject->target.type = "rmsnorm";
    subject->target.symbols = {{"D", 768}, {"R", 128}};
    subject->options.cacheFolder = subject->cache.path();
    return subject;
}

TEST(Compile, starterPassesTheAuditAndComesFromTheCacheNextTime)
{
    const auto subject = rmsnorm();
    const auto first
        = compileCandidate(subject->candidate, subject->type, subject->target, subject->options);
    ASSERT_TRUE(first) << first.error().message << first.error().detail;
    EXPECT_FALSE(first->fromCache);
    EXPECT_EQ(first->entry, "rmsnorm");
    const auto second
        = compileCandidate(subject->candidate, subject->type, subject->target, subject->options);
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->fromCache);
    EXPECT_EQ(second->sha256, first->sha256);
}

TEST(Compile, aDamagedCacheEntryIsMadeAgain)
{
    const auto subject = rmsnorm();
    const auto first
        = compileCandidate(subject->candidate, subject->type, subject->target, subject->options);
    ASSERT_TRUE(first);
    ASSERT_TRUE(writeFileAtomically(first->file, "rubbish"));
    const auto second
        = compileCandidate(subject->candidate, subject->type, subject->target, subject->options);
    ASSERT_TRUE(second);
    EXPECT_FALSE(second->fromCache);
    EXPECT_EQ(second->sha256, first->sha256);
}

TEST(Compile, objectsOfTwoCandidatesLinkIntoOneLibraryAndExportNothing)
{
    const auto subject = rmsnorm();
    const auto one = compileObject(
        subject->candidate, subject->type, subject->target, "first_winner", subject->options);
    ASSERT_TRUE(one) << one.error().message << one.error().detail;
    subject->target.dtype = kernel::Dtype::BFloat16;
    const auto two = compileObject(
        subject->candidate, subject->type, subject->target, "second_winner", subject->options);
    ASSERT_TRUE(two) << two.error().message << two.error().detail;
    const TemporaryDirectory folder;
    const auto library = (folder.path() / "library.so").string();
    const auto linked = runProcess({findCompiler()->program.string(), "-shared", "-fopenmp",
        one->file.string(), two->file.string(), "-o", library});
    ASSERT_TRUE(linked);
    EXPECT_TRUE(linked->status.ok());
    const auto symbols = runProcess({"nm", "-D", "--defined-only", library});
    ASSERT_TRUE(symbols);
    EXPECT_EQ(symbols->out.find("winner"), std::string::npos) << symbols->out;
}

// Five hundred places beside each other on the stack: where the compiler counts them from the top,
// the distance of one is 0x50f, the bytes of syscall.
constexpr const char* kBytesByChance = R"(
static inline void set(volatile char& place)
{
    place = 1;
}
template<int... place>
static void touch(volatile char* block, std::integer_sequence<int, place...>)
{
    (set(block[1039 + place]), ...);
}
extern "C" void rmsnorm(const ak_args*)
{
    volatile char block[4096];
    touch(block, std::make_integer_sequence<int, 512>());
}
)";

TEST(Compile, bytesOfASystemCallByChanceGoWithAnotherLayout)
{
#if !defined(__x86_64__)
    GTEST_SKIP() << "written for x86_64";
#endif
    const auto subject = rmsnorm();
    auto& source = subject->candidate.source;
    source = "#include <utility>\n" + source.substr(0, source.find("*/") + 2) + kBytesByChance;
    const auto compiled
        = compileCandidate(subject->candidate, subject->type, subject->target, subject->options);
    ASSERT_TRUE(compiled) << compiled.error().message << compiled.error().detail;
    EXPECT_TRUE(compiled->alarms.empty());
}

TEST(Compile, compilerErrorsCarryTheLogAndNoRule)
{
    const auto subject = rmsnorm();
    subject->candidate.source += "\nint broken = ;\n";
    const auto result
        = compileCandidate(subject->candidate, subject->type, subject->target, subject->options);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::CompileError);
    EXPECT_NE(result.error().detail.find("candidate:"), std::string::npos) << result.error().detail;
}

TEST(BinaryAudit, damagedBinariesNeverCrashIt)
{
    const auto subject = rmsnorm();
    const auto compiled
        = compileCandidate(subject->candidate, subject->type, subject->target, subject->options);
    ASSERT_TRUE(compiled);
    const std::string original = readFile(compiled->file).value();
    ASSERT_TRUE(auditBinary(std::as_bytes(std::span(original)), {"rmsnorm"}));
    const unsigned seed = 7;
    std::mt19937 random(seed);
    int refused = 0;
    for (int i = 0; i < 2000; ++i) {
        std::string damaged = original;
        if (i % 4 == 0)
            damaged.resize(random() % damaged.size());
        for (int k = 0; k < 8 && !damaged.empty(); ++k)
            damaged[random() % std::min<std::size_t>(damaged.size(), 2048)]
                = static_cast<char>(random());
        refused += auditBinary(std::as_bytes(std::span(damaged)), {"rmsnorm"}) ? 0 : 1;
    }
    EXPECT_GT(refused, 1000) << "seed " << seed;
}

TEST(BinaryAudit, anExportThatTheManifestDoesNotNameIsRejected)
{
    const auto subject = rmsnorm();
    const auto compiled
        = compileCandidate(subject->candidate, subject->type, subject->target, subject->options);
    ASSERT_TRUE(compiled);
    const std::string bytes = readFile(compiled->file).value();
    const auto result = auditBinary(std::as_bytes(std::span(bytes)), {"other"});
    ASSERT_FALSE(result);
    EXPECT_TRUE(result.error().message.starts_with("C1:")) << result.error().message;
}

} // namespace
} // namespace autokernel::lab::compile
