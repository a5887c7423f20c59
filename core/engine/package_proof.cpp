// SPDX-License-Identifier: Apache-2.0
#include "engine/package_proof.h"

#include "judge/gain.h"
#include "protocol/frozen_values.h"
#include "store/timestamp.h"

namespace autokernel::engine {
namespace {

Json intervalOf(const store::SpeedupInterval& interval)
{
    return {{"speedup", interval.value}, {"low", interval.low}, {"high", interval.high}};
}

// The same two ways as WholeModel's.
std::string intervalInWords(const std::vector<protocol::PairBlock>& blocks)
{
    return blocks.size() == 1 && judge::gainOverLoads(blocks.front())
        ? "95 %, Student's t of the means of the loads, each of interleaved pairs"
        : "95 % of interleaved pairs";
}

template <typename T> Json orNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json();
}

} // namespace

Json packageProof(const RunContext& context, const store::EndToEndRecord& final,
    const store::SpeedupInterval& inPython)
{
    std::size_t pairs = 0;
    int loads = 0;
    for (const auto& block : final.blocks) {
        pairs += block.pairs.size();
        loads += block.loads;
    }
    return {
        {"schema", 1},
        {"verified", final.verified},
        {"not_verified_because", final.notVerifiedBecause},
        {"baseline", final.baseline},
        {"applied", final.contender},
        {"in_libtorch", intervalOf(final.overBaseline)},
        {"in_python", intervalOf(inPython)},
        {"interval", intervalInWords(final.blocks)},
        {"pairs", pairs},
        {"loads", loads},
        {"baseline_microseconds", orNull(final.baselineMicroseconds)},
        {"contender_microseconds", orNull(final.contenderMicroseconds)},
        {"largest_error_over_budget", orNull(final.worstMaxRatio)},
        {"rms_error_over_budget", orNull(final.worstRmsRatio)},
        {"inputs_checked", final.inputsChecked},
        {"truth", final.truth},
        {"frozen_values", context.model ? protocol::describeFrozenValues(*context.model) : ""},
        {"accept_exit_code", orNull(final.acceptExitCode)},
        {"device", context.device.name},
        {"device_signature", context.device.signature},
        {"threads", context.threads},
        {"model_sha256", context.model ? context.model->sha256 : std::string()},
        {"run", context.run.value},
        {"history", context.historyFile.filename().string()},
        {"autokernel", AUTOKERNEL_VERSION},
        {"written_at", store::utcNow()},
    };
}

} // namespace autokernel::engine
