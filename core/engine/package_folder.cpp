// SPDX-License-Identifier: Apache-2.0
#include "engine/package_folder.h"

#include "base/files.h"
#include "base/json.h"
#include "engine/package_delivery.h"

#include <optional>

namespace autokernel::engine {
namespace fs = std::filesystem;
namespace {

// What packages consist of; anything else in their folder is the user's.
constexpr const char* kParts[]
    = {"sources", "winners.so", "model.pt", "load.py", "LICENSE", "manifest.json", "proof.json"};

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
    if (fs::is_empty(out, error))
        return {};
    const auto text = readFile(out / "manifest.json");
    const auto json = text ? parseJson(*text) : fail(text.error());
    if (json && json->is_object() && json->contains("namespace") && json->contains("winners.so"))
        return {};
    return fail(ErrorCode::Io,
        "{} is not empty and holds no AutoKernel package: nothing was written. Name an empty or a "
        "new folder.",
        out.string());
}

Result<void> copyPackage(const fs::path& package, const fs::path& out)
{
    AK_TRY(checkPackageOutput(out));
    std::error_code error;
    // Onto itself: what it holds is what it should hold.
    if (fs::equivalent(package, out, error))
        return {};
    // A package that stood there goes first: a source that only it had would be taken for one of
    // this package, and its proof for this one's.
    error.clear();
    fs::create_directories(out, error);
    for (const char* part : kParts)
        if (!error)
            fs::remove_all(out / part, error);
    if (!error)
        fs::copy(package, out, fs::copy_options::recursive | fs::copy_options::overwrite_existing,
            error);
    if (error)
        return fail(ErrorCode::Io, "cannot write {}: {}.", out.string(), error.message());
    return {};
}

} // namespace autokernel::engine
