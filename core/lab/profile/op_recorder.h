// SPDX-License-Identifier: Apache-2.0
// Which ATen operations the calling thread runs, and for how long, through RecordFunction.
// Operations inside others, and those inside a HiddenOperations scope, are not listed. One recorder
// at a time.
#pragma once

#include "lab/profile/clock.h"

#include <ATen/record_function.h>

#include <cstdint>
#include <string>
#include <vector>

namespace autokernel::lab {

struct RecordedOp
{
    std::string name; // "aten::embedding"
    std::string signature; // only with withSignatures
    std::int64_t nanoseconds = 0; // everything it calls included
};

class OpRecorder
{
public:
    // Signatures (shapes, dtypes, strides) cost time: take them in a run that is not timed.
    explicit OpRecorder(bool withSignatures, NanosecondClock clock = &wallNanoseconds);
    ~OpRecorder();
    OpRecorder(const OpRecorder&) = delete;
    OpRecorder& operator=(const OpRecorder&) = delete;

    std::vector<RecordedOp> take(); // in program order

private:
    at::CallbackHandle m_handle;
};

// What runs while an object lives is not listed by any recorder of this thread.
class HiddenOperations
{
public:
    HiddenOperations();
    ~HiddenOperations();
    HiddenOperations(const HiddenOperations&) = delete;
    HiddenOperations& operator=(const HiddenOperations&) = delete;
};

} // namespace autokernel::lab
