// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_fixture.h"
#include "core/engine/held_device.h"

#include "engine/measured_roofs.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

class MeasuredRoofs : public test::EngineTest
{
protected:
    MeasuredRoofs()
    {
        m_worker.onCall = [this](const std::string&) { m_isHeld = !test::HeldDevice::isFree(); };
        m_device = m_worker.hello({})->devices.front();
    }
    // As one who waits until `m_other` lets go, or, where `isPatient` is false, not at all.
    Result<roofline::Roofs> roofs(bool remeasure, bool isPatient)
    {
        const auto tell = [this](const std::string& sentence) { m_told.push_back(sentence); };
        const auto isUnwanted = [this, isPatient] {
            m_other.release();
            return !isPatient;
        };
        return roofsHolding(
            "cpu", {tell, isUnwanted}, m_worker, {m_device, 2, remeasure, nullptr}, {});
    }

    test::HeldDevice m_other {m_folder.path()};
    support::FakeWorker m_worker {timeOf};
    protocol::DeviceInfo m_device;
    std::vector<std::string> m_told;
    bool m_isHeld = false; // while they were measured
};

TEST_F(MeasuredRoofs, areMeasuredWhileNobodyElseMeasures)
{
    EXPECT_TRUE(roofs(false, true));
    EXPECT_TRUE(m_isHeld);
    EXPECT_EQ(m_worker.calls["measure_roofs"], 1);
    ASSERT_EQ(m_told.size(), 1U);
    EXPECT_THAT(m_told.front(), testing::HasSubstr("measured on by the run of other.db"));
    EXPECT_TRUE(test::HeldDevice::isFree()) << "after them";
}

TEST_F(MeasuredRoofs, thatAreCachedKeepNobodyWaiting)
{
    ASSERT_TRUE(roofsOf(m_worker, {m_device, 2}, {}));
    ASSERT_TRUE(cachedRoofs(m_device, 2));
    EXPECT_FALSE(cachedRoofs(m_device, 1));
    EXPECT_TRUE(roofs(false, false));
    EXPECT_TRUE(m_told.empty());
    EXPECT_FALSE(test::HeldDevice::isFree()) << "the other measures still";
    const auto again = roofs(true, false);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(m_worker.calls["measure_roofs"], 1);
}

} // namespace
} // namespace autokernel::engine
