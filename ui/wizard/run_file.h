// SPDX-License-Identifier: GPL-3.0-or-later
// run.toml files as drafts, and drafts as run.toml files. Reads and writes: background threads
// only.
#pragma once

#include "ui/bridge/file_facts.h"
#include "ui/wizard/run_draft.h"

namespace autokernel::ui {

// A model's path is meant from the file's own folder, as a user who moves both means it.
Result<RunDraft> loadRunFile(const std::filesystem::path& path);
Result<void> saveRunFile(const std::filesystem::path& path, const engine::RunConfig& config);

// `draft` with the model or the kernel type that was found at this place. Pure.
RunDraft draftWith(RunDraft draft, const FileFacts& facts);

} // namespace autokernel::ui
