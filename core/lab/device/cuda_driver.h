// SPDX-License-Identifier: Apache-2.0
// The CUDA driver, found at run time: nothing of ours links it, so one binary runs with and without
// a GPU. The table may be called from any thread; a context is current on the thread that opened a
// device (cuda_device.h).
#pragma once

#include "base/result.h"

#include <cuda.h>

namespace autokernel::lab::cuda {

// Names as cuda.h spells them; its macros turn them into the versioned symbols.
#define AK_CUDA_FUNCTIONS(X)                                                                       \
    X(cuInit)                                                                                      \
    X(cuDriverGetVersion)                                                                          \
    X(cuGetErrorName)                                                                              \
    X(cuGetErrorString)                                                                            \
    X(cuDeviceGetCount)                                                                            \
    X(cuDeviceGet)                                                                                 \
    X(cuDeviceGetName)                                                                             \
    X(cuDeviceTotalMem)                                                                            \
    X(cuDeviceGetAttribute)                                                                        \
    X(cuDevicePrimaryCtxRetain)                                                                    \
    X(cuCtxSetCurrent)                                                                             \
    X(cuStreamCreate)                                                                              \
    X(cuStreamDestroy)                                                                             \
    X(cuStreamBeginCapture)                                                                        \
    X(cuStreamEndCapture)                                                                          \
    X(cuGraphInstantiate)                                                                          \
    X(cuGraphLaunch)                                                                               \
    X(cuGraphDestroy)                                                                              \
    X(cuGraphExecDestroy)                                                                          \
    X(cuEventCreate)                                                                               \
    X(cuEventDestroy)                                                                              \
    X(cuEventRecord)                                                                               \
    X(cuEventQuery)                                                                                \
    X(cuEventElapsedTime)                                                                          \
    X(cuMemAlloc)                                                                                  \
    X(cuMemFree)                                                                                   \
    X(cuMemcpyHtoDAsync)                                                                           \
    X(cuMemcpyDtoHAsync)                                                                           \
    X(cuMemsetD8Async)                                                                             \
    X(cuModuleLoadData)                                                                            \
    X(cuModuleUnload)                                                                              \
    X(cuModuleGetFunction)                                                                         \
    X(cuFuncGetParamInfo)                                                                          \
    X(cuFuncSetAttribute)                                                                          \
    X(cuLaunchKernelEx)

struct Driver
{
#define AK_CUDA_MEMBER(name) decltype(&::name) name = nullptr;
#define AK_CUDA_DECLARE(name) AK_CUDA_MEMBER(name)
    AK_CUDA_FUNCTIONS(AK_CUDA_DECLARE)
#undef AK_CUDA_DECLARE
#undef AK_CUDA_MEMBER

    // One look a process. NotFound: no driver library, an older one than CUDA 13 needs, or one that
    // does not start; the message is the reason in words.
    static Result<const Driver*> load();

    std::string describe(CUresult status) const; // "CUDA_ERROR_ILLEGAL_ADDRESS: an illegal ..."
    // `what` is the failed operation as a noun. OutOfMemory, or RuntimeError.
    Error error(CUresult status, std::string_view what) const;
};

// Whether the context is lost: every later call fails, and only a new process gets a good one.
bool isSticky(CUresult status);

} // namespace autokernel::lab::cuda
