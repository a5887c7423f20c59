// SPDX-License-Identifier: Apache-2.0
#include "lab/service/exception_reply.h"

#include <c10/util/Exception.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <new>
#include <stdexcept>

namespace autokernel::lab {
namespace {

const c10::Error kRefused(
    c10::SourceLocation {"f", "file", 1}, "mat1 and mat2 shapes cannot be multiplied");

TEST(ExceptionReply, aFolderThatIsGoneIsNoCandidatesFault)
{
    const std::filesystem::filesystem_error gone(
        "mkdtemp", "/gone", std::make_error_code(std::errc::no_such_file_or_directory));
    for (const auto* op : {"compile", "check", "time", "build_package"}) {
        const auto reply = replyTo(gone, {op});
        EXPECT_EQ(reply.code, ErrorCode::Internal) << op;
        EXPECT_NE(reply.message.find("/gone"), std::string::npos) << reply.message;
    }
    EXPECT_EQ(replyTo(std::runtime_error("unforeseen"), {"time"}).code, ErrorCode::Internal);
    EXPECT_EQ(replyTo(kRefused, {"check"}).code, ErrorCode::Internal)
        << "the reference is LibTorch's, not the candidate's";
}

TEST(ExceptionReply, whatAModelDoesIsItsOwn)
{
    EXPECT_EQ(replyTo(kRefused, {"load_model"}).code, ErrorCode::RuntimeError);
    EXPECT_EQ(replyTo(kRefused, {"time_model"}).code, ErrorCode::RuntimeError);
    EXPECT_EQ(replyTo(std::runtime_error("unforeseen"), {"time_model"}).code, ErrorCode::Internal);
}

TEST(ExceptionReply, aLostDeviceWasLostByWhatRanOnIt)
{
    EXPECT_EQ(replyTo(kRefused, {"check", true}).code, ErrorCode::RuntimeError);
}

TEST(ExceptionReply, memoryThatRanOutSaysSo)
{
    EXPECT_EQ(replyTo(std::bad_alloc(), {"check"}).code, ErrorCode::OutOfMemory);
}

} // namespace
} // namespace autokernel::lab
