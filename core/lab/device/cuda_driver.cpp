// SPDX-License-Identifier: Apache-2.0
#include "lab/device/cuda_driver.h"

#include <dlfcn.h>

namespace autokernel::lab::cuda {
namespace {

template <typename Function> bool find(void* library, const char* name, Function& function)
{
    function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr;
}

Result<Driver> open()
{
    void* const library = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
        return fail(ErrorCode::NotFound, "the NVIDIA driver's libcuda.so.1 is not installed");
    Driver driver;
#define AK_CUDA_TEXT(name) #name
#define AK_CUDA_FIND(name)                                                                         \
    if (!find(library, AK_CUDA_TEXT(name), driver.name))                                           \
        return fail(ErrorCode::NotFound,                                                           \
            "the NVIDIA driver is too old: it has no {}; version 580 or later is needed",          \
            AK_CUDA_TEXT(name));
    AK_CUDA_FUNCTIONS(AK_CUDA_FIND)
#undef AK_CUDA_FIND
#undef AK_CUDA_TEXT
    if (const CUresult status = driver.cuInit(0); status != CUDA_SUCCESS)
        return fail(
            ErrorCode::NotFound, "the NVIDIA driver does not start ({})", driver.describe(status));
    return driver;
}

} // namespace

Result<const Driver*> Driver::load()
{
    static const Result<Driver> driver = open();
    if (!driver)
        return fail(driver.error());
    return &*driver;
}

std::string Driver::describe(CUresult status) const
{
    const char* name = nullptr;
    const char* text = nullptr;
    if (cuGetErrorName(status, &name) != CUDA_SUCCESS
        || cuGetErrorString(status, &text) != CUDA_SUCCESS)
        return fmt::format("CUDA error {}", static_cast<int>(status));
    return fmt::format("{}: {}", name, text);
}

Error Driver::error(CUresult status, std::string_view what) const
{
    const auto code
        = status == CUDA_ERROR_OUT_OF_MEMORY ? ErrorCode::OutOfMemory : ErrorCode::RuntimeError;
    return {code, fmt::format("{} failed, {}", what, describe(status)), {}};
}

bool isSticky(CUresult status)
{
    switch (status) {
    case CUDA_ERROR_ILLEGAL_ADDRESS:
    case CUDA_ERROR_LAUNCH_TIMEOUT:
    case CUDA_ERROR_CONTEXT_IS_DESTROYED:
    case CUDA_ERROR_ASSERT:
    case CUDA_ERROR_HARDWARE_STACK_ERROR:
    case CUDA_ERROR_ILLEGAL_INSTRUCTION:
    case CUDA_ERROR_MISALIGNED_ADDRESS:
    case CUDA_ERROR_INVALID_ADDRESS_SPACE:
    case CUDA_ERROR_INVALID_PC:
    case CUDA_ERROR_LAUNCH_FAILED:
    case CUDA_ERROR_ECC_UNCORRECTABLE:
    case CUDA_ERROR_UNKNOWN:
        return true;
    default:
        return false;
    }
}

} // namespace autokernel::lab::cuda
