// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "lab/apply/link.h"

#include <gtest/gtest.h>

namespace autokernel::lab {
namespace {

TEST(Link, SaysWhichPartOfTheInstallationIsMissing)
{
    const TemporaryDirectory empty;
    const auto found = findRuntimeArchive({empty.path()});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::NotFound);
    EXPECT_NE(found.error().message.find("install AutoKernel again"), std::string::npos);
}

TEST(Link, HasItsToolsWhereItWasBuilt)
{
    const auto tools = requireLinkTools();
    EXPECT_TRUE(tools) << tools.error().message;
}

} // namespace
} // namespace autokernel::lab
