// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/names.h"
#include "ui/theme/verdict_style.h"

#include "mutate/target_search.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

TEST(Names, rungsAreCalledAsTheirMakersCallThem)
{
    EXPECT_EQ(rungName("torch_compile_frozen"), "torch.compile, frozen");
    EXPECT_EQ(rungName("torchscript_frozen"), "TorchScript, frozen");
    EXPECT_EQ(rungName("onednn"), "onednn") << "what is not known keeps its id";
}

TEST(Names, everyMutatorHasWordsOfItsOwn)
{
    for (const auto& id : mutate::mutatorNames())
        EXPECT_NE(mutatorName(id), QString::fromStdString(id)) << id;
    EXPECT_EQ(mutatorName("language_model"), "language model");
}

TEST(Names, levelsOfALogAndVerdictsHaveWords)
{
    EXPECT_EQ(nameOf(store::LogLevel::Warning), "warning");
    EXPECT_EQ(labelOfKind(judge::VerdictKind::RuntimeError), "Crashed");
    EXPECT_EQ(labelOfKind(judge::VerdictKind::Reverted), "Reverted");
}

} // namespace
} // namespace autokernel::ui
