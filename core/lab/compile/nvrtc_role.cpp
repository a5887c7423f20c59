// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "lab/compile/cuda_compiler.h"

#include <dlfcn.h>

#include <cstdio>
#include <map>

namespace autokernel::lab::compile {
namespace {

// NVRTC's C interface, as documented; its header is no dependency of this room.
struct Nvrtc
{
    using Program = void*;
    int (*create)(Program*, const char*, const char*, int, const char* const*, const char* const*)
        = nullptr;
    int (*compile)(Program, int, const char* const*) = nullptr;
    int (*logSize)(Program, std::size_t*) = nullptr;
    int (*log)(Program, char*) = nullptr;
    int (*cubinSize)(Program, std::size_t*) = nullptr;
    int (*cubin)(Program, char*) = nullptr;
};

template <typename Function> bool find(void* library, const char* name, Function& function)
{
    function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr;
}

bool load(const std::string& file, Nvrtc& nvrtc)
{
    void* const library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    return library != nullptr && find(library, "nvrtcCreateProgram", nvrtc.create)
        && find(library, "nvrtcCompileProgram", nvrtc.compile)
        && find(library, "nvrtcGetProgramLogSize", nvrtc.logSize)
        && find(library, "nvrtcGetProgramLog", nvrtc.log)
        && find(library, "nvrtcGetCUBINSize", nvrtc.cubinSize)
        && find(library, "nvrtcGetCUBIN", nvrtc.cubin);
}

// 0 when the cubin is written.
int compileHere(const Nvrtc& nvrtc, const std::string& source, const std::string& architecture,
    const std::string& headers)
{
    Nvrtc::Program program = nullptr;
    if (nvrtc.create(&program, source.c_str(), "candidate.cu", 0, nullptr, nullptr) != 0)
        return 3;
    const std::string target = "--gpu-architecture=" + architecture;
    const std::string include = "--include-path=" + headers;
    const char* const options[] = {"--std=c++20", target.c_str(), include.c_str(),
        "--ptxas-options=-v", "--device-as-default-execution-space", "--generate-line-info"};
    const int status = nvrtc.compile(program, static_cast<int>(std::size(options)), options);
    std::size_t size = 0;
    nvrtc.logSize(program, &size);
    std::string text(size, '\0');
    nvrtc.log(program, text.data());
    std::fwrite(text.c_str(), 1, std::char_traits<char>::length(text.c_str()), stdout);
    if (status != 0)
        return 1;
    nvrtc.cubinSize(program, &size);
    std::string cubin(size, '\0');
    if (size == 0 || nvrtc.cubin(program, cubin.data()) != 0)
        return 3;
    return writeFileAtomically("candidate.cubin", cubin) ? 0 : 3;
}

} // namespace

int runNvrtc(int argc, char** argv)
{
    std::map<std::string, std::string> options;
    for (int i = 1; i + 1 < argc; i += 2)
        options[argv[i]] = argv[i + 1];
    Nvrtc nvrtc;
    if (!load(options["--library"], nvrtc)) {
        const char* const reason = ::dlerror();
        std::fprintf(
            stderr, "NVRTC cannot be loaded: %s\n", reason ? reason : options["--library"].c_str());
        return 3;
    }
    const auto source = readFile("candidate.cu");
    if (!source) {
        std::fprintf(stderr, "%s\n", source.error().message.c_str());
        return 3;
    }
    return compileHere(nvrtc, *source, options["--architecture"], options["--headers"]);
}

} // namespace autokernel::lab::compile
