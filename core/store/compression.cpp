// SPDX-License-Identifier: Apache-2.0
#include "store/compression.h"

#include <zstd.h>

#include <memory>
#include <stdexcept>

namespace autokernel::store {
namespace {

constexpr int kLevel = 6;

struct ContextDeleter
{
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

} // namespace

std::string compress(std::string_view bytes)
{
    const std::unique_ptr<ZSTD_CCtx, ContextDeleter> context(ZSTD_createCCtx());
    if (!context)
        throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    std::string blob(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size
        = ZSTD_compress2(context.get(), blob.data(), blob.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(size) != 0)
        throw std::runtime_error(ZSTD_getErrorName(size));
    blob.resize(size);
    return blob;
}

Result<std::string> decompress(std::string_view blob)
{
    const unsigned long long size = ZSTD_getFrameContentSize(blob.data(), blob.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN
        || size > kMaximumInflatedBytes)
        return fail(ErrorCode::Corrupt, "stored evidence is damaged: no valid frame");
    std::string bytes(static_cast<std::size_t>(size), '\0');
    const std::size_t written
        = ZSTD_decompress(bytes.data(), bytes.size(), blob.data(), blob.size());
    if (ZSTD_isError(written) != 0 || written != bytes.size())
        return fail(ErrorCode::Corrupt, "stored evidence is damaged: {}",
            ZSTD_isError(written) != 0 ? ZSTD_getErrorName(written) : "it is too short");
    return bytes;
}

} // namespace autokernel::store
