// SPDX-License-Identifier: Apache-2.0
#include "lab/device/kernel_trace.h"

#include <algorithm>
#include <cstdlib>
#include <cupti.h>
#include <dlfcn.h>
#include <mutex>

namespace autokernel::lab::cuda {
namespace {

// The records of later versions have other fields under the same kind.
static_assert(CUPTI_API_VERSION == 130001, "kernel records of this CUPTI were never read");
constexpr std::uint32_t kRecordsOfMajorVersion = 13;

constexpr std::size_t kBufferBytes = std::size_t {1} << 20;
constexpr std::size_t kBufferAlignment = 8;

// CUPTI's callbacks carry no pointer of ours, and may come on a thread of its own.
struct Collected
{
    std::mutex mutex;
    decltype(&::cuptiActivityGetNextRecord) getNextRecord = nullptr;
    std::vector<KernelSpan> spans;
};

Collected& collected()
{
    static Collected all;
    return all;
}

void CUPTIAPI giveBuffer(std::uint8_t** buffer, std::size_t* size, std::size_t* maximumRecords)
{
    *buffer = static_cast<std::uint8_t*>(std::aligned_alloc(kBufferAlignment, kBufferBytes));
    *size = *buffer == nullptr ? 0 : kBufferBytes;
    *maximumRecords = 0; // as many as fit
}

void CUPTIAPI takeBuffer(CUcontext /*context*/, std::uint32_t /*stream*/, std::uint8_t* buffer,
    std::size_t /*size*/, std::size_t validBytes)
{
    auto& all = collected();
    const std::lock_guard lock(all.mutex);
    CUpti_Activity* record = nullptr;
    while (all.getNextRecord(buffer, validBytes, &record) == CUPTI_SUCCESS) {
        if (record->kind != CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL)
            continue;
        const auto* kernel = reinterpret_cast<const CUpti_ActivityKernel10*>(record);
        all.spans.push_back({kernel->start, kernel->end});
    }
    std::free(buffer);
}

} // namespace

struct KernelTrace::Functions
{
    decltype(&::cuptiGetVersion) getVersion = nullptr;
    decltype(&::cuptiGetResultString) resultString = nullptr;
    decltype(&::cuptiActivityRegisterCallbacks) registerCallbacks = nullptr;
    decltype(&::cuptiActivityEnable) enable = nullptr;
    decltype(&::cuptiActivityDisable) disable = nullptr;
    decltype(&::cuptiActivityFlushAll) flushAll = nullptr;
    decltype(&::cuptiActivityGetNextRecord) getNextRecord = nullptr;
    decltype(&::cuptiActivityGetNumDroppedRecords) droppedRecords = nullptr;

    bool find(void* library)
    {
        const auto one = [library](const char* name, auto& function) {
            function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(
                ::dlsym(library, name));
            return function != nullptr;
        };
        return one("cuptiGetVersion", getVersion) && one("cuptiGetResultString", resultString)
            && one("cuptiActivityRegisterCallbacks", registerCallbacks)
            && one("cuptiActivityEnable", enable) && one("cuptiActivityDisable", disable)
            && one("cuptiActivityFlushAll", flushAll)
            && one("cuptiActivityGetNextRecord", getNextRecord)
            && one("cuptiActivityGetNumDroppedRecords", droppedRecords);
    }

    Result<void> check(CUptiResult status, std::string_view what) const
    {
        if (status == CUPTI_SUCCESS)
            return {};
        const char* text = nullptr;
        if (resultString(status, &text) != CUPTI_SUCCESS || text == nullptr)
            text = "unknown error";
        const bool isTaken = status == CUPTI_ERROR_MULTIPLE_SUBSCRIBERS_NOT_SUPPORTED;
        return fail(ErrorCode::Unsupported, "CUPTI: {} failed ({}{})", what, text,
            isTaken ? "; another profiler holds it" : "");
    }
};

KernelTrace::KernelTrace(std::unique_ptr<Functions> functions)
    : m_functions(std::move(functions))
{
}

KernelTrace::~KernelTrace()
{
    m_functions->disable(CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL);
}

Result<std::unique_ptr<KernelTrace>> KernelTrace::open()
{
    // LibTorch has loaded it: a second copy in one process would find no subscriber's place free.
    void* const library = ::dlopen("libcupti.so.13", RTLD_NOW | RTLD_NOLOAD);
    if (library == nullptr)
        return fail(ErrorCode::Unsupported, "CUPTI: libcupti.so.13 is not in this process");
    auto functions = std::make_unique<Functions>();
    if (!functions->find(library))
        return fail(ErrorCode::Unsupported, "CUPTI: this version lacks a function that is needed");
    std::uint32_t version = 0;
    AK_TRY(functions->check(functions->getVersion(&version), "asking for its version"));
    if (version / 10'000 != kRecordsOfMajorVersion)
        return fail(ErrorCode::Unsupported, "CUPTI: version {} has records unknown here", version);
    collected().getNextRecord = functions->getNextRecord;
    AK_TRY(functions->check(
        functions->registerCallbacks(giveBuffer, takeBuffer), "registering callbacks"));
    auto trace = std::unique_ptr<KernelTrace>(new KernelTrace(std::move(functions)));
    // Shows at once whether it may be switched on at all.
    AK_ASSIGN(const auto nothing, trace->record([] { return Result<void>(); }));
    static_cast<void>(nothing);
    return trace;
}

Result<std::vector<KernelSpan>> KernelTrace::record(const std::function<Result<void>()>& work)
{
    constexpr auto kKind = CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL;
    AK_TRY(m_functions->check(m_functions->enable(kKind), "switching kernel records on"));
    const auto worked = work();
    const auto flushed = collect();
    const auto disabled
        = m_functions->check(m_functions->disable(kKind), "switching kernel records off");
    std::vector<KernelSpan> spans;
    {
        auto& all = collected();
        const std::lock_guard lock(all.mutex);
        spans.swap(all.spans);
    }
    AK_TRY(worked);
    AK_TRY(flushed);
    AK_TRY(disabled);
    std::sort(spans.begin(), spans.end(),
        [](const KernelSpan& a, const KernelSpan& b) { return a.start < b.start; });
    return spans;
}

Result<void> KernelTrace::collect()
{
    AK_TRY(m_functions->check(m_functions->flushAll(0), "collecting kernel records"));
    std::size_t dropped = 0;
    AK_TRY(m_functions->check(
        m_functions->droppedRecords(nullptr, 0, &dropped), "counting lost kernel records"));
    if (dropped > 0)
        return fail(ErrorCode::RuntimeError, "CUPTI: {} kernel records were lost", dropped);
    return {};
}

CallOfTrace callOfTrace(const std::vector<KernelSpan>& spans, int calls)
{
    if (calls <= 0 || spans.empty() || spans.size() % static_cast<std::size_t>(calls) != 0)
        return {};
    std::uint64_t busy = 0;
    std::uint64_t end = 0; // of everything so far
    for (const KernelSpan& span : spans) {
        busy += span.end > end ? span.end - std::max(span.start, end) : 0;
        end = std::max(end, span.end);
    }
    return {static_cast<double>(busy) / calls, static_cast<int>(spans.size()) / calls};
}

} // namespace autokernel::lab::cuda
