// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "engine/control_socket.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

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

} // namespace
} // namespace autokernel::engine
