// SPDX-License-Identifier: Apache-2.0
#include "core/engine/model_run_fixture.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

class ModelStageTest : public test::ModelRunTest
{
protected:
    std::string notices(std::chrono::seconds budget)
    {
        m_options.history = m_folder.path() / fmt::format("{}.db", budget.count());
        m_config.wallClock = budget;
        m_options.now = [this] { return Seconds(m_now); };
        m_events.clear();
        run();
        std::string text;
        for (const auto& event : m_events)
            if (const auto* notice = std::get_if<Notice>(&event))
                text += notice->text + "\n";
        return text;
    }
};

TEST_F(ModelStageTest, aShortRunSaysWhatThereWillBeNoTimeFor)
{
    EXPECT_THAT(notices(20s),
        HasSubstr("The free rungs have 3 s of this run, which is too short to compile the model"));
    EXPECT_THAT(notices(20s), HasSubstr("`--for 4m` has time for them"));
    EXPECT_THAT(notices(120s), HasSubstr("18 s of this run, which may be too short to compile"));
    EXPECT_THAT(notices(240s), testing::Not(HasSubstr("too short to compile")));
    m_config.withLadder = false;
    EXPECT_THAT(notices(19s), testing::Not(HasSubstr("too short to compile")));
}

// No time lets torch.compile work on one.
TEST_F(ModelStageTest, aShortRunOfATorchScriptFilePromisesNoCompile)
{
    const auto file = m_folder.path() / "model.pt";
    ASSERT_TRUE(writeFileAtomically(file, "an archive"));
    m_config.model->example.clear();
    m_config.model->path = file.string();
    EXPECT_THAT(notices(20s), testing::Not(HasSubstr("too short to compile")));
}

} // namespace
} // namespace autokernel::engine
