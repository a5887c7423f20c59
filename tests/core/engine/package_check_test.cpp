// SPDX-License-Identifier: Apache-2.0
// `verify` and `package` on the package of a run of a fake model.
#include "core/engine/held_device.h"
#include "core/engine/model_run_fixture.h"

#include "base/sha256.h"
#include "engine/package_check.h"
#include "engine/package_delivery.h"
#include "engine/whole_model.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

using support::FakeModelWorker;
using testing::HasSubstr;

class PackageCheckTest : public test::ModelRunTest
{
protected:
    void SetUp() override
    {
        const auto outcome = run();
        m_check.run = outcome.run;
        m_check.folder = packageFolderOf(m_options.history, outcome.run);
        m_check.tell = [this](const std::string& finding) { m_told += finding + "\n"; };
        Json manifest = Json::object();
        for (const char* name : {"winners.so", "model.pt"}) {
            ASSERT_TRUE(writeFileAtomically(m_check.folder / name, name));
            manifest[name]["sha256"] = sha256Hex(name);
        }
        ASSERT_TRUE(writeFileAtomically(m_check.folder / "manifest.json", manifest.dump()));
    }

    // Why the package does not hold; empty: it does.
    std::string check(const std::function<void(FakeModelWorker&)>& change = {})
    {
        const auto worker = makeWorker();
        if (change)
            change(dynamic_cast<FakeModelWorker&>(*worker));
        const auto checked = checkPackage(*worker, reader(), m_check);
        m_machineChanged = checked ? checked->machineChanged : "";
        return checked ? "" : checked.error().message;
    }

    PackageCheck m_check;
    std::string m_told;
    std::string m_machineChanged; // as the last check found
};

TEST_F(PackageCheckTest, holdsWhereItGainsWhatTheRunMeasured)
{
    EXPECT_EQ(check(), "");
    EXPECT_THAT(m_told, HasSubstr("error at most 0.40 of its budget on 8 inputs, truth fp64"));
    EXPECT_THAT(m_told, HasSubstr("x over eager"));
    EXPECT_EQ(check([](auto& worker) { worker.outsideNanoseconds = 1e6; }), "") << "a larger gain";
}

TEST_F(PackageCheckTest, waitsUntilNobodyElseMeasures)
{
    test::HeldDevice other(m_folder.path());
    m_check.tell = [&](const std::string& sentence) {
        m_told += sentence;
        other.release();
    };
    bool isHeld = true;
    EXPECT_EQ(check([&](FakeModelWorker& worker) {
        worker.heldDevice = "cpu";
        worker.onCall = [&](const std::string&) { isHeld = isHeld && !test::HeldDevice::isFree(); };
    }),
        "");
    EXPECT_THAT(m_told, HasSubstr("measured on by the run of other.db"));
    EXPECT_TRUE(isHeld);
    EXPECT_TRUE(test::HeldDevice::isFree()) << "after it";
}

TEST_F(PackageCheckTest, aStopEndsTheWait)
{
    const test::HeldDevice other(m_folder.path());
    std::stop_source stop;
    m_check.stop = stop.get_token();
    m_check.tell = [&](const std::string&) { stop.request_stop(); };
    const auto waits = [](FakeModelWorker& worker) { worker.heldDevice = "cpu"; };
    EXPECT_THAT(check(waits), HasSubstr("ended while it waited"));
}

// A model so slow that its run needed longer could never be verified otherwise.
TEST_F(PackageCheckTest, waitsForTheTimingAsLongAsTheRunDid)
{
    std::map<std::string, std::chrono::seconds> deadlines;
    const auto watch = [&](FakeModelWorker& worker) {
        worker.onDeadline = [&](const std::string& op, auto deadline) { deadlines[op] = deadline; };
    };
    EXPECT_EQ(check(watch), "");
    const auto profile = reader().profile(m_check.run);
    ASSERT_TRUE(profile && *profile);
    protocol::TimeModelRequest request;
    request.pairs = kPrintedPairs;
    request.forwardNanoseconds = (*profile)->forwardMicroseconds * 1000;
    EXPECT_EQ(deadlines.at("time_model"), deadlineOfModelTiming(request));
    EXPECT_GT(deadlines.at("time_model"), deadlines.at("check_model"));
}

// Some gain is not enough: it must be the run's.
TEST_F(PackageCheckTest, failsWhereMostOfTheGainIsGone)
{
    const auto slower = [](FakeModelWorker& worker) { worker.pythonNanoseconds = 2.5e6; };
    EXPECT_THAT(check(slower), HasSubstr("not what the run measured: it gains 1."));
    EXPECT_THAT(m_told, HasSubstr("once more"));
    EXPECT_THAT(check([](auto& worker) { worker.pythonNanoseconds = 2e7; }),
        HasSubstr("shows no gain over eager"));
}

// Where the kernels have lost the gain in LibTorch too, the package is not to blame.
TEST_F(PackageCheckTest, tellsAMachineThatChangedFromAPackageThatLost)
{
    const auto neighbour = [](FakeModelWorker& worker) { worker.outsideNanoseconds = 1.5e7; };
    EXPECT_EQ(check(neighbour), "");
    EXPECT_THAT(m_machineChanged, HasSubstr("not as it was during the run: 1."));
    EXPECT_THAT(m_told, HasSubstr("in LibTorch"));
    EXPECT_EQ(check(), "");
    EXPECT_EQ(m_machineChanged, "");
}

TEST_F(PackageCheckTest, aDisturbedLookIsRepeated)
{
    int looks = 0;
    const auto busyAtFirst = [&](FakeModelWorker& worker) {
        worker.spoilModel = [&](const auto&, protocol::PairBlock& block) {
            if (looks++ == 0)
                for (auto& pair : block.pairs)
                    pair.bNanoseconds *= 1.5;
        };
    };
    EXPECT_EQ(check(busyAtFirst), "");
    EXPECT_EQ(looks, 2);
}

TEST_F(PackageCheckTest, onAnotherDeviceAnyGainWillDo)
{
    const auto elsewhere = [](FakeModelWorker& worker) {
        worker.signature = "another processor";
        worker.pythonNanoseconds = 2.5e6;
    };
    EXPECT_EQ(check(elsewhere), "");
    EXPECT_THAT(m_told, HasSubstr("another device than the run's"));
}

TEST_F(PackageCheckTest, failsWhereOutputsAreOverTheirBudget)
{
    EXPECT_THAT(check([](auto& worker) { worker.outputs.worstRmsRatio = 1.1; }),
        HasSubstr("exceed their error budget"));
}

TEST_F(PackageCheckTest, failsWhereAByteOfItsFilesIsAnother)
{
    for (const char* name : {"winners.so", "model.pt"}) {
        ASSERT_TRUE(writeFileAtomically(m_check.folder / name, "flipped"));
        const auto why = check();
        EXPECT_THAT(why, HasSubstr(std::string(name) + " is damaged"));
        ASSERT_TRUE(writeFileAtomically(m_check.folder / name, name));
    }
    ASSERT_TRUE(writeFileAtomically(m_check.folder / "manifest.json", "{}"));
    EXPECT_THAT(check(), HasSubstr("winners.so is damaged"));
}

} // namespace
} // namespace autokernel::engine
