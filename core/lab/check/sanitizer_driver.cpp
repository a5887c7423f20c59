// SPDX-License-Identifier: Apache-2.0
#include "lab/check/sanitizer_driver.h"

#include "lab/check/cpu_executor.h"

#include <algorithm>
#include <bit>

namespace autokernel::lab {

// Every buffer is an allocation of its own and exactly as large as the tensor, so that the address
// sanitizer sees the first byte beyond it. Outputs and workspaces are left uninitialised.
const std::string_view kSanitizerDriverSource = R"cpp(
#include "candidate_abi.h"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <cerrno>
#include <dlfcn.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

// Before any code of the candidate is loaded: threads may be made, processes and programs not, and
// signals reach this process only. The sandbox around has taken files and the network away.
bool staysAlone()
{
#if defined(__x86_64__)
    const unsigned architecture = AUDIT_ARCH_X86_64;
#else
    const unsigned architecture = AUDIT_ARCH_AARCH64;
#endif
    std::vector<sock_filter> program;
    const auto load = [&](std::size_t offset) {
        program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset)));
    };
    const auto answer = [&](unsigned value) { program.push_back(BPF_STMT(BPF_RET | BPF_K, value)); };
    const auto skipUnless = [&](unsigned value, unsigned char steps) {
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, steps));
    };
    const unsigned refusal = SECCOMP_RET_ERRNO | EPERM;
    load(offsetof(seccomp_data, arch));
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0));
    answer(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1)); // the x32 table
    answer(SECCOMP_RET_KILL_PROCESS);
    const long refused[] = {SYS_execve, SYS_execveat, SYS_kill, SYS_tkill, SYS_rt_sigqueueinfo,
        SYS_rt_tgsigqueueinfo, 424 /* pidfd_send_signal */, 434 /* pidfd_open */,
#if defined(__x86_64__)
        SYS_fork, SYS_vfork,
#endif
        SYS_setpriority, SYS_sched_setscheduler};
    for (const long call : refused) {
        skipUnless(static_cast<unsigned>(call), 1);
        answer(refusal);
    }
    skipUnless(435 /* clone3 */, 1); // its flags lie in memory; libc then takes clone
    answer(SECCOMP_RET_ERRNO | ENOSYS);
    skipUnless(SYS_clone, 4);
    load(offsetof(seccomp_data, args));
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1));
    answer(SECCOMP_RET_ALLOW);
    answer(refusal);
    skipUnless(SYS_prlimit64, 4);
    load(offsetof(seccomp_data, args));
    skipUnless(0, 1); // its own limits
    answer(SECCOMP_RET_ALLOW);
    answer(refusal);
    skipUnless(SYS_tgkill, 4);
    load(offsetof(seccomp_data, args));
    skipUnless(static_cast<unsigned>(getpid()), 1);
    answer(SECCOMP_RET_ALLOW);
    answer(refusal);
    answer(SECCOMP_RET_ALLOW);
    sock_fprog filter = {static_cast<unsigned short>(program.size()), program.data()};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}

std::FILE* file = nullptr;

void read(void* target, std::size_t bytes)
{
    if (bytes > 0 && std::fread(target, 1, bytes, file) != bytes)
        std::exit(3);
}

int64_t word()
{
    int64_t value = 0;
    read(&value, sizeof(value));
    return value;
}

void* allocate(int64_t bytes, std::size_t alignment)
{
    void* memory = nullptr;
    if (posix_memalign(&memory, alignment, bytes > 0 ? static_cast<std::size_t>(bytes) : 1) != 0)
        std::exit(4);
    return memory;
}

std::vector<ak_tensor> tensors(bool filled, std::vector<bool>* visible)
{
    std::vector<ak_tensor> result(static_cast<std::size_t>(word()));
    for (ak_tensor& tensor : result) {
        tensor = {};
        tensor.dtype = static_cast<int32_t>(word());
        tensor.rank = static_cast<int32_t>(word());
        int64_t stride = 1;
        for (int d = 0; d < tensor.rank; ++d)
            tensor.size[d] = word();
        for (int d = tensor.rank; d-- > 0;) {
            tensor.stride[d] = stride;
            stride *= tensor.size[d];
        }
        const int64_t bytes = word();
        tensor.data = allocate(bytes, 16);
        if (filled) {
            visible->push_back(word() != 0);
            read(tensor.data, static_cast<std::size_t>(bytes));
        }
    }
    return result;
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 5)
        return 2;
    if (!staysAlone()) {
        std::fprintf(stderr, "driver: system calls cannot be refused here\n");
        return 6;
    }
    void* library = dlopen(arguments[1], RTLD_NOW);
    file = std::fopen(arguments[4], "rb");
    if (library == nullptr || file == nullptr) {
        std::fprintf(stderr, "driver: %s\n", library == nullptr ? dlerror() : "no call file");
        return 5;
    }
    const auto entry = reinterpret_cast<ak_entry>(dlsym(library, arguments[2]));
    const auto prepare = reinterpret_cast<ak_prepare_entry>(
        std::strcmp(arguments[3], "-") == 0 ? nullptr : dlsym(library, arguments[3]));
    const int64_t threads = word();
    for (int64_t sets = word(); sets > 0; --sets) {
        std::vector<bool> visible;
        std::vector<ak_tensor> inputs = tensors(true, &visible);
        const std::vector<ak_tensor> outputs = tensors(false, nullptr);
        std::vector<void*> workspaces(static_cast<std::size_t>(word()));
        for (void*& workspace : workspaces) {
            const int64_t bytes = word();
            workspace = allocate(bytes, 64);
            if (word() != 0)
                std::memset(workspace, 0, static_cast<std::size_t>(bytes));
        }
        const int64_t packedBytes = word();
        std::vector<int64_t> symbols(static_cast<std::size_t>(word()));
        read(symbols.data(), symbols.size() * sizeof(int64_t));
        std::vector<double> scalars(static_cast<std::size_t>(word()));
        read(scalars.data(), scalars.size() * sizeof(double));

        ak_args args = {};
        args.abi_version = AK_ABI_VERSION;
        args.struct_bytes = sizeof(ak_args);
        args.threads = static_cast<int32_t>(threads);
        args.inputs = inputs.data();
        args.outputs = outputs.data();
        args.workspaces = workspaces.data();
        args.symbols = symbols.data();
        args.scalars = scalars.data();
        if (prepare != nullptr && packedBytes > 0) {
            std::vector<ak_tensor> constants = inputs;
            for (std::size_t i = 0; i < constants.size(); ++i)
                if (!visible[i])
                    constants[i].data = nullptr;
            ak_args prepareArgs = args;
            prepareArgs.inputs = constants.data();
            void* packed = allocate(packedBytes, 64);
            prepare(&prepareArgs, packed);
            args.packed = packed;
        }
        entry(&args);
    }
    std::fputs("done", stdout);
    return 0;
}
)cpp";
const std::string_view kSanitizerDriverDone = "done";

namespace {

class CallFile
{
public:
    void word(std::int64_t value)
    {
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    void bytes(std::span<const std::byte> data)
    {
        m_bytes.append(reinterpret_cast<const char*>(data.data()), data.size());
    }
    void tensor(const runner::TensorDescription& tensor)
    {
        word(tensor.dtype);
        word(static_cast<std::int64_t>(tensor.sizes.size()));
        for (const std::int64_t size : tensor.sizes)
            word(size);
        word(elementsOf(tensor.sizes)
            * static_cast<std::int64_t>(
                kernel::elementBytes(static_cast<kernel::Dtype>(tensor.dtype))));
    }
    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

} // namespace

Result<std::string> sanitizerCalls(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target,
    const std::vector<ExecutionSet>& sets, int threads)
{
    const kernel::Variant& variant = *type.findVariant(target.variant);
    CallFile file;
    file.word(threads);
    file.word(static_cast<std::int64_t>(sets.size()));
    for (const ExecutionSet& set : sets) {
        AK_ASSIGN(const auto description,
            describeDataSet(candidate, type, variant, target.dtype, set, threads));
        file.word(static_cast<std::int64_t>(description.inputs.size()));
        for (std::size_t i = 0; i < description.inputs.size(); ++i) {
            file.tensor(description.inputs[i]);
            const auto& prepare = candidate.manifest.prepare;
            const bool isVisible = prepare
                && std::find(prepare->inputs.begin(), prepare->inputs.end(), variant.inputs[i].name)
                    != prepare->inputs.end();
            file.word(isVisible ? 1 : 0);
            file.bytes((*set.inputs)[i].bytes);
        }
        file.word(static_cast<std::int64_t>(description.outputs.size()));
        for (const auto& output : description.outputs)
            file.tensor(output);
        file.word(static_cast<std::int64_t>(description.workspaces.size()));
        for (const auto& workspace : description.workspaces) {
            file.word(static_cast<std::int64_t>(workspace.bytes));
            file.word(workspace.zeroed ? 1 : 0);
        }
        file.word(static_cast<std::int64_t>(description.packedBytes));
        file.word(static_cast<std::int64_t>(description.symbols.size()));
        for (const std::int64_t symbol : description.symbols)
            file.word(symbol);
        file.word(static_cast<std::int64_t>(description.scalars.size()));
        for (const double scalar : description.scalars)
            file.word(std::bit_cast<std::int64_t>(scalar));
    }
    return file.take();
}

} // namespace autokernel::lab
