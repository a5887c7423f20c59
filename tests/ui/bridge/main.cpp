// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QThreadPool>

#ifdef __SANITIZE_THREAD__
// Distributions' Qt is not instrumented, and its locks are futexes of its own: what only Qt touches
// looks unordered. Each entry names a function of Qt above which no code of ours runs, so that none
// can hide a race of ours; values that cross threads are ordered by HandedOver
// (ui/bridge/handed_over.h).
extern "C" const char* __tsan_default_suppressions(); // NOLINT: the name is the sanitizer's
extern "C" const char* __tsan_default_suppressions()
{
    return "race:QEventDispatcherUNIX::wakeUp\n" // an eventfd of the thread that is woken
           "race:QEventDispatcherUNIX::interrupt\n"
           "race:QWaitCondition::~QWaitCondition\n"; // of a QThread that has ended
}
#endif

int main(int argc, char** argv)
{
    testing::InitGoogleTest(&argc, argv);
    // GLib is not instrumented either, and its loop is a frame below every slot of ours.
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication application(argc, argv);
#ifdef __SANITIZE_THREAD__
    // Two pool threads move Qt's list of those that rest, under a lock that is not seen.
    QThreadPool::globalInstance()->setMaxThreadCount(1);
#endif
    return RUN_ALL_TESTS();
}
