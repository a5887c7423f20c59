// SPDX-License-Identifier: GPL-3.0-or-later
// A function that one thread makes and another calls. Qt orders the two with locks that
// ThreadSanitizer cannot see, as distributions' Qt is not built for it: here they are ordered once
// more, so that the sanitizer judges what crosses, and what does not.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#ifdef __SANITIZE_THREAD__
extern "C" {
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
void AnnotateIgnoreWritesBegin(const char* file, int line);
void AnnotateIgnoreWritesEnd(const char* file, int line);
}
#endif

namespace autokernel::ui {

// It is called once and is gone after that. Both directions are ordered: either thread may be the
// last to drop what Qt wraps it in.
template <typename Function> class HandedOver
{
public:
    explicit HandedOver(Function function)
        : HandedOver(std::make_unique<Function>(std::move(function)))
    {
    }
    HandedOver(HandedOver&& other) noexcept
        : HandedOver(other.take())
    {
    }
    HandedOver& operator=(HandedOver&&) = delete;
    ~HandedOver() { take(); }

    void operator()()
    {
        if (const auto function = take())
            (*function)();
    }

private:
    // The release is the last thing written: all of whatever holds this is published by it.
    explicit HandedOver(std::unique_ptr<Function> function)
    {
        m_function.store(function.release(), std::memory_order_release);
    }
    std::unique_ptr<Function> take()
    {
        // The sanitizer orders an exchange after it has looked at what was there: a load first.
        if (!m_function.load(std::memory_order_acquire))
            return nullptr;
        return std::unique_ptr<Function>(m_function.exchange(nullptr, std::memory_order_acq_rel));
    }

    std::atomic<Function*> m_function {nullptr};
};

// While one of these lives, what this thread touches is not looked at: for the calls that have Qt
// write its own envelope around a HandedOver, which the other thread's Qt takes off.
class UnseenBySanitizer
{
public:
#ifdef __SANITIZE_THREAD__
    UnseenBySanitizer()
    {
        AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
        AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    }
    ~UnseenBySanitizer()
    {
        AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
        AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
    }
    UnseenBySanitizer(const UnseenBySanitizer&) = delete;
    UnseenBySanitizer& operator=(const UnseenBySanitizer&) = delete;
#endif
};

} // namespace autokernel::ui
