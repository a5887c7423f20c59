// SPDX-License-Identifier: Apache-2.0
#include "core/store/history_fixture.h"

#include "engine/model_finish.h"
#include "engine/package_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <thread>

namespace autokernel::engine {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::string_view kManifest = R"({"namespace": "ak_1", "winners.so": {}})";

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
    static std::string proofOf(double speedup)
    {
        return Json {{"in_libtorch", {{"speedup", speedup}}}}.dump();
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

TEST_F(PackageFolder, thatIsDamagedIsNeitherOverwrittenNorHandedOut)
{
    const auto out = m_folder.path() / "out";
    const auto made = m_folder.path() / "made";
    for (const auto& folder : {out, made}) {
        fs::create_directories(folder);
        ASSERT_TRUE(writeFileAtomically(folder / "winners.so", folder.filename().string()));
    }
    for (const char* manifest : {"", "not JSON", "[]"}) {
        if (*manifest != '\0') {
            ASSERT_TRUE(writeFileAtomically(out / "manifest.json", manifest));
        }
        EXPECT_THAT(outputError(out), HasSubstr("no manifest.json that says")) << manifest;
        EXPECT_FALSE(copyPackage(made, out));
    }
    ASSERT_TRUE(writeFileAtomically(out / "manifest.json", kManifest));
    const auto copied = copyPackage(made, out);
    ASSERT_FALSE(copied) << "what the run stored has no manifest";
    EXPECT_THAT(copied.error().message, HasSubstr("is damaged"));
    EXPECT_EQ(*readFile(out / "winners.so"), "out");
    EXPECT_FALSE(copyPackage(made, m_folder.path() / "new"));
    EXPECT_FALSE(fs::exists(m_folder.path() / "new"));
}

TEST_F(PackageFolder, thatCannotBeCopiedLeavesWhatStoodThere)
{
    const auto out = m_folder.path() / "out";
    const auto made = m_folder.path() / "made";
    for (const auto& folder : {out, made}) {
        fs::create_directories(folder / "sources");
        ASSERT_TRUE(writeFileAtomically(folder / "manifest.json", kManifest));
        ASSERT_TRUE(writeFileAtomically(folder / "winners.so", folder.filename().string()));
    }
    ASSERT_EQ(::mkfifo((made / "sources/pipe").c_str(), 0600), 0); // which nobody can copy
    EXPECT_FALSE(copyPackage(made, out));
    EXPECT_EQ(*readFile(out / "winners.so"), "out");
    EXPECT_EQ(std::distance(fs::directory_iterator(out), fs::directory_iterator()), 3);
    EXPECT_FALSE(copyPackage(made, m_folder.path() / "new"));
    EXPECT_FALSE(fs::exists(m_folder.path() / "new"));
}

TEST_F(PackageFolder, isNotCopiedIntoItself)
{
    const auto made = m_folder.path() / "made";
    fs::create_directories(made);
    ASSERT_TRUE(writeFileAtomically(made / "manifest.json", kManifest));
    for (const auto& out :
        {made / "out", made / "sources/out", m_folder.path() / "x/../made/out"}) {
        const auto copied = copyPackage(made, out);
        ASSERT_FALSE(copied);
        EXPECT_THAT(copied.error().message, HasSubstr("lies inside the stored package"));
        EXPECT_FALSE(fs::exists(out));
    }
    EXPECT_TRUE(copyPackage(made, m_folder.path() / "made too"));
}

// Python leaves it in the folder of whatever was imported from there.
TEST_F(PackageFolder, isCopiedWithoutWhatIsNoPartOfIt)
{
    const auto out = m_folder.path() / "out";
    const auto made = m_folder.path() / "made";
    for (const auto& folder : {out, made}) {
        fs::create_directories(folder / "__pycache__");
        ASSERT_TRUE(writeFileAtomically(folder / "manifest.json", kManifest));
        ASSERT_TRUE(
            writeFileAtomically(folder / "__pycache__/load.pyc", folder.filename().string()));
    }
    const auto copied = copyPackage(made, out);
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_EQ(*readFile(out / "__pycache__/load.pyc"), "out");
    EXPECT_FALSE(fs::exists(out / ".autokernel-incoming"));
}

// A folder that may not be written cannot be moved either.
TEST_F(PackageFolder, thatCannotTakeThePlaceLeavesWhatStoodThere)
{
    if (::geteuid() == 0)
        GTEST_SKIP() << "root may move everything";
    const auto out = m_folder.path() / "out";
    const auto made = m_folder.path() / "made";
    for (const auto& folder : {out, made}) {
        fs::create_directories(folder / "sources");
        for (const char* part : {"winners.so", "proof.json", "sources/a.cpp"})
            ASSERT_TRUE(writeFileAtomically(folder / part, folder.filename().string()));
        ASSERT_TRUE(writeFileAtomically(folder / "manifest.json", kManifest));
    }
    fs::create_directories(out / "LICENSE"); // which is moved after others
    for (const char* locked : {"out/sources", "out/LICENSE", "made/sources"}) {
        fs::permissions(m_folder.path() / locked, fs::perms::owner_read | fs::perms::owner_exec);
        EXPECT_FALSE(copyPackage(made, out)) << locked;
        fs::permissions(m_folder.path() / locked, fs::perms::owner_all);
        for (const char* part : {"winners.so", "proof.json", "sources/a.cpp"})
            EXPECT_EQ(*readFile(out / part), "out") << part;
        EXPECT_FALSE(fs::exists(out / ".autokernel-incoming")) << locked;
    }
}

// Between the first part that goes and the last that comes.
TEST_F(PackageFolder, thatAKillLeftHalfWrittenIsWrittenAgain)
{
    const auto out = m_folder.path() / "out";
    const auto made = m_folder.path() / "made";
    fs::create_directories(made);
    fs::create_directories(out / ".autokernel-incoming");
    ASSERT_TRUE(writeFileAtomically(out / "winners.so", "half"));
    ASSERT_TRUE(writeFileAtomically(made / "manifest.json", kManifest));
    ASSERT_TRUE(writeFileAtomically(made / "winners.so", "whole"));
    const auto copied = copyPackage(made, out);
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_EQ(*readFile(out / "winners.so"), "whole");
    EXPECT_EQ(*readFile(out / "manifest.json"), kManifest);
    EXPECT_FALSE(fs::exists(out / ".autokernel-incoming"));
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
    ASSERT_TRUE(writeFileAtomically(folder / "proof.json", proofOf(1.2)));
    EXPECT_EQ(storedError(run), "");
    fs::remove_all(folder);
    measured(history, run, store::ModelMeasurement::Final, {}); // nothing of ours is applied
    EXPECT_THAT(storedError(run), HasSubstr("has no package"));
}

// The result is stored, then its package is handed over: between the two the run may end.
TEST_F(PackageFolder, isNotHandedOutWhereTheRunHasAnotherResult)
{
    auto history = writer();
    store::NewRun model;
    model.device = store::test::unwrap(history.recordDevice(store::test::device()));
    const auto run = store::test::unwrap(history.createRun(model));
    const auto target = store::test::unwrap(history.recordTarget(run, store::test::rmsnorm(), 1));
    measured(history, run, store::ModelMeasurement::Package, {target});
    measured(history, run, store::ModelMeasurement::Final, {target});
    const auto folder = packageFolderOf(m_file, run);
    fs::create_directories(unprovenFolderOf(folder));
    EXPECT_THAT(storedError(run), HasSubstr("nothing lies in " + folder.string() + " yet"));
    fs::create_directories(folder);
    ASSERT_TRUE(writeFileAtomically(folder / "winners.so", "of the session before"));
    EXPECT_THAT(storedError(run), HasSubstr("is not what its result was measured on"));
    ASSERT_TRUE(writeFileAtomically(folder / "proof.json", proofOf(1.1)));
    EXPECT_THAT(storedError(run), HasSubstr(fmt::format("resume {}", run.value)));
    ASSERT_TRUE(writeFileAtomically(folder / "proof.json", proofOf(1.2)));
    EXPECT_EQ(storedError(run), "");
}

TEST_F(PackageFolder, getsAPackageWithItsProofAndKeepsNothingOfTheOneBefore)
{
    const auto folder = packageFolderOf(m_file, store::RunId {1});
    const PackageDelivery delivery(folder);
    for (const std::string name : {"first", "second"}) {
        protocol::PackageInfo built;
        built.directory = (m_folder.path() / name).string();
        fs::create_directories(built.directory);
        ASSERT_TRUE(writeFileAtomically(fs::path(built.directory) / name, name));
        const auto prepared = delivery.prepare(built);
        ASSERT_TRUE(prepared) << prepared.error().message;
        const auto delivered = delivery.deliver(*prepared, {{"of", name}});
        ASSERT_TRUE(delivered) << delivered.error().message;
        EXPECT_EQ(delivered->directory, folder.string());
        EXPECT_EQ(*readFile(folder / name), name);
        EXPECT_THAT(*readFile(folder / "proof.json"), HasSubstr(name));
    }
    EXPECT_FALSE(fs::exists(folder / "first"));
    EXPECT_FALSE(fs::exists(unprovenFolderOf(folder)));
}

// What lies in the place is exchanged, never removed first: a kill finds one of the two.
TEST_F(PackageFolder, holdsThePackageBeforeUntilTheNewOneIsInItsPlace)
{
    const auto folder = packageFolderOf(m_file, store::RunId {1});
    fs::create_directories(folder);
    fs::create_directories(m_folder.path() / "other");
    if (::renameat2(AT_FDCWD, folder.c_str(), AT_FDCWD, (m_folder.path() / "other").c_str(),
            RENAME_EXCHANGE)
        != 0)
        GTEST_SKIP() << "this file system exchanges no names";
    std::atomic<bool> isGone = false;
    std::atomic<bool> isDone = false;
    std::thread watcher([&] {
        while (!isDone)
            isGone = isGone || ::access(folder.c_str(), F_OK) != 0;
    });
    const PackageDelivery delivery(folder);
    protocol::PackageInfo built;
    built.directory = (m_folder.path() / "built").string();
    fs::create_directories(built.directory);
    for (int i = 0; i < 200; ++i) {
        const auto prepared = delivery.prepare(built);
        ASSERT_TRUE(prepared) << prepared.error().message;
        ASSERT_TRUE(delivery.deliver(*prepared, Json::object()));
    }
    isDone = true;
    watcher.join();
    EXPECT_FALSE(isGone);
}

} // namespace
} // namespace autokernel::engine
