// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_document.h"
#include "ui/export/patch.h"

#include "base/files.h"

#include <gmock/gmock.h>

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace autokernel::ui {
namespace {

ExperimentView someView()
{
    ExperimentView view;
    view.details.row.number = 12;
    view.details.row.run = store::RunId {3};
    view.details.row.targetKey = "rmsnorm/default fp32 D=4096,R=128";
    view.details.row.idea = "two rows\n--- at a time"; // must not begin a patch
    view.details.row.verdict = {judge::VerdictKind::Kept, "confirmed", "Confirmed."};
    auto& other = view.other.emplace();
    other.experiment.emplace().number = 7;
    for (int i = 0; i < 40; ++i)
        other.source += "line " + std::to_string(i) + "\n";
    view.candidate.source = other.source;
    view.candidate.source.replace(
        view.candidate.source.find("line 7\n"), 7, "line seven\nline more\n");
    view.candidate.source += "no newline at the end";
    return view;
}

// With the hunks of the diff that is shown.
std::string patchOf(const ExperimentView& view)
{
    DiffInput input;
    input.after = view.candidate.source;
    if (view.other)
        input.before = view.other->source;
    return ui::patchOf(view, makeDiff(input)->patch);
}

TEST(Patch, isAppliedByThePatchProgram)
{
    if (QStandardPaths::findExecutable("patch").isEmpty())
        GTEST_SKIP() << "patch is not installed";
    const auto view = someView();
    const QTemporaryDir folder;
    const auto file = folder.filePath("candidate").toStdString();
    ASSERT_TRUE(writeFileAtomically(file, view.other->source));
    QProcess process;
    process.setWorkingDirectory(folder.path());
    process.start("patch", {"-p0"});
    ASSERT_TRUE(process.waitForStarted());
    process.write(QByteArray::fromStdString(patchOf(view)));
    process.closeWriteChannel();
    ASSERT_TRUE(process.waitForFinished());
    EXPECT_EQ(process.exitCode(), 0) << process.readAllStandardOutput().toStdString();
    EXPECT_EQ(*readFile(file), view.candidate.source);
}

TEST(Patch, saysWhoseItIs)
{
    EXPECT_THAT(patchOf(someView()),
        testing::StartsWith("# AutoKernel, run 3, experiment #12 of rmsnorm/default fp32 "
                            "D=4096,R=128, against #7\n# two rows --- at a time\n# kept"));
}

TEST(Patch, isNothingWhereThereIsNothingToCompare)
{
    auto view = someView();
    view.candidate.source = view.other->source;
    EXPECT_EQ(patchOf(view), "");
    view.other.reset();
    EXPECT_EQ(patchOf(view), "") << "a starter";
}

} // namespace
} // namespace autokernel::ui
