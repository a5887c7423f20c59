// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/run_file.h"

#include "ui/text.h"

#include "base/files.h"
#include "engine/run_toml.h"

namespace autokernel::ui {

Result<RunDraft> loadRunFile(const std::filesystem::path& path)
{
    AK_ASSIGN(const auto config, engine::loadRunToml(path));
    AK_TRY(engine::validate(config));
    return draftOf(config);
}

Result<void> saveRunFile(const std::filesystem::path& path, const engine::RunConfig& config)
{
    return writeFileAtomically(path, engine::runToml(config));
}

RunDraft draftWith(RunDraft draft, const FileFacts& facts)
{
    if (facts.types.empty()) {
        draft.subject = RunDraft::Subject::File;
        draft.file = text(facts.path.string());
        draft.className = facts.classes.empty() ? QString() : text(facts.classes.back());
        return draft;
    }
    draft.subject = RunDraft::Subject::Kernel;
    draft.kernel = text(facts.types.front().name);
    draft.variant = RunDraft().variant;
    draft.shape.clear();
    draft.kernelRoots = {text(
        (facts.kind == FileKind::KernelType ? facts.path.parent_path() : facts.path).string())};
    return draft;
}

} // namespace autokernel::ui
