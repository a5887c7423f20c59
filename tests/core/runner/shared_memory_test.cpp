// SPDX-License-Identifier: Apache-2.0
#include "runner/shared_memory.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace autokernel::runner {
namespace {

TEST(SharedMemory, isSharedAndZero)
{
    const auto memory = createSharedMemory("test", 5000);
    ASSERT_TRUE(memory);
    char byte = 1;
    ASSERT_EQ(::pread(memory->get(), &byte, 1, 4999), 1);
    EXPECT_EQ(byte, 0);
    EXPECT_EQ(::pread(memory->get(), &byte, 1, 5000), 0) << "no byte more than asked for";
    const auto reader = reopenReadOnly(memory->get());
    ASSERT_TRUE(reader);
    byte = 7;
    ASSERT_EQ(::pwrite(memory->get(), &byte, 1, 10), 1);
    byte = 0;
    ASSERT_EQ(::pread(reader->get(), &byte, 1, 10), 1);
    EXPECT_EQ(byte, 7);
}

TEST(SharedMemory, cannotBeWrittenThroughTheReadOnlyDescriptor)
{
    const auto memory = createSharedMemory("test", 4096);
    ASSERT_TRUE(memory);
    const auto reader = reopenReadOnly(memory->get());
    ASSERT_TRUE(reader);
    const char byte = 1;
    EXPECT_LT(::pwrite(reader->get(), &byte, 1, 0), 0);
    EXPECT_EQ(
        ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, reader->get(), 0), MAP_FAILED);
    void* const view = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, reader->get(), 0);
    ASSERT_NE(view, MAP_FAILED);
    EXPECT_NE(::mprotect(view, 4096, PROT_READ | PROT_WRITE), 0);
    ::munmap(view, 4096);
}

TEST(SharedMemory, knowsWhatIsFree)
{
    const auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
    EXPECT_GT(availableMemoryBytes(), 1U << 20U);
    EXPECT_LE(availableMemoryBytes(), pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)));
}

} // namespace
} // namespace autokernel::runner
