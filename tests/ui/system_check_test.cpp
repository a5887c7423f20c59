// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/welcome_page.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>

namespace autokernel::ui {
namespace {

SystemFacts goodFacts()
{
    SystemFacts facts;
    facts.compiler = ToolFacts {"g++ 12.2.0", ""};
    facts.python = ToolFacts {"3.11.2", ""};
    facts.torch = ToolFacts {"2.11.0", ""};
    facts.sandbox = SandboxFacts {3, true};
    facts.counters = CounterFacts {2, std::nullopt};
    facts.disk = DiskFacts {"/data", std::uint64_t {50} << 30U};
    protocol::Hello hello;
    protocol::DeviceInfo cpu;
    cpu.id = "cpu";
    cpu.name = "Some Processor";
    cpu.cores = 4;
    cpu.memoryBytes = std::uint64_t {16} << 30U;
    cpu.isa = {"avx2", "avx512"};
    hello.devices = {cpu};
    hello.noCuda = "no driver library was found";
    facts.hello = hello;
    roofline::Roofs roofs;
    roofs.compute = {{"fp32", "avx2", 4, {1.0e11, 0.9e11, 1.1e11}},
        {"fp32", "avx512", 4, {2.5e11, 2.4e11, 2.6e11}}};
    roofs.bandwidth = {{"DRAM", "copy", 4, 1 << 20, {2.1e10, 2.0e10, 2.2e10}}};
    facts.roofs["cpu"] = roofs;
    return facts;
}

CheckRow rowOf(const SystemFacts& facts, const QString& title)
{
    for (const auto& row : checkRows(facts))
        if (row.title == title)
            return row;
    ADD_FAILURE() << "no row " << title.toStdString();
    return {};
}

TEST(SystemCheckRows, aGoodMachineIsReadyAndShowsItsRoofs)
{
    const auto rows = checkRows(goodFacts());
    EXPECT_EQ(overall(rows).state, CheckState::Good);
    const auto cpu = rowOf(goodFacts(), "Processor");
    EXPECT_TRUE(cpu.found.contains("avx512"));
    EXPECT_TRUE(cpu.details.contains("fp32 250 GFLOP/s (runs spread 8.0 %)"))
        << cpu.details.toStdString();
    EXPECT_TRUE(cpu.details.contains("memory copy 21.0 GB/s (runs spread 9.5 %)"))
        << cpu.details.toStdString();
    EXPECT_TRUE(rowOf(goodFacts(), "GPU").found.contains("no driver library was found"));
}

TEST(SystemCheckRows, roofsOfABusyMachineAreNotCalledGood)
{
    auto facts = goodFacts();
    EXPECT_EQ(rowOf(facts, "Processor").state, CheckState::Good);
    facts.roofs["cpu"].bandwidth[0].bytesPerSecond = {5.7e10, 3.6e9, 2.4e10};
    facts.roofs["cpu"].measuredAt = "2026-11-26T22:42:00.000Z";
    const auto row = rowOf(facts, "Processor");
    EXPECT_EQ(row.state, CheckState::Limited);
    EXPECT_TRUE(row.remedy.contains("busy")) << row.remedy.toStdString();
    EXPECT_TRUE(row.details.startsWith("roofs measured ")) << row.details.toStdString();
}

TEST(SystemCheckRows, whatIsNotKnownYetIsWaitedFor)
{
    for (const auto& row : checkRows({}))
        EXPECT_EQ(row.state, CheckState::Waiting) << row.title.toStdString();
    EXPECT_EQ(overall(checkRows({})).state, CheckState::Waiting);
}

TEST(SystemCheckRows, eachMissingThingHasARemedyToCopy)
{
    auto facts = goodFacts();
    facts.compiler = ToolFacts {"", "neither g++ nor clang++ was found"};
    facts.torch = ToolFacts {"", "No package metadata was found for torch"};
    facts.hello.reset();
    facts.workerProblem = "the worker program is missing";
    facts.sandbox = SandboxFacts {0, false};
    for (const char* title : {"Processor", "Compiler", "PyTorch", "Sandbox"}) {
        const auto row = rowOf(facts, title);
        EXPECT_EQ(row.state, CheckState::Missing) << title;
        EXPECT_FALSE(row.remedy.isEmpty()) << title;
        EXPECT_FALSE(row.command.isEmpty()) << title;
    }
    EXPECT_EQ(overall(checkRows(facts)).title,
        "Not ready; to be put right: Processor, Compiler, PyTorch, Sandbox.");
}

TEST(SystemCheckRows, whatIsWeakerIsLimitedAndNoMore)
{
    auto facts = goodFacts();
    facts.sandbox->landlock = 0;
    facts.counters->perfEventParanoid = 4;
    facts.disk->freeBytes = 1 << 20;
    for (const char* title : {"Sandbox", "Profiling counters", "Disk room"})
        EXPECT_EQ(rowOf(facts, title).state, CheckState::Limited) << title;
    EXPECT_EQ(
        rowOf(facts, "Profiling counters").command, "sudo sysctl kernel.perf_event_paranoid=2");
    EXPECT_EQ(overall(checkRows(facts)).state, CheckState::Good);
}

TEST(SystemCheckRows, eachGpuHasARow)
{
    auto facts = goodFacts();
    facts.nvidiaDriver = "580.65";
    protocol::DeviceInfo gpu;
    gpu.id = "cuda:0";
    gpu.name = "Some GPU";
    facts.hello->devices.push_back(gpu);
    EXPECT_TRUE(rowOf(facts, "GPU cuda:0").found.contains("driver 580.65"));
}

TEST(WelcomePage, aRemedyIsCopiedAndTheWaysInAreAskedFor)
{
    WelcomePage page(Theme::light());
    auto facts = goodFacts();
    facts.compiler = ToolFacts {"", "neither g++ nor clang++ was found"};
    page.showCheck(facts);
    QApplication::clipboard()->clear();
    for (auto* button : page.findChildren<QPushButton*>())
        if (button->accessibleName().contains("apt-get"))
            button->click();
    EXPECT_EQ(QApplication::clipboard()->text(), "sudo apt-get install g++");

    QSignalSpy demo(&page, &WelcomePage::demoWanted);
    page.findChild<QPushButton*>("demo")->click();
    EXPECT_EQ(demo.count(), 1);
    page.setRunning(true);
    EXPECT_FALSE(page.findChild<QPushButton*>("demo")->isEnabled());
    EXPECT_TRUE(page.findChild<QPushButton*>("example")->isEnabled());
}

} // namespace
} // namespace autokernel::ui
