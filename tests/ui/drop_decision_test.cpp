// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/drop_decision.h"
#include "ui/wizard/run_file.h"

#include "base/files.h"
#include "store/history_writer.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

using Act = DropDecision::Act;

class DropDecisionTest : public testing::Test
{
protected:
    std::filesystem::path file(const std::string& name, const std::string& bytes) const
    {
        const auto path = m_folder.path() / name;
        EXPECT_TRUE(writeFileAtomically(path, bytes));
        return path;
    }
    DropDecision decide(const std::filesystem::path& path) const
    {
        return decideDrop(lookAtFile(path));
    }
    TemporaryDirectory m_folder;
};

TEST_F(DropDecisionTest, aPythonFileIsAModelAndNamesItsClasses)
{
    const auto path = file("net.py",
        "import torch\nclass Block(torch.nn.Module):\n    class Inner(int): pass\n"
        "class Plain:\n    pass\nclass Net(torch.nn.Module):\n    pass\n"
        "def example_inputs():\n    return (1,)\n");
    const auto facts = lookAtFile(path);
    EXPECT_EQ(decideDrop(facts).act, Act::UseModel);
    EXPECT_THAT(facts.classes, testing::ElementsAre("Block", "Net"));
    EXPECT_TRUE(facts.hasExampleInputs);
    EXPECT_EQ(draftWith({}, facts).className, "Net");
}

// The members that torch.jit.save and torch.save write, in a zip archive's list.
TEST_F(DropDecisionTest, weightsWithoutCodeAreRefusedWithTheWayOut)
{
    EXPECT_EQ(
        decide(file("m.pt", "PK\3\4 net/constants.pkl net/code/__torch__.py net/version")).act,
        Act::UseModel);
    const auto weights = decide(file("w.pt", "PK\3\4 net/data.pkl net/data/0 net/version"));
    EXPECT_EQ(weights.act, Act::Refuse);
    EXPECT_TRUE(weights.sentence.contains("torch.jit.trace")) << weights.sentence.toStdString();
    EXPECT_TRUE(decide(file("old.pt", "\x80\x02}q")).sentence.contains("without the model's code"));
    EXPECT_TRUE(decide(file("a.zip", "PK\3\4 letters.txt")).sentence.contains("run.toml"));
}

TEST_F(DropDecisionTest, aHistoryIsTakenAndAnotherProgramsDatabaseIsNot)
{
    const auto path = m_folder.path() / "history.db";
    ASSERT_TRUE(store::HistoryWriter::open(path));
    EXPECT_EQ(decide(path).act, Act::OpenHistory);
    std::string foreign("SQLite format 3\0", 16);
    foreign.resize(100, '\0');
    const auto decision = decide(file("other.db", foreign));
    EXPECT_EQ(decision.act, Act::Refuse);
    EXPECT_TRUE(decision.sentence.contains("another program"));
}

TEST_F(DropDecisionTest, aKernelFolderBecomesADraftWithItsRoot)
{
    const auto folder = installationRoot() / "kernels/rmsnorm";
    const auto facts = lookAtFile(folder);
    ASSERT_EQ(decideDrop(facts).act, Act::UseKernel) << facts.problem;
    const auto draft = draftWith({}, facts);
    EXPECT_EQ(draft.kernel, "rmsnorm");
    EXPECT_EQ(
        draft.kernelRoots, QStringList(QString::fromStdString(folder.parent_path().string())));
    EXPECT_EQ(decide(folder.parent_path()).act, Act::UseKernel);
}

TEST_F(DropDecisionTest, aBrokenKernelFolderSaysWhatIsWrong)
{
    std::filesystem::create_directories(m_folder.path() / "k");
    ASSERT_TRUE(writeFileAtomically(m_folder.path() / "k/spec.toml", "name = 3\n"));
    const auto decision = decide(m_folder.path() / "k");
    EXPECT_EQ(decision.act, Act::Refuse);
    EXPECT_TRUE(decision.sentence.contains("spec.toml")) << decision.sentence.toStdString();
}

TEST_F(DropDecisionTest, everythingElseIsExplained)
{
    for (const auto& [path, part] : {std::pair {m_folder.path() / "none.pt", "There is no file"},
             std::pair {file("empty.pt", ""), "is empty"},
             std::pair {file("notes.txt", "hello"), "nothing that AutoKernel can open"},
             std::pair {m_folder.path(), "holds no kernel type"}}) {
        const auto decision = decide(path);
        EXPECT_EQ(decision.act, Act::Refuse) << path;
        EXPECT_TRUE(decision.sentence.contains(part)) << decision.sentence.toStdString();
    }
}

TEST_F(DropDecisionTest, aRunFilesModelLiesBesideIt)
{
    const auto path = file("run.toml", "model = \"net.py\"\nclass = \"Net\"\nfor = \"90m\"\n");
    EXPECT_EQ(decide(path).act, Act::LoadRun);
    const auto draft = loadRunFile(path);
    ASSERT_TRUE(draft) << draft.error().message;
    EXPECT_EQ(draft->file.toStdString(), (m_folder.path() / "net.py").string());
    EXPECT_EQ(draft->duration, "1h30m");
    EXPECT_FALSE(loadRunFile(file("bad.toml", "modle = \"a\"\n")));
}

} // namespace
} // namespace autokernel::ui
