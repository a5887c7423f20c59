// SPDX-License-Identifier: Apache-2.0
#include "engine/package_folder.h"

#include "base/files.h"
#include "base/json.h"
#include "engine/package_delivery.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace autokernel::engine {
namespace fs = std::filesystem;
namespace {

// What packages consist of; anything else in their folder is the user's.
constexpr const char* kParts[]
    = {"sources", "winners.so", "model.pt", "load.py", "LICENSE", "manifest.json", "proof.json"};

// In the output folder, while a package is written there: all of it is there before any part takes
// its place, and one that was left by a kill says that the parts beside it are ours.
constexpr const char* kIncoming = ".autokernel-incoming";

// What the run knows of its package.
struct Stored
{
    bool hadPackage = false; // one was measured, and no later measurement took it back
    std::optional<store::EndToEndRecord> result; // that it stands for
};

Stored storedIn(const std::vector<store::EndToEndRow>& rows)
{
    Stored stored;
    for (const auto& row : rows) {
        if (row.record.kind == store::ModelMeasurement::Package)
            stored.hadPackage = true;
        if (row.record.kind != store::ModelMeasurement::Final)
            continue;
        stored.result = row.record;
        if (row.record.applied.empty())
            stored = {};
    }
    return stored;
}

// The row is stored before its package is handed over.
bool isProofOf(const fs::path& folder, const store::EndToEndRecord& result)
{
    const auto text = readFile(folder / "proof.json");
    const auto proof = text ? parseJson(*text) : fail(text.error());
    const Json::json_pointer speedup("/in_libtorch/speedup");
    return proof && proof->contains(speedup) && proof->at(speedup) == result.overBaseline.value;
}

bool isPackage(const fs::path& folder)
{
    const auto text = readFile(folder / "manifest.json");
    const auto json = text ? parseJson(*text) : fail(text.error());
    return json && json->is_object() && json->contains("namespace") && json->contains("winners.so");
}

bool isWithin(const fs::path& path, const fs::path& folder)
{
    std::error_code error;
    const auto inner = fs::weakly_canonical(path, error);
    const auto outer = fs::weakly_canonical(folder, error);
    return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

std::error_code copyParts(const fs::path& package, const fs::path& to)
{
    std::error_code error;
    fs::create_directories(to, error);
    for (const char* part : kParts)
        if (!error && fs::exists(package / part, error))
            fs::copy(package / part, to / part, fs::copy_options::recursive, error);
    return error;
}

// All parts that are in `from`; on failure those that were moved go back.
std::error_code moveParts(const fs::path& from, const fs::path& to)
{
    std::error_code error;
    fs::create_directories(to, error);
    std::vector<const char*> moved;
    for (const char* part : kParts) {
        std::error_code absent;
        if (error || !fs::exists(fs::symlink_status(from / part, absent)))
            continue;
        fs::rename(from / part, to / part, error);
        if (!error)
            moved.push_back(part);
    }
    std::error_code ignored;
    if (error)
        for (const char* part : moved)
            fs::rename(to / part, from / part, ignored);
    return error;
}

// A package that stands in `out` goes before the new one comes: a source that only it had would be
// taken for one of this package, and its proof for this one's. What can fail for want of space has
// been done by then, and what fails later brings it back.
std::error_code replaceParts(const fs::path& fresh, const fs::path& out)
{
    const auto old = out / kIncoming / "old";
    auto error = moveParts(out, old);
    if (!error) {
        error = moveParts(fresh, out);
        if (error)
            moveParts(old, out);
    }
    std::error_code ignored;
    if (error)
        fs::remove(old, ignored); // not where a part could not go back
    return error;
}

Result<void> write(const fs::path& package, const fs::path& out, const PackageTest& test)
{
    const auto fresh = out / kIncoming / "new";
    const auto cannot = [&](const std::error_code& error) {
        return fail(ErrorCode::Io, "cannot write {}: {}.", out.string(), error.message());
    };
    std::error_code error;
    fs::remove_all(out / kIncoming, error);
    if (!error)
        error = copyParts(package, fresh);
    auto written = error ? Result<void>(cannot(error)) : test ? test(fresh) : Result<void>();
    if (written)
        if (const auto failed = replaceParts(fresh, out))
            written = cannot(failed);
    if (written) {
        fs::remove_all(out / kIncoming, error);
        return error ? Result<void>(cannot(error)) : Result<void>();
    }
    std::error_code ignored;
    fs::remove_all(fresh, ignored);
    fs::remove(out / kIncoming, ignored);
    return written;
}

} // namespace

Result<fs::path> storedPackage(
    const store::HistoryReader& reader, store::RunId run, const fs::path& history)
{
    AK_ASSIGN(const auto details, reader.run(run));
    if (details.summary.kind != store::RunKind::Model)
        return fail(ErrorCode::Unsupported,
            "run {} did not search a model ({}): there is no package.", run.value,
            store::toString(details.summary.kind));
    const auto folder = packageFolderOf(history, run);
    AK_ASSIGN(const auto rows, reader.endToEnd(run));
    const auto stored = storedIn(rows);
    const bool isThere = fs::exists(folder / "winners.so");
    if (stored.result
        && (isThere ? !isProofOf(folder, *stored.result) : fs::exists(unprovenFolderOf(folder))))
        return fail(ErrorCode::NotFound,
            "run {} was stopped while it handed its package over: {}. Let it come to its end: "
            "autokernel-cli resume {}.",
            run.value,
            isThere ? "what lies in " + folder.string() + " is not what its result was measured on"
                    : "nothing lies in " + folder.string() + " yet",
            run.value);
    if (isThere)
        return folder;
    if (stored.hadPackage)
        return fail(ErrorCode::NotFound,
            "the package of run {} is gone: it was stored in {}, beside the history. Bring that "
            "folder back (a history that is moved needs it), or run again.",
            run.value, folder.string());
    return fail(ErrorCode::NotFound,
        "run {} has no package: it has no kernel of ours in the model, or did not come to its end.",
        run.value);
}

Result<void> checkPackageOutput(const fs::path& out)
{
    std::error_code error;
    if (!fs::exists(out, error))
        return {};
    if (!fs::is_directory(out, error))
        return fail(ErrorCode::Io, "{} is a file: name a folder.", out.string());
    if (fs::is_empty(out, error) || fs::exists(out / kIncoming, error) || isPackage(out))
        return {};
    if (fs::exists(out / "winners.so", error))
        return fail(ErrorCode::Io,
            "{} holds a winners.so, but no manifest.json that says that it is a package of "
            "AutoKernel: nothing was written. Remove the folder, or name an empty or a new one.",
            out.string());
    return fail(ErrorCode::Io,
        "{} is not empty and holds no AutoKernel package: nothing was written. Name an empty or a "
        "new folder.",
        out.string());
}

Result<void> copyPackage(const fs::path& package, const fs::path& out, const PackageTest& test)
{
    AK_TRY(checkPackageOutput(out));
    std::error_code error;
    // Onto itself: what it holds is what it should hold.
    if (fs::equivalent(package, out, error))
        return test ? test(package) : Result<void>();
    if (!isPackage(package))
        return fail(ErrorCode::Corrupt,
            "the stored package in {} is damaged: its manifest.json is missing or cannot be read. "
            "Nothing was written; run again.",
            package.string());
    if (isWithin(out, package))
        return fail(ErrorCode::InvalidInput,
            "{} lies inside the stored package {}: name a folder outside it.", out.string(),
            package.string());
    const bool isNew = !fs::exists(out, error);
    auto written = write(package, out, test);
    if (!written && isNew)
        fs::remove(out, error);
    return written;
}

} // namespace autokernel::engine
