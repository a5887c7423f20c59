// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "engine/worker_link.h"
#include "judge/verdict.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;

CallOptions within(std::chrono::seconds deadline)
{
    CallOptions options;
    options.deadline = deadline;
    options.progress = [](const std::string&, double) {};
    return options;
}

// Workers that are shell scripts. `starts` counts them: its number of lines is the number of
// starts.
class WorkerLinkTest : public ::testing::Test
{
protected:
    static constexpr std::string_view kBegin = R"(echo started >> "$0.starts"
starts=$(wc -l < "$0.starts")
hello='{"protocol": PROTOCOL, "pid": 1, "version": "", "torch": "", "devices": [], "noCuda": ""}'
)";

    std::unique_ptr<WorkerProcess> worker(std::string_view script)
    {
        std::string text = std::string(kBegin) + std::string(script);
        text.replace(text.find("PROTOCOL"), 8, std::to_string(protocol::kProtocolVersion));
        EXPECT_TRUE(writeFileAtomically(file(), text));
        WorkerCommand command;
        command.prefix = {"sh", file().string()};
        command.program = "unused";
        return std::make_unique<WorkerProcess>(std::move(command));
    }
    std::filesystem::path file() const { return m_folder.path() / "worker.sh"; }
    long starts() const
    {
        const auto text = readFile(file().string() + ".starts");
        return text ? std::count(text->begin(), text->end(), '\n') : 0;
    }

    TemporaryDirectory m_folder;
};

TEST_F(WorkerLinkTest, aPrefixThatIsNoProgramIsNamed)
{
    WorkerCommand command;
    command.prefix = {"no-such-shell", "host"};
    command.program = "unused";
    const auto hello = WorkerProcess(std::move(command)).hello({});
    ASSERT_FALSE(hello);
    EXPECT_THAT(hello.error().message, testing::HasSubstr("begins with 'no-such-shell'"));
}

TEST_F(WorkerLinkTest, oneThatDidNotGreetIsNotSpokenTo)
{
    const auto link = worker(R"(
[ $starts = 2 ] && echo 'Welcome to this machine'
echo "$hello"
while read -r line; do
    id=${line#*\"id\":}
    echo "{\"id\": ${id%%,*}, \"ok\": \"answer of worker $starts\"}"
    [ $starts = 1 ] && exit 0
done)");
    ASSERT_TRUE(link->call("load_model", Json::object(), within(5s))) << "the first worker greets";
    std::this_thread::sleep_for(200ms); // it ends after its answer
    const auto refused = link->call("compile", Json::object(), within(5s));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Io);
    EXPECT_NE(refused.error().message.find("Welcome to this machine"), std::string::npos)
        << refused.error().message;
    // Neither may the next call use it: it was never told of the model.
    const auto answered = link->call("compile", Json::object(), within(5s));
    ASSERT_TRUE(answered) << answered.error().message;
    EXPECT_EQ(answered->get<std::string>(), "answer of worker 3");
    EXPECT_EQ(starts(), 3);
}

// Each ends after its first answer; the second, or each from the second on, does not load the
// model.
constexpr std::string_view kLoadsOnce = R"(
echo "$hello"
while read -r line; do
    id=${line#*\"id\":}
    id=${id%%,*}
    case "$starts$line" in
        [REFUSING]*load_model*) ANSWER exit 1 ;;
    esac
    echo "{\"id\": $id, \"ok\": \"answer of worker $starts\"}"
    [ $starts = 1 ] && exit 0
done)";

std::string loadsOnce(std::string_view refusing, std::string_view answer)
{
    std::string script(kLoadsOnce);
    script.replace(script.find("REFUSING"), 8, refusing);
    script.replace(script.find("ANSWER"), 6, answer);
    return script;
}

TEST_F(WorkerLinkTest, aFreshWorkerThatDiesWhileItLoadsTheModelIsReplacedOnce)
{
    const auto link = worker(loadsOnce("2", ""));
    ASSERT_TRUE(link->call("load_model", Json::object(), within(5s)));
    std::this_thread::sleep_for(200ms); // it ends after its answer
    const auto reply = link->call("compile", Json::object(), within(5s));
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->get<std::string>(), "answer of worker 3");
}

TEST_F(WorkerLinkTest, aModelThatCannotBeLoadedAgainCondemnsNoCandidate)
{
    const auto link = worker(loadsOnce("2-9", ""));
    ASSERT_TRUE(link->call("load_model", Json::object(), within(5s)));
    std::this_thread::sleep_for(200ms);
    const auto reply = link->call("compile", Json::object(), within(5s));
    ASSERT_FALSE(reply);
    EXPECT_FALSE(isWorkerLost(reply.error())) << "or it counts as killed by the candidate";
    EXPECT_EQ(judge::verdictFromError(reply.error()).rule, judge::kHarnessError);
    EXPECT_THAT(reply.error().message, testing::HasSubstr("the worker died during 'load_model'"));
    EXPECT_EQ(starts(), 3);
}

TEST_F(WorkerLinkTest, aFreshWorkerWithoutMemoryForTheModelCondemnsNoCandidate)
{
    const auto link = worker(loadsOnce("2-9",
        R"(echo "{\"id\": $id, \"error\": {\"code\": \"out_of_memory\", \"message\": \"no memory\"}}";)"));
    ASSERT_TRUE(link->call("load_model", Json::object(), within(5s)));
    std::this_thread::sleep_for(200ms);
    const auto reply = link->call("compile", Json::object(), within(5s));
    ASSERT_FALSE(reply);
    EXPECT_EQ(judge::verdictFromError(reply.error()).rule, judge::kHarnessError)
        << reply.error().message;
    EXPECT_THAT(reply.error().message, testing::HasSubstr("no memory"));
}

TEST_F(WorkerLinkTest, aGreetingOfOtherTypesIsNone)
{
    const auto link = worker(R"(echo '{"protocol": "one", "devices": 3}'; exec cat)");
    const auto hello = link->hello({});
    ASSERT_FALSE(hello);
    EXPECT_EQ(hello.error().code, ErrorCode::Io);
    EXPECT_FALSE(link->hello({}));
    EXPECT_EQ(starts(), 2);
}

TEST_F(WorkerLinkTest, linesOfWrongTypesEndTheWorkerAndNotTheProgram)
{
    for (const char* line : {R"({"id": "x", "ok": 1})", R"([1, 2])", R"({"id": 1, "progress": 7})",
             R"({"id": 1, "error": "text"})", R"({"id": 1, "ok": 1, "last": "yes"})", "7", "{"}) {
        const auto link
            = worker(fmt::format("echo \"$hello\"; read -r line; echo '{}'; exec sleep 30", line));
        const auto reply = link->call("compile", Json::object(), within(5s));
        ASSERT_FALSE(reply) << line;
        EXPECT_EQ(reply.error().code, ErrorCode::RuntimeError) << line;
        EXPECT_TRUE(isWorkerLost(reply.error())) << line << ": " << reply.error().message;
    }
}

TEST_F(WorkerLinkTest, aRequestThatIsNotTakenMeetsTheDeadline)
{
    const auto link = worker(R"(echo "$hello"; exec sleep 30)");
    const auto begin = std::chrono::steady_clock::now();
    const auto reply
        = link->call("check_package", {{"package", std::string(1 << 20, 'x')}}, within(1s));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::TimedOut);
    EXPECT_TRUE(isWorkerLost(reply.error()));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

TEST_F(WorkerLinkTest, aStopReachesARequestThatIsNotTaken)
{
    const auto link = worker(R"(echo "$hello"; exec sleep 30)");
    std::stop_source stop;
    const std::jthread stopping([&] {
        std::this_thread::sleep_for(300ms);
        stop.request_stop();
    });
    CallOptions options = within(60s);
    options.stop = stop.get_token();
    const auto begin = std::chrono::steady_clock::now();
    const auto reply
        = link->call("check_package", {{"package", std::string(1 << 20, 'x')}}, options);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::Cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

} // namespace
} // namespace autokernel::engine
