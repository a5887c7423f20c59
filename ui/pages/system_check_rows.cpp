// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/system_check_rows.h"

#include "ui/figures.h"
#include "ui/local_time.h"
#include "ui/shell/shown_path.h"

#include <QObject>
#include <QStringList>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr std::uint64_t kLeastDisk = std::uint64_t {2} << 30U; // bytes: exported models, packages
constexpr int kOwnProcesses = 2; // perf_event_paranoid up to which a user may count

QString rateOf(const roofline::Rate& measured, const char* unit)
{
    return QObject::tr("%1 (runs spread %2)")
        .arg(rate(measured.best, unit), percent(measured.spread()));
}

struct RoofsFound
{
    QString sentence;
    bool isSteady = true;
};

// The highest compute roof of each dtype and memory's copy, all threads.
RoofsFound describe(const roofline::Roofs& roofs)
{
    RoofsFound found;
    QStringList parts;
    const auto add = [&](const QString& name, const roofline::Rate& measured, const char* unit) {
        parts << QString("%1 %2").arg(name, rateOf(measured, unit));
        found.isSteady = found.isSteady && measured.isSteady();
    };
    for (const char* dtype : {"fp32", "bf16", "fp16"}) {
        const roofline::ComputeRoof* best = nullptr;
        for (const auto& roof : roofs.compute)
            if (roof.dtype == dtype
                && (!best || roof.flopPerSecond.best > best->flopPerSecond.best))
                best = &roof;
        if (best)
            add(dtype, best->flopPerSecond, "FLOP");
    }
    const roofline::BandwidthRoof* memory = nullptr;
    for (const auto& roof : roofs.bandwidth)
        if (roof.level == "DRAM" && roof.kind == "copy"
            && (!memory || roof.bytesPerSecond.best > memory->bytesPerSecond.best))
            memory = &roof;
    if (memory)
        add(QObject::tr("memory copy"), memory->bytesPerSecond, "B");
    const auto measuredAt = localTime(roofs.measuredAt);
    const auto all = parts.join(" · ");
    found.sentence = measuredAt.isEmpty()
        ? QObject::tr("measured roofs: %1").arg(all)
        : QObject::tr("roofs measured %1: %2").arg(measuredAt, all);
    return found;
}

QString isaOf(const protocol::DeviceInfo& device)
{
    QStringList names;
    for (const auto& name : device.isa)
        names << text(name);
    return names.join(", ");
}

void addRoofs(const SystemFacts& facts, const std::string& device, CheckRow& row)
{
    if (const auto roofs = facts.roofs.find(device); roofs != facts.roofs.end()) {
        auto found = describe(roofs->second);
        row.details = std::move(found.sentence);
        if (found.isSteady)
            return;
        row.state = CheckState::Limited;
        row.remedy = QObject::tr("It was busy while its roofs were measured: the middle of the "
                                 "runs reached less than half of the best. Look again when it is "
                                 "quiet.");
    } else if (!facts.roofsProblem.empty())
        row.details = QObject::tr("roofs not measured: %1").arg(text(facts.roofsProblem));
    else
        row.details = QObject::tr("roofs are being measured");
}

CheckRow processorRow(const SystemFacts& facts)
{
    CheckRow row {.title = QObject::tr("Processor")};
    if (!facts.workerProblem.empty()) {
        row.state = CheckState::Missing;
        row.found = text(facts.workerProblem);
        row.remedy = QObject::tr("The worker measures everything; the set-up builds it.");
        row.command = "packaging/run.sh --setup-only";
        return row;
    }
    if (!facts.hello)
        return row;
    for (const auto& device : facts.hello->devices) {
        if (device.id != "cpu")
            continue;
        row.state = CheckState::Good;
        row.found = QObject::tr("%1, %n core(s), %2 memory, %3", nullptr, device.cores)
                        .arg(text(device.name), byteCount(static_cast<double>(device.memoryBytes)),
                            isaOf(device));
        addRoofs(facts, device.id, row);
        const bool hasVectors = std::ranges::find(device.isa, "avx2") != device.isa.end();
        if (!hasVectors) {
            row.state = CheckState::Limited;
            row.remedy = QObject::tr("The shipped kernels are written for AVX2 and later; on this "
                                     "processor most of them gain little.");
        }
    }
    return row;
}

std::vector<CheckRow> gpuRows(const SystemFacts& facts)
{
    std::vector<CheckRow> rows;
    if (facts.hello)
        for (const auto& device : facts.hello->devices)
            if (device.id != "cpu") {
                CheckRow row {CheckState::Good, QObject::tr("GPU %1").arg(text(device.id)),
                    QObject::tr("%1, %2 memory, %3, driver %4")
                        .arg(text(device.name), byteCount(static_cast<double>(device.memoryBytes)),
                            isaOf(device),
                            facts.nvidiaDriver.empty() ? QObject::tr("unknown")
                                                       : text(facts.nvidiaDriver)),
                    {}, QObject::tr("Single kernels run on it; whole models run on the CPU."), {}};
                addRoofs(facts, device.id, row);
                rows.push_back(std::move(row));
            }
    if (!rows.empty())
        return rows;
    CheckRow row {.title = QObject::tr("GPU")};
    if (facts.hello || !facts.workerProblem.empty()) {
        row.state = CheckState::Limited;
        row.found = facts.hello ? QObject::tr("no CUDA device: %1").arg(text(facts.hello->noCuda))
                                : QObject::tr("not known without the worker");
        row.remedy = facts.nvidiaDriver.empty()
            ? QObject::tr("Nothing has to be done: models and kernels run on the CPU.")
            : QObject::tr("Driver %1 is loaded; the sentence above says why it is not used.")
                  .arg(text(facts.nvidiaDriver));
    }
    return {row};
}

CheckRow toolRow(const QString& title, const std::optional<ToolFacts>& tool, const QString& remedy,
    const QString& command)
{
    CheckRow row {.title = title};
    if (!tool)
        return row;
    const bool isThere = !tool->version.empty();
    row.state = isThere ? CheckState::Good : CheckState::Missing;
    row.found = text(isThere ? tool->version : tool->problem);
    if (!isThere) {
        row.remedy = remedy;
        row.command = command;
    }
    return row;
}

CheckRow sandboxRow(const SystemFacts& facts)
{
    CheckRow row {.title = QObject::tr("Sandbox")};
    if (!facts.sandbox)
        return row;
    if (!facts.sandbox->hasRunner) {
        row.state = CheckState::Missing;
        row.found = QObject::tr("autokernel-runner is missing beside this program");
        row.remedy = QObject::tr("Candidates run in that sealed process; the set-up builds it.");
        row.command = "packaging/run.sh --setup-only";
    } else if (facts.sandbox->landlock == 0) {
        row.state = CheckState::Limited;
        row.found = QObject::tr("system calls are filtered; files are not (no Landlock)");
        row.remedy = QObject::tr("Linux 5.13 or later with Landlock enabled also takes file access "
                                 "from the compiler; check the list of security modules.");
        row.command = "cat /sys/kernel/security/lsm";
    } else {
        row.state = CheckState::Good;
        row.found = QObject::tr("system calls filtered, files closed (Landlock %1)")
                        .arg(facts.sandbox->landlock);
    }
    return row;
}

CheckRow countersRow(const SystemFacts& facts)
{
    CheckRow row {.title = QObject::tr("Profiling counters")};
    if (!facts.counters)
        return row;
    const auto& paranoid = facts.counters->perfEventParanoid;
    const bool isCpuOpen = paranoid && *paranoid <= kOwnProcesses;
    const bool isGpuClosed = facts.counters->gpuAdminOnly.value_or(false);
    row.state = isCpuOpen && !isGpuClosed ? CheckState::Good : CheckState::Limited;
    row.found = !paranoid ? QObject::tr("the system does not say (no perf events)")
        : isCpuOpen       ? QObject::tr("allowed for your own processes (perf_event_paranoid %1)")
                          : QObject::tr("closed (perf_event_paranoid %1)");
    if (paranoid)
        row.found = row.found.arg(*paranoid);
    if (isGpuClosed)
        row.found += QObject::tr("; the GPU's are for administrators");
    row.details = QObject::tr("AutoKernel needs none: it times with clocks, and counts FLOP and "
                              "bytes from each kernel's specification.");
    if (paranoid && !isCpuOpen) {
        row.remedy = QObject::tr("Only for other profilers beside it:");
        row.command = "sudo sysctl kernel.perf_event_paranoid=2";
    }
    return row;
}

CheckRow diskRow(const SystemFacts& facts)
{
    CheckRow row {.title = QObject::tr("Disk room")};
    if (!facts.disk)
        return row;
    row.found = QObject::tr("%1 free where the history lies, in %2")
                    .arg(byteCount(static_cast<double>(facts.disk->freeBytes)),
                        shownPath(facts.disk->folder));
    row.state = facts.disk->freeBytes >= kLeastDisk ? CheckState::Good : CheckState::Limited;
    if (row.state == CheckState::Limited)
        row.remedy = QObject::tr("A run keeps exported models and packages: have %1 free.")
                         .arg(byteCount(static_cast<double>(kLeastDisk)));
    return row;
}

} // namespace

QString wordOf(CheckState state)
{
    switch (state) {
    case CheckState::Waiting:
        return QObject::tr("looking");
    case CheckState::Good:
        return QObject::tr("good");
    case CheckState::Limited:
        return QObject::tr("limited");
    case CheckState::Missing:
        return QObject::tr("missing");
    }
    return {};
}

std::vector<CheckRow> checkRows(const SystemFacts& facts)
{
    const QString setUp = "packaging/run.sh --setup-only";
    std::vector<CheckRow> rows {processorRow(facts)};
    for (auto& row : gpuRows(facts))
        rows.push_back(std::move(row));
    rows.push_back(toolRow(QObject::tr("Compiler"), facts.compiler,
        QObject::tr("CPU kernels are compiled by g++ or clang++."), "sudo apt-get install g++"));
    rows.push_back(toolRow(QObject::tr("Python"), facts.python,
        QObject::tr("The set-up makes an environment, or AUTOKERNEL_PYTHON names one of yours."),
        setUp));
    rows.push_back(toolRow(QObject::tr("PyTorch"), facts.torch,
        QObject::tr("Models are loaded and compared by PyTorch; the set-up installs it."), setUp));
    rows.push_back(sandboxRow(facts));
    rows.push_back(countersRow(facts));
    rows.push_back(diskRow(facts));
    return rows;
}

CheckRow overall(const std::vector<CheckRow>& rows)
{
    QStringList missing;
    bool isWaiting = false;
    for (const auto& row : rows) {
        isWaiting = isWaiting || row.state == CheckState::Waiting;
        if (row.state == CheckState::Missing)
            missing << row.title;
    }
    if (!missing.isEmpty())
        return {.state = CheckState::Missing,
            .title = QObject::tr("Not ready; to be put right: %1.").arg(missing.join(", "))};
    if (isWaiting)
        return {.state = CheckState::Waiting, .title = QObject::tr("Looking at this machine")};
    return {.state = CheckState::Good,
        .title = QObject::tr("Ready: everything that a run needs is here.")};
}

} // namespace autokernel::ui
