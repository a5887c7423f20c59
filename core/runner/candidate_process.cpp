// SPDX-License-Identifier: Apache-2.0
#include "runner/candidate_process.h"

#include "runner/block_host.h"
#include "runner/buffer_map.h"
#include "runner/confinement.h"
#include "runner/fault_handler.h"
#include "runner/float_environment.h"
#include "runner/futex.h"
#include "runner/seccomp_filter.h"
#include "runner/thread_pool.h"
#include "runner/vdso.h"

#include <dlfcn.h>
#include <link.h>
#include <linux/close_range.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace autokernel::runner {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kStackBytes = 8U << 20U; // of every thread; OMP_STACKSIZE says the same
constexpr std::size_t kWipedStackBytes = 128U << 10U;

std::string systemError(const char* what)
{
    return std::string(what) + ": " + std::strerror(errno);
}

// Overwrites the dead part of the stack, where a call could leave results for the next block. The
// pool's other stacks and what lies deeper are answered by data sets that alternate.
[[gnu::noinline]] void wipeDeadStack()
{
    char dead[kWipedStackBytes];
    std::memset(dead, 0, sizeof(dead));
    __asm__ volatile("" : : "r"(dead) : "memory");
}

// Limits that hold from here on; the time-stamp counter goes before any other thread exists.
std::string limitProcess()
{
    const rlimit none {0, 0};
    const rlimit stack {kStackBytes, kStackBytes};
    if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::setrlimit(RLIMIT_FSIZE, &none) != 0
        || ::setrlimit(RLIMIT_STACK, &stack) != 0)
        return systemError("limits");
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::prctl(PR_SET_DUMPABLE, 0) != 0
        || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return systemError("process control");
#if defined(__x86_64__)
    if (::prctl(PR_SET_TSC, PR_TSC_SIGSEGV) != 0)
        return systemError("time-stamp counter");
    // AMX tiles have to be asked for; a processor without them refuses, which is no error.
    constexpr int kRequestState = 0x1023; // ARCH_REQ_XCOMP_PERM
    constexpr int kTileData = 18;
    ::syscall(SYS_arch_prctl, kRequestState, kTileData);
#endif
    return {};
}

// Everything writable of the loaded object becomes read-only; relocation is over.
int sealSegments(dl_phdr_info* information, std::size_t, void* argument)
{
    auto& [base, ranges]
        = *static_cast<std::pair<std::uintptr_t, std::vector<AddressRange>*>*>(argument);
    if (information->dlpi_addr != base)
        return 0;
    for (int i = 0; i < information->dlpi_phnum; ++i) {
        const ElfW(Phdr)& segment = information->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD)
            continue;
        const std::uintptr_t first = (base + segment.p_vaddr) / kPage * kPage;
        const std::uintptr_t end
            = (base + segment.p_vaddr + segment.p_memsz + kPage - 1) / kPage * kPage;
        ranges->push_back({first, end, AddressKind::Binary});
        if ((segment.p_flags & PF_W) != 0
            && ::mprotect(reinterpret_cast<void*>(first), end - first, PROT_READ) != 0)
            return 1;
    }
    return 0;
}

class Server
{
public:
    Server(ChannelControl& control, const CandidateRole& role)
        : m_control(control)
        , m_role(role)
    {
    }

    std::string prepareProcess();
    [[noreturn]] void serve();

private:
    std::string loadBinary();
    BlockStatus execute();
    BlockStatus runCalls();
    BlockStatus prepareSets();
    bool floatEnvironmentHolds() const;
    void answer(BlockStatus status, std::uint32_t request);

    ChannelControl& m_control;
    CandidateRole m_role;
    BufferMap m_buffers;
    ThreadPool m_pool;
    FloatEnvironment m_floatEnvironment;
    void* m_entry = nullptr;
};

std::string Server::prepareProcess()
{
    if (auto error = limitProcess(); !error.empty())
        return error;
    const MapDescriptors descriptors {
        kTableDescriptor, kInputDescriptor, kOutputDescriptor, kPackedDescriptor};
    if (auto error = mapBuffers(descriptors, m_role.isPrepare ? MapRole::Prepare : MapRole::Run,
            m_role.visibleInputs, m_control.threads, m_buffers);
        !error.empty())
        return error;
    m_buffers.ranges.reserve(
        m_buffers.ranges.size() + 32); // the handler reads it while ranges are added
    if (auto error = installFaultHandler(m_control, m_buffers.ranges); !error.empty())
        return error;
    if (auto error = m_pool.start(m_control.threads); !error.empty())
        return error;
    if (auto error = findVdso(m_buffers.ranges); !error.empty())
        return error;
    const auto confinement = confineFiles({}, {kBinaryDescriptor});
    if (!confinement.error.empty())
        return confinement.error;
    if (auto error = loadBinary(); !error.empty())
        return error;
    if (auto error = installFaultHandler(m_control, m_buffers.ranges); !error.empty())
        return error;
    wipeDeadStack(); // also brings its pages in
    if (::close_range(0, ~0U, 0) != 0)
        return systemError("descriptors");
    m_floatEnvironment = currentFloatEnvironment();
    // After the last call of ours that could ask the time.
    if (auto error = unmapVdso(m_buffers.ranges); !error.empty())
        return error;
    return sealSystemCalls();
}

std::string Server::loadBinary()
{
    const std::string path = "/proc/self/fd/" + std::to_string(kBinaryDescriptor);
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char* const text = ::dlerror();
        return std::string("the binary does not load: ") + (text ? text : "");
    }
    m_entry = ::dlsym(library, m_role.entry.c_str());
    if (!m_entry)
        return "the binary has no symbol " + m_role.entry;
    link_map* map = nullptr;
    if (::dlinfo(library, RTLD_DI_LINKMAP, &map) != 0)
        return "the binary cannot be found in memory";
    std::pair<std::uintptr_t, std::vector<AddressRange>*> argument {map->l_addr, &m_buffers.ranges};
    if (::dl_iterate_phdr(sealSegments, &argument) != 0)
        return systemError("sealing the binary");
    return {};
}

bool Server::floatEnvironmentHolds() const
{
    if (currentFloatEnvironment() == m_floatEnvironment)
        return true;
    restoreFloatEnvironment(m_floatEnvironment);
    return false;
}

BlockStatus Server::runCalls()
{
    const auto entry = reinterpret_cast<ak_entry>(m_entry);
    const std::size_t count = m_buffers.sets.size();
    std::size_t index = m_control.firstSet % count;
    const std::size_t step = m_control.setStep % count;
    const std::uint32_t repeats = m_control.repeats;
    for (std::uint32_t i = 0; i < repeats; ++i) {
        const MappedSet& set = m_buffers.sets[index];
        for (const MappedWorkspace& workspace : set.workspaces) {
            if (workspace.zeroed)
                std::memset(workspace.data, 0, workspace.bytes);
        }
        entry(set.arguments);
        if (!floatEnvironmentHolds())
            return BlockStatus::FloatEnvironmentChanged;
        index += step;
        index -= index >= count ? count : 0;
    }
    return BlockStatus::Done;
}

BlockStatus Server::prepareSets()
{
    const auto entry = reinterpret_cast<ak_prepare_entry>(m_entry);
    for (const MappedSet& set : m_buffers.sets) {
        entry(set.arguments, set.packed);
        if (!floatEnvironmentHolds())
            return BlockStatus::FloatEnvironmentChanged;
    }
    return BlockStatus::Done;
}

BlockStatus Server::execute()
{
    switch (static_cast<BlockCommand>(m_control.command)) {
    case BlockCommand::Run:
        return m_role.isPrepare ? BlockStatus::Failed : runCalls();
    case BlockCommand::Prepare:
        return m_role.isPrepare ? prepareSets() : BlockStatus::Failed;
    case BlockCommand::Inspect: {
        struct Inspection
        {
            FloatEnvironment expected;
            std::atomic<bool> differs {false};
        } inspection {m_floatEnvironment};
        m_pool.onEachThread(
            [](void* argument) {
                auto& self = *static_cast<Inspection*>(argument);
                if (!(currentFloatEnvironment() == self.expected))
                    self.differs = true;
            },
            &inspection);
        return inspection.differs ? BlockStatus::FloatEnvironmentChanged : BlockStatus::Done;
    }
    case BlockCommand::Idle:
    case BlockCommand::Exit: // the worker kills
        return BlockStatus::Done;
    }
    return BlockStatus::Failed;
}

void Server::answer(BlockStatus status, std::uint32_t request)
{
    m_control.tokenEcho = m_control.token;
    storeShared(m_control.status, static_cast<std::uint32_t>(status));
    storeShared(m_control.reply, request);
    futexWake(m_control.reply);
}

void Server::serve()
{
    std::uint32_t done = loadShared(m_control.reply);
    storeShared(m_control.status, static_cast<std::uint32_t>(BlockStatus::Ready));
    futexWake(m_control.status);
    for (;;) {
        const std::uint32_t request = loadShared(m_control.request);
        if (request == done) {
            futexWait(m_control.request, request);
            continue;
        }
        const BlockStatus status = execute();
        answer(status, request);
        done = request;
        wipeDeadStack();
    }
}

} // namespace

int serveCandidate(const CandidateRole& role)
{
    void* const page
        = ::mmap(nullptr, kControlBytes, PROT_READ | PROT_WRITE, MAP_SHARED, kControlDescriptor, 0);
    if (page == MAP_FAILED)
        return 1;
    auto& control = *static_cast<ChannelControl*>(page);
    if (control.magic != kChannelMagic || control.version != kChannelVersion)
        return 1;
    static Server* server = new Server(control, role); // lives as long as the process
    if (const std::string error = server->prepareProcess(); !error.empty()) {
        std::strncpy(control.message, error.c_str(), sizeof(control.message) - 1);
        storeShared(control.status, static_cast<std::uint32_t>(BlockStatus::LoadFailed));
        futexWake(control.status);
        return 1;
    }
    server->serve();
}

} // namespace autokernel::runner
