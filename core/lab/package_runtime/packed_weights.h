// SPDX-License-Identifier: Apache-2.0
// Repacked weights that follow their weights: a packed copy is used only while its tensors are the
// same storage, at the same version, with the same form, and still hold sampled values. Any thread.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace autokernel::package {

// What identifies the present content of a tensor. The sample (32 elements spread over the tensor)
// notices writes that bypass the version counter, such as weight.data.copy_().
struct WeightIdentity
{
    c10::weak_intrusive_ptr<c10::StorageImpl> storage;
    const void* data = nullptr;
    std::uint32_t version = 0;
    std::vector<std::int64_t> sizes;
    std::vector<std::int64_t> strides;
    std::uint64_t sample = 0;

    explicit WeightIdentity(const at::Tensor& tensor);
    bool describes(const at::Tensor& tensor) const;
};

// False where content cannot be followed: no version counter (made in inference mode), or holes.
bool canBeFollowed(const at::Tensor& tensor);

class PackedWeights
{
public:
    using Pack = std::function<at::Tensor(const std::vector<at::Tensor>& weights)>;

    // The packed copy of these weights for this team size, made now if there is none that is valid.
    at::Tensor get(const std::vector<at::Tensor>& weights, int threads, const Pack& pack);

    std::uint64_t bytes() const;
    double prepareSeconds() const;

private:
    struct Entry
    {
        std::vector<WeightIdentity> weights;
        int threads = 0;
        at::Tensor packed;
    };
    bool isAlive(const Entry& entry) const;

    mutable std::mutex m_mutex;
    std::vector<Entry> m_entries; // one per layer that shares the kernel
    double m_prepareSeconds = 0;
};

} // namespace autokernel::package
