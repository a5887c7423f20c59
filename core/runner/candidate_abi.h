/* SPDX-License-Identifier: Apache-2.0
 * What a CPU candidate sees of the world: one versioned C struct. Included by the runner, by
 * exported packages and by candidates themselves (C and C++). Everything lives in the caller's
 * memory. */
#pragma once

#include <stdint.h>

#define AK_ABI_VERSION 1
#define AK_MAX_RANK 6

enum
{
    AK_FP32 = 0,
    AK_BF16 = 1,
    AK_FP16 = 2,
    AK_FP64 = 3,
    AK_I64 = 4,
    AK_BOOL = 5
};

typedef struct ak_tensor
{
    void* data;
    int64_t size[AK_MAX_RANK]; /* elements */
    int64_t stride[AK_MAX_RANK]; /* elements; the last is 1 unless the manifest says otherwise */
    int32_t rank;
    int32_t dtype;
} ak_tensor;

typedef struct ak_args
{
    uint32_t abi_version;
    uint32_t struct_bytes;
    int32_t threads; /* the OpenMP team to use; the pool exists already */
    int32_t reserved;
    const ak_tensor* inputs; /* in the spec's order; read-only memory */
    const ak_tensor* outputs; /* in the spec's order */
    void* const* workspaces; /* in the manifest's order, 64-byte aligned */
    const void* packed; /* what `prepare` wrote; null without prepare */
    const int64_t* symbols; /* in the spec's order */
    const double* scalars; /* in the spec's order */
} ak_args;

/* void entry(const ak_args*): the kernel.
 * void prepare_entry(const ak_args*, void* packed): only the constant inputs named in the manifest
 * are set, in the spec's positions; all other tensors have data == NULL. */
typedef void (*ak_entry)(const ak_args*);
typedef void (*ak_prepare_entry)(const ak_args*, void* packed);
