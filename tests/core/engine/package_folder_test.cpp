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

// Root may write everywhere, and CI's tests run as root.
class AsOrdinaryUser
{
public:
    explicit AsOrdinaryUser(const fs::path& theirs)
    {
        constexpr uid_t kNobody = 65534;
        if (::geteuid() != 0)
            return;
        for (const auto& entry : fs::recursive_directory_iterator(theirs))
            EXPECT_EQ(::lchown(entry.path().c_str(), kNobody, kNobody), 0) << entry.path();
        EXPECT_EQ(::lchown(theirs.c_str(), kNobody, kNobody), 0);
        EXPECT_EQ(::seteuid(kNobody), 0);
        m_wasRoot = true;
    }
    ~AsOrdinaryUser()
    {
        if (m_wasRoot) {
            EXPECT_EQ(::seteuid(0), 0);
        }
    }
    AsOrdinaryUser(const AsOrdinaryUser&) = delete;
    AsOrdinaryUser& operator=(const AsOrdinaryUser&) = delete;

private:
    bool m_wasRoot = false;
};

class PackageFolder : public store::test::HistoryTest
{
protected:
    const fs::path& out() const { return m_out; }
    const fs::path& made() const { return m_made; }
    // Each part holds the name of its folder, so that a test tells whose it is.
    static void writeParts(const fs::path& folder, std::initializer_list<const char*> parts)
    {
        for (const fs::path part : parts) {
            fs::create_directories((folder / part).parent_path());
            const bool isManifest = part == "manifest.json";
            ASSERT_TRUE(writeFileAtomically(
                folder / part, isManifest ? kManifest : folder.filename().string()));
        }
    }
    void writePackages(std::initializer_list<const char*> parts) const
    {
        for (const auto& folder : {m_out, m_made})
            writeParts(folder, parts);
    }
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

private:
    fs::path m_out = m_folder.path() / "out";
    fs::path m_made = m_folder.path() / "made";
};

TEST_F(PackageFolder, isWrittenOnlyWhereNothingOfTheUsersIsLost)
{
    EXPECT_EQ(outputError(out()), "");
    fs::create_directories(out());
    EXPECT_EQ(outputError(out()), "");
    writeParts(out(), {"model.pt"});
    EXPECT_THAT(outputError(out()), HasSubstr("is not empty and holds no AutoKernel package"));
    EXPECT_THAT(outputError(out() / "model.pt"), HasSubstr("is a file"));
    ASSERT_TRUE(writeFileAtomically(out() / "manifest.json", "{\"name\": \"a web page\"}"));
    EXPECT_THAT(outputError(out()), HasSubstr("no AutoKernel package"));
    writeParts(out(), {"manifest.json"});
    EXPECT_EQ(outputError(out()), "");
}

TEST_F(PackageFolder, holdsNothingOfThePackageThatStoodThere)
{
    writeParts(out(), {"manifest.json", "sources/matmul_1.cpp", "proof.json", "my_notes.txt"});
    writeParts(made(), {"manifest.json", "sources/rmsnorm_1.cpp"});
    const auto copied = copyPackage(made(), out());
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_FALSE(fs::exists(out() / "sources/matmul_1.cpp"));
    EXPECT_FALSE(fs::exists(out() / "proof.json"));
    EXPECT_EQ(*readFile(out() / "sources/rmsnorm_1.cpp"), "made");
    EXPECT_EQ(*readFile(out() / "my_notes.txt"), "out") << "the user's";
    ASSERT_TRUE(copyPackage(out(), out())) << "onto itself";
    EXPECT_TRUE(fs::exists(out() / "sources/rmsnorm_1.cpp"));
}

TEST_F(PackageFolder, thatIsDamagedIsNeitherOverwrittenNorHandedOut)
{
    writePackages({"winners.so"});
    EXPECT_THAT(outputError(out()), HasSubstr("no manifest.json that says"));
    EXPECT_FALSE(copyPackage(made(), out()));
    for (const char* manifest : {"not JSON", "[]"}) {
        ASSERT_TRUE(writeFileAtomically(out() / "manifest.json", manifest));
        EXPECT_THAT(outputError(out()), HasSubstr("no manifest.json that says")) << manifest;
        EXPECT_FALSE(copyPackage(made(), out()));
    }
    writeParts(out(), {"manifest.json"});
    const auto copied = copyPackage(made(), out());
    ASSERT_FALSE(copied) << "what the run stored has no manifest";
    EXPECT_THAT(copied.error().message, HasSubstr("is damaged"));
    EXPECT_EQ(*readFile(out() / "winners.so"), "out");
    EXPECT_FALSE(copyPackage(made(), m_folder.path() / "new"));
    EXPECT_FALSE(fs::exists(m_folder.path() / "new"));
}

TEST_F(PackageFolder, thatCannotBeCopiedLeavesWhatStoodThere)
{
    writePackages({"manifest.json", "winners.so", "sources/a.cpp"});
    ASSERT_EQ(::mkfifo((made() / "sources/pipe").c_str(), 0600), 0); // which nobody can copy
    EXPECT_FALSE(copyPackage(made(), out()));
    EXPECT_EQ(*readFile(out() / "winners.so"), "out");
    EXPECT_EQ(std::distance(fs::directory_iterator(out()), fs::directory_iterator()), 3);
    EXPECT_FALSE(copyPackage(made(), m_folder.path() / "new"));
    EXPECT_FALSE(fs::exists(m_folder.path() / "new"));
}

// `package --out` verifies what it writes: a package that fails must not cost the older, good one.
TEST_F(PackageFolder, takesItsPlaceOnlyAfterItsTest)
{
    writePackages({"manifest.json", "winners.so"});
    const auto fails = [&](const fs::path& copy) -> Result<void> {
        EXPECT_EQ(*readFile(copy / "winners.so"), "made")
            << "the very bytes that would stand there";
        EXPECT_NE(copy, made());
        fs::create_directories(copy / "__pycache__"); // who loads it leaves it
        return fail(ErrorCode::RuntimeError, "the package shows no gain over eager here.");
    };
    const auto copied = copyPackage(made(), out(), fails);
    ASSERT_FALSE(copied);
    EXPECT_THAT(copied.error().message, HasSubstr("no gain over eager"));
    EXPECT_EQ(*readFile(out() / "winners.so"), "out");
    EXPECT_FALSE(fs::exists(out() / ".autokernel-incoming"));
    EXPECT_FALSE(copyPackage(made(), m_folder.path() / "new", fails));
    EXPECT_FALSE(fs::exists(m_folder.path() / "new"));
    const auto passes = [&](const fs::path&) -> Result<void> {
        EXPECT_EQ(*readFile(out() / "winners.so"), "out") << "not yet";
        return {};
    };
    EXPECT_TRUE(copyPackage(made(), out(), passes));
    EXPECT_EQ(*readFile(out() / "winners.so"), "made");
    const auto refuses
        = [](const fs::path&) -> Result<void> { return fail(ErrorCode::Corrupt, "damaged."); };
    EXPECT_FALSE(copyPackage(out(), out(), refuses)) << "onto itself";
    EXPECT_TRUE(fs::exists(out() / "winners.so"));
}

TEST_F(PackageFolder, isNotCopiedIntoItself)
{
    writeParts(made(), {"manifest.json"});
    for (const auto& inside :
        {made() / "out", made() / "sources/out", m_folder.path() / "x/../made/out"}) {
        const auto copied = copyPackage(made(), inside);
        ASSERT_FALSE(copied);
        EXPECT_THAT(copied.error().message, HasSubstr("lies inside the stored package"));
        EXPECT_FALSE(fs::exists(inside));
    }
    EXPECT_TRUE(copyPackage(made(), m_folder.path() / "made too"));
}

// Python leaves it in the folder of whatever was imported from there.
TEST_F(PackageFolder, isCopiedWithoutWhatIsNoPartOfIt)
{
    writePackages({"manifest.json", "__pycache__/load.pyc"});
    const auto copied = copyPackage(made(), out());
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_EQ(*readFile(out() / "__pycache__/load.pyc"), "out");
    EXPECT_FALSE(fs::exists(out() / ".autokernel-incoming"));
}

// A folder that may not be written cannot be moved either.
TEST_F(PackageFolder, thatCannotTakeThePlaceLeavesWhatStoodThere)
{
    const auto parts = {"winners.so", "proof.json", "sources/a.cpp"};
    writePackages(parts);
    writePackages({"manifest.json"});
    fs::create_directories(out() / "LICENSE"); // which is moved after others
    const AsOrdinaryUser nobody(m_folder.path());
    for (const char* locked : {"out/sources", "out/LICENSE", "made/sources"}) {
        fs::permissions(m_folder.path() / locked, fs::perms::owner_read | fs::perms::owner_exec);
        EXPECT_FALSE(copyPackage(made(), out())) << locked;
        fs::permissions(m_folder.path() / locked, fs::perms::owner_all);
        for (const char* part : parts)
            EXPECT_EQ(*readFile(out() / part), "out") << part;
        EXPECT_FALSE(fs::exists(out() / ".autokernel-incoming")) << locked;
    }
}

// Between the first part that goes and the last that comes.
TEST_F(PackageFolder, thatAKillLeftHalfWrittenIsWrittenAgain)
{
    fs::create_directories(out() / ".autokernel-incoming");
    writeParts(out(), {"winners.so"});
    writeParts(made(), {"manifest.json", "winners.so"});
    const auto copied = copyPackage(made(), out());
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_EQ(*readFile(out() / "winners.so"), "made");
    EXPECT_EQ(*readFile(out() / "manifest.json"), kManifest);
    EXPECT_FALSE(fs::exists(out() / ".autokernel-incoming"));
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
