// SPDX-License-Identifier: Apache-2.0
#include "core/store/history_fixture.h"

#include "engine/model_finish.h"
#include "engine/package_folder.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

class PackageFolder : public store::test::HistoryTest
{
protected:
    std::string outputError(const fs::path& out) const
    {
        const auto checked = checkPackageOutput(out);
        return checked ? "" : checked.error().message;
    }
    std::string storedError(store::RunId run) const
    {
        const auto folder = storedPackage(reader(), run, m_file);
        return folder ? "" : folder.error().message;
    }
    static void measured(store::HistoryWriter& history, store::RunId run,
        store::ModelMeasurement kind, std::vector<store::TargetId> applied)
    {
        store::EndToEndRecord record;
        record.run = run;
        record.kind = kind;
        record.contender = "ours";
        record.overBaseline = {1.2, 1.1, 1.3};
        record.applied = std::move(applied);
        store::test::unwrap(history.recordEndToEnd(record));
    }
};

TEST_F(PackageFolder, isWrittenOnlyWhereNothingOfTheUsersIsLost)
{
    const auto out = m_folder.path() / "out";
    EXPECT_EQ(outputError(out), "");
    fs::create_directories(out);
    EXPECT_EQ(outputError(out), "");
    ASSERT_TRUE(writeFileAtomically(out / "model.pt", "years of training"));
    EXPECT_THAT(outputError(out), HasSubstr("is not empty and holds no AutoKernel package"));
    EXPECT_THAT(outputError(out / "model.pt"), HasSubstr("is a file"));
    ASSERT_TRUE(writeFileAtomically(out / "manifest.json", "{\"name\": \"a web page\"}"));
    EXPECT_THAT(outputError(out), HasSubstr("no AutoKernel package"));
    ASSERT_TRUE(writeFileAtomically(
        out / "manifest.json", "{\"namespace\": \"ak_1\", \"winners.so\": {}}"));
    EXPECT_EQ(outputError(out), "");
}

TEST_F(PackageFolder, holdsNothingOfThePackageThatStoodThere)
{
    const auto written = [](const fs::path& file, std::string_view text) {
        fs::create_directories(file.parent_path());
        ASSERT_TRUE(writeFileAtomically(file, text));
    };
    const auto old = m_folder.path() / "out";
    const auto made = m_folder.path() / "made";
    constexpr std::string_view kManifest = "{\"namespace\": \"ak_1\", \"winners.so\": {}}";
    for (const auto& folder : {old, made})
        written(folder / "manifest.json", kManifest);
    written(old / "sources/matmul_1.cpp", "of the run before");
    written(old / "proof.json", "of the run before");
    written(old / "my_notes.txt", "the user's");
    written(made / "sources/rmsnorm_1.cpp", "of this run");
    const auto copied = copyPackage(made, old);
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_FALSE(fs::exists(old / "sources/matmul_1.cpp"));
    EXPECT_FALSE(fs::exists(old / "proof.json"));
    EXPECT_EQ(*readFile(old / "sources/rmsnorm_1.cpp"), "of this run");
    EXPECT_EQ(*readFile(old / "my_notes.txt"), "the user's");
    ASSERT_TRUE(copyPackage(old, old)) << "onto itself";
    EXPECT_TRUE(fs::exists(old / "sources/rmsnorm_1.cpp"));
}

TEST_F(PackageFolder, thatIsGoneIsToldFromOneThatNeverWas)
{
    auto history = writer();
    EXPECT_THAT(storedError(newRun(history)), HasSubstr("did not search a model (kernel)"));
    store::NewRun model;
    model.device = store::test::unwrap(history.recordDevice(store::test::device()));
    const auto run = store::test::unwrap(history.createRun(model));
    const auto target = store::test::unwrap(history.recordTarget(run, store::test::rmsnorm(), 1));
    EXPECT_THAT(storedError(run), HasSubstr("has no package"));
    measured(history, run, store::ModelMeasurement::Package, {target});
    measured(history, run, store::ModelMeasurement::Final, {target});
    EXPECT_THAT(storedError(run), HasSubstr("is gone"));
    const auto folder = packageFolderOf(m_file, run);
    fs::create_directories(folder);
    ASSERT_TRUE(writeFileAtomically(folder / "winners.so", ""));
    EXPECT_EQ(storedError(run), "");
    fs::remove_all(folder);
    measured(history, run, store::ModelMeasurement::Final, {}); // nothing of ours is applied
    EXPECT_THAT(storedError(run), HasSubstr("has no package"));
}

} // namespace
} // namespace autokernel::engine
