// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "base/process.h"

#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

namespace autokernel {
namespace {
using namespace std::chrono_literals;

TEST(Process, returnsOutputErrorsAndExitCode)
{
    const auto output = runProcess({"sh", "-c", "echo out; echo err >&2; exit 3"});
    ASSERT_TRUE(output) << output.error().message;
    EXPECT_EQ(output->out, "out\n");
    EXPECT_EQ(output->err, "err\n");
    EXPECT_EQ(output->status.code, 3);
    EXPECT_FALSE(output->timedOut);
}

TEST(Process, aMissingProgramIsNamed)
{
    const auto output = runProcess({"no-such-program-anywhere"});
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, ErrorCode::NotFound);
    EXPECT_NE(output.error().message.find("no-such-program-anywhere"), std::string::npos);
}

TEST(Process, aProgramWithoutANameIsNoEmptyPlaceInASentence)
{
    const auto output = runProcess({""});
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, ErrorCode::NotFound);
    EXPECT_EQ(output.error().message, "no program to start was named.");
}

TEST(Process, killsTheWholeGroupAtItsDeadline)
{
    const auto begin = std::chrono::steady_clock::now();
    const auto output = runProcess({"sh", "-c", "sleep 30 & sleep 30"}, {200ms, 1000});
    ASSERT_TRUE(output);
    EXPECT_TRUE(output->timedOut);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(Process, aStopKillsTheWholeGroupAtOnce)
{
    for (const char* script : {"sleep 30 & sleep 30", "exec >&- 2>&-; sleep 30"}) {
        std::stop_source stop;
        const std::jthread stopping([&] {
            std::this_thread::sleep_for(100ms);
            stop.request_stop();
        });
        const auto begin = std::chrono::steady_clock::now();
        const auto output = runProcess({"sh", "-c", script}, {20s, 1000, stop.get_token()});
        ASSERT_TRUE(output);
        EXPECT_TRUE(output->wasStopped) << script;
        EXPECT_FALSE(output->timedOut) << script;
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s) << script;
    }
}

TEST(Process, cutsEndlessOutput)
{
    const auto output = runProcess({"sh", "-c", "yes | head -c 200000"}, {10s, 1000});
    ASSERT_TRUE(output);
    EXPECT_LT(output->out.size(), 1100U);
    EXPECT_TRUE(output->status.ok());
}

TEST(ChildProcess, talksLineByLine)
{
    auto child = ChildProcess::spawn({"cat"});
    ASSERT_TRUE(child) << child.error().message;
    EXPECT_EQ(child->write("hello\n", 5s).value(), 6U);
    const auto line = child->readLine(5s);
    ASSERT_TRUE(line);
    EXPECT_EQ(line->value(), "hello");
    const auto nothing = child->readLine(20ms);
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(nothing->has_value());
    child->closeStdin();
    EXPECT_FALSE(child->readLine(5s)) << "the end of the pipe is an error";
    EXPECT_TRUE(child->wait(5s)->ok());
}

TEST(ChildProcess, aWriteToOneThatDoesNotReadEndsAtItsTime)
{
    auto child = ChildProcess::spawn({"sleep", "30"});
    ASSERT_TRUE(child) << child.error().message;
    const std::string bytes(1 << 20, 'x');
    const auto begin = std::chrono::steady_clock::now();
    const auto count = child->write(bytes, 200ms);
    ASSERT_TRUE(count) << count.error().message;
    EXPECT_GT(*count, 0U);
    EXPECT_LT(*count, bytes.size());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(ChildProcess, aWriteToOneThatIsGoneIsAnErrorAndNoSignal)
{
    auto child = ChildProcess::spawn({"true"});
    ASSERT_TRUE(child) << child.error().message;
    ASSERT_TRUE(child->wait(5s));
    const auto count = child->write("hello\n", 1s);
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().code, ErrorCode::Io);
}

TEST(Process, whatAProgramLeavesBehindDiesWithIt)
{
    const auto output = runProcess({"sh", "-c", "sleep 30 >&- 2>&- & echo $!"}, {10s, 1000});
    ASSERT_TRUE(output);
    EXPECT_TRUE(output->status.ok());
    const pid_t left = std::stoi(output->out);
    // An orphan is reaped by whoever adopts it.
    for (int tries = 0; tries < 500 && ::kill(left, 0) == 0; ++tries) {
        std::this_thread::sleep_for(10ms);
        const auto state = readFile(fmt::format("/proc/{}/stat", left));
        if (state && state->find(") Z ") != std::string::npos)
            return;
    }
    EXPECT_NE(::kill(left, 0), 0) << "process " << left << " outlives its program";
}

TEST(ChildProcess, reportsTheSignalThatEndedIt)
{
    auto child = ChildProcess::spawn({"sh", "-c", "kill -SEGV $$"});
    ASSERT_TRUE(child);
    const auto status = child->wait(5s);
    ASSERT_TRUE(status);
    EXPECT_EQ(status->signal, SIGSEGV);
    EXPECT_EQ(status->toString(), "killed by SIGSEGV");
}

// Who is traced cannot be reaped before its tracer lets go: as one that hangs in a call of a
// driver.
TEST(ChildProcess, oneThatDoesNotDieIsNotWaitedForForEver)
{
    auto child = ChildProcess::spawn({"sleep", "60"});
    ASSERT_TRUE(child);
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t tracer = ::fork();
    if (tracer == 0) {
        const char seized = ::ptrace(PTRACE_SEIZE, child->pid(), nullptr, nullptr) == 0 ? 'y' : 'n';
        if (::write(ready[1], &seized, 1) == 1)
            ::pause();
        ::_exit(0);
    }
    char seized = 'n';
    EXPECT_EQ(::read(ready[0], &seized, 1), 1);
    const auto begin = std::chrono::steady_clock::now();
    child->kill();
    const auto took = std::chrono::steady_clock::now() - begin;
    ::kill(tracer, SIGKILL);
    ::waitpid(tracer, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    if (seized == 'n')
        GTEST_SKIP() << "nobody may trace here";
    EXPECT_LT(took, 20s);
    ASSERT_TRUE(child->poll());
    EXPECT_EQ(child->poll()->signal, SIGKILL);
    // The reaper has it as soon as that is possible.
    for (int i = 0; i < 1000 && ::kill(child->pid(), 0) == 0; ++i)
        std::this_thread::sleep_for(10ms);
    EXPECT_NE(::kill(child->pid(), 0), 0);
}

TEST(ChildProcess, inheritsOnlyNamedDescriptors)
{
    ProcessOptions options;
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    options.inherit = {{ends[1], 7}};
    auto child = ChildProcess::spawn(
        {"sh", "-c", "ls /proc/self/fd | tr '\\n' ' '; echo; echo seven >&7"}, options);
    ASSERT_TRUE(child);
    const auto line = child->readLine(5s);
    ASSERT_TRUE(line && *line);
    // 3 is ls reading the folder itself.
    EXPECT_EQ(**line, "0 1 2 3 7 ");
    char text[6] {};
    EXPECT_EQ(::read(ends[0], text, 5), 5);
    EXPECT_STREQ(text, "seven");
    ::close(ends[0]);
    ::close(ends[1]);
}

} // namespace
} // namespace autokernel
