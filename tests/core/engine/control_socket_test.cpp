// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "engine/control_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <thread>

namespace autokernel::engine {
namespace {

TEST(ControlSocket, carriesACommandAndItsAnswer)
{
    const TemporaryDirectory folder;
    const auto history = folder.path() / "h.db";
    EXPECT_EQ(
        ControlSocket::send(history, {{"command", "status"}}).error().code, ErrorCode::NotFound);
    {
        auto socket = ControlSocket::listen(history, [](const Json& command) -> Json {
            return {{"echo", command.at("command")}};
        });
        ASSERT_TRUE(socket) << socket.error().message;
        const auto answer = ControlSocket::send(history, {{"command", "status"}});
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(answer->at("echo"), "status");
        struct stat info
        {
        };
        ASSERT_EQ(::stat(ControlSocket::pathFor(history).c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777U, 0600U) << "other users must not command the run";
    }
    EXPECT_FALSE(std::filesystem::exists(ControlSocket::pathFor(history)));
}

// The first run writes its report while the next one has begun: the history's lock is free by then.
TEST(ControlSocket, theSocketOfALaterRunStays)
{
    const TemporaryDirectory folder;
    const auto history = folder.path() / "h.db";
    const auto saying = [](int number) {
        return [number](const Json&) -> Json { return {{"run", number}}; };
    };
    auto first = std::make_optional(ControlSocket::listen(history, saying(1)));
    ASSERT_TRUE(*first);
    const auto second = ControlSocket::listen(history, saying(2));
    ASSERT_TRUE(second);
    first.reset();
    const auto answer = ControlSocket::send(history, {{"command", "status"}});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->at("run"), 2);
}

TEST(ControlSocket, rubbishIsAnsweredNotObeyed)
{
    const TemporaryDirectory folder;
    const auto history = folder.path() / "h.db";
    bool called = false;
    auto socket = ControlSocket::listen(history, [&](const Json&) -> Json {
        called = true;
        return {};
    });
    ASSERT_TRUE(socket);
    EXPECT_EQ(
        ControlSocket::send(history, Json::array({1, 2}))->value("error", ""), "not a command");
    EXPECT_FALSE(called);
}

TEST(ControlSocket, aCommandOfTheWrongTypeLeavesTheRunAlive)
{
    const TemporaryDirectory folder;
    const auto history = folder.path() / "h.db";
    auto socket = ControlSocket::listen(history, [](const Json& command) -> Json {
        return {{"echo", command.value("command", "none")}};
    });
    ASSERT_TRUE(socket);
    for (const Json& command : {Json {{"command", 5}}, Json {{"command", nullptr}},
             Json {{"command", Json::array({"stop"})}}})
        EXPECT_EQ(ControlSocket::send(history, command)->value("error", ""), "not a command")
            << command;
    EXPECT_EQ(ControlSocket::send(history, {{"command", "stop"}})->value("echo", ""), "stop");
}

// Connected as a program of our own would be.
int connectTo(const std::filesystem::path& history)
{
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    const auto path = ControlSocket::pathFor(history).string();
    std::copy(path.begin(), path.end(), address.sun_path);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(
        ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return descriptor;
}

TEST(ControlSocket, aClientThatDawdlesHoldsUpTheOthersForTwoSecondsInAll)
{
    using namespace std::chrono_literals;
    const TemporaryDirectory folder;
    const auto history = folder.path() / "h.db";
    auto socket = ControlSocket::listen(history, [](const Json&) -> Json { return {{"ok", 1}}; });
    ASSERT_TRUE(socket);
    const int dawdler = connectTo(history);
    std::jthread drip([dawdler](const std::stop_token& stop) {
        while (!stop.stop_requested() && ::send(dawdler, "x", 1, MSG_NOSIGNAL) == 1)
            std::this_thread::sleep_for(200ms);
    });
    std::this_thread::sleep_for(100ms); // its connection is served first
    const auto begin = std::chrono::steady_clock::now();
    Result<Json> answer = fail(ErrorCode::NotFound, "not asked yet");
    while (!answer && std::chrono::steady_clock::now() - begin < 6s)
        answer = ControlSocket::send(history, {{"command", "status"}});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    EXPECT_TRUE(answer);
    drip.request_stop();
    drip.join();
    ::close(dawdler);
}

} // namespace
} // namespace autokernel::engine
