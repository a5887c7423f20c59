// SPDX-License-Identifier: Apache-2.0
// "cpu", which somebody else measures on: the locks are in a folder of the test's own.
#pragma once

#include "engine/device_lock.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace autokernel::engine::test {

class HeldDevice
{
public:
    explicit HeldDevice(const std::filesystem::path& folder)
    {
        ::setenv("XDG_RUNTIME_DIR", folder.c_str(), 1);
        EXPECT_TRUE(m_lock.hold({[](const auto&) {}, [] { return true; }}));
    }
    ~HeldDevice() { ::unsetenv("XDG_RUNTIME_DIR"); }
    HeldDevice(const HeldDevice&) = delete;
    HeldDevice& operator=(const HeldDevice&) = delete;

    void release() { m_lock.release(); }
    static bool isFree()
    {
        DeviceLock probe("cpu", "a probe");
        return probe.hold({[](const auto&) {}, [] { return true; }}).has_value();
    }

private:
    DeviceLock m_lock {"cpu", "the run of other.db"};
};

} // namespace autokernel::engine::test
