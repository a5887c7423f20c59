// SPDX-License-Identifier: Apache-2.0
#include "engine/package_folder.h"

#include "base/files.h"
#include "base/json.h"
#include "engine/package_delivery.h"

namespace autokernel::engine {
namespace fs = std::filesystem;
namespace {

// What packages consist of; anything else in their folder is the user's.
constexpr const char* kParts[]
    = {"sources", "winners.so", "model.pt", "load.py", "LICENSE", "manifest.json", "proof.json"};

// A package was handed over, and no later measurement took it back.
bool hadPackage(const std::vector<store::EndToEndRow>& rows)
{
    bool had = false;
    for (const auto& row : rows) {
        if (row.record.kind == store::ModelMeasurement::Package)
            had = true;
        if (row.record.kind == store::ModelMeasurement::Final && row.record.applied.empty())
            had = false;
    }
    return had;
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
    if (fs::exists(folder / "winners.so"))
        return folder;
    AK_ASSIGN(const auto rows, reader.endToEnd(run));
    if (hadPackage(rows))
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
