// SPDX-License-Identifier: GPL-3.0-or-later
#include "patience.h"
#include "ui/bridge/system_check.h"

#include "engine/device_lock.h"
#include "support/fake_worker.h"

#include <gmock/gmock.h>

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <atomic>

namespace autokernel::ui {
namespace {

roofline::Roofs someRoofs()
{
    roofline::Roofs roofs;
    roofs.compute = {{"fp32", "avx2", 2, {1.0e11, 0.9e11, 1.1e11}}};
    roofs.bandwidth = {{"DRAM", "copy", 2, 1 << 20, {2.1e10, 2.0e10, 2.2e10}}};
    return roofs;
}

// Roofs are cached in a folder of the test's own.
class SystemCheckTest : public testing::Test
{
protected:
    SystemCheckTest() { qputenv("XDG_CACHE_HOME", m_cache.path().toLocal8Bit()); }
    ~SystemCheckTest() override { qunsetenv("XDG_CACHE_HOME"); }
    QTemporaryDir m_cache;
};

// Facts arrive step by step, the worker's among them.
TEST_F(SystemCheckTest, asksAWorkerForItsDevicesAndItsRoofs)
{
    SystemCheck check([](const engine::WorkerCommand&) {
        auto worker = std::make_unique<support::FakeWorker>([](const auto&) { return 1e6; });
        worker->roofs = [] { return someRoofs(); };
        return worker;
    });
    QSignalSpy changes(&check, &SystemCheck::changed);
    QSignalSpy doing(&check, &SystemCheck::doing);
    check.start({"/tmp/none/history.db"});
    ASSERT_TRUE(comesTrue([&] { return !check.isBusy(); }));
    EXPECT_GE(changes.count(), 3);
    ASSERT_TRUE(check.facts()->hello);
    EXPECT_EQ(check.facts()->hello->devices.front().name, "fake processor");
    EXPECT_EQ(check.facts()->roofs.count("cpu"), 1U);
    EXPECT_EQ(doing.last().front().toString(), "");
}

// Quitting ends the check: it waits for its thread, which must not wait for anything.
TEST_F(SystemCheckTest, goesAtOnceThoughACompilerOrAWorkerGivesNoAnswer)
{
    const QString compiler = m_cache.filePath("slow-compiler");
    {
        QFile script(compiler);
        ASSERT_TRUE(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\ntouch \"$0.asked\"\nsleep 50\n");
        script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    const auto isAsked = std::make_shared<std::atomic<bool>>(false);
    const auto makeSilent = [isAsked](const engine::WorkerCommand&) {
        class Silent final : public support::FakeWorker
        {
        public:
            explicit Silent(std::shared_ptr<std::atomic<bool>> isAsked)
                : FakeWorker([](const auto&) { return 1e6; })
                , m_isAsked(std::move(isAsked))
            {
                hangAt("hello");
            }
            Result<protocol::Hello> hello(const std::stop_token& stop) override
            {
                *m_isAsked = true;
                return FakeWorker::hello(stop);
            }

        private:
            std::shared_ptr<std::atomic<bool>> m_isAsked;
        };
        return std::make_unique<Silent>(isAsked);
    };
    for (const bool isCompilerSlow : {true, false}) {
        if (isCompilerSlow)
            qputenv("CXX", compiler.toLocal8Bit());
        auto check = std::make_unique<SystemCheck>(makeSilent);
        check->start({"/tmp/none/history.db"});
        ASSERT_TRUE(comesTrue(
            [&] { return isCompilerSlow ? QFile::exists(compiler + ".asked") : isAsked->load(); }));
        QElapsedTimer leaving;
        leaving.start();
        check.reset();
        EXPECT_LT(leaving.elapsed(), 5000) << (isCompilerSlow ? "compiler" : "worker");
        qunsetenv("CXX");
    }
}

// Nor does it wait for one of another program.
TEST_F(SystemCheckTest, roofsOfADeviceThatIsInUseAreLeftOut)
{
    qputenv("XDG_RUNTIME_DIR", m_cache.path().toLocal8Bit());
    engine::DeviceLock other("cpu", "the run of other.db");
    ASSERT_TRUE(other.hold({[](const auto&) {}, [] { return true; }}));
    SystemCheck check([](const engine::WorkerCommand&) {
        auto worker = std::make_unique<support::FakeWorker>([](const auto&) { return 1e6; });
        worker->roofs = [] { return someRoofs(); };
        worker->heldDevice = "cpu";
        return worker;
    });
    check.start({"/tmp/none/history.db"});
    ASSERT_TRUE(comesTrue([&] { return !check.isBusy(); }));
    EXPECT_THAT(check.facts()->roofsProblem, testing::HasSubstr("a run is measuring"));
    EXPECT_TRUE(check.facts()->roofs.empty());
    other.release();
    check.start({"/tmp/none/history.db"});
    ASSERT_TRUE(comesTrue([&] { return !check.isBusy(); }));
    EXPECT_EQ(check.facts()->roofs.count("cpu"), 1U);
    qunsetenv("XDG_RUNTIME_DIR");
}

TEST_F(SystemCheckTest, measuresNothingBesideARun)
{
    auto calls = std::make_shared<int>(0);
    SystemCheck check([calls](const engine::WorkerCommand&) {
        auto worker = std::make_unique<support::FakeWorker>([](const auto&) { return 1e6; });
        worker->onCall = [calls](const std::string&) { ++*calls; };
        return worker;
    });
    check.start({"/tmp/none/history.db", false});
    ASSERT_TRUE(comesTrue([&] { return !check.isBusy(); }));
    EXPECT_EQ(*calls, 0);
    EXPECT_THAT(check.facts()->roofsProblem, testing::HasSubstr("a run is measuring"));
}

} // namespace
} // namespace autokernel::ui
