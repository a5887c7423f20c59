// SPDX-License-Identifier: GPL-3.0-or-later
// What a file or folder is that a user chose or dropped, as far as its bytes say it without Python
// and LibTorch. Reading it may wait for a disk: background threads only.
#pragma once

#include "kernel/kernel_type.h"

#include <filesystem>
#include <string>
#include <vector>

namespace autokernel::ui {

enum class FileKind
{
    Missing,
    Unreadable,
    Empty,
    TorchScript, // an archive with code
    PickledModel, // a PyTorch archive without code: weights, or a whole pickled object
    Python,
    RunToml,
    History, // of ours
    OtherDatabase,
    KernelType, // a folder with a spec.toml
    KernelRoot, // a folder of such folders
    OtherFolder,
    Other
};

struct FileFacts
{
    std::filesystem::path path;
    FileKind kind = FileKind::Missing;
    std::string problem; // of Unreadable, and of a kernel folder that cannot be loaded
    std::vector<std::string> classes; // Python: top-level classes that may be modules, in order
    bool hasExampleInputs = false; // Python: it defines example_inputs()
    std::vector<kernel::KernelType> types; // of a kernel folder
};

FileFacts lookAtFile(const std::filesystem::path& path);

} // namespace autokernel::ui
