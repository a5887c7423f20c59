// SPDX-License-Identifier: Apache-2.0
#include "report/alarm_title.h"

#include "judge/alarms.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace autokernel::report {

std::string alarmTitle(std::string_view signal)
{
    using Titled = std::pair<std::string_view, std::string_view>;
    constexpr std::array kTitles {
        Titled {"aa_biased", "Equal code was not measured as equal"},
        Titled {"aa_failed", "A copy of the same code failed"},
        Titled {"aa_too_noisy", "The machine was busy"},
        Titled {"bimodal_times", "Times fall into two groups"},
        Titled {"champion_failed", "A champion failed later"},
        Titled {"clocks_mixed", "More than one clock"},
        Titled {judge::kCompilerUnconfined, "The compiler was not confined"},
        Titled {"forecast_off", "The forecast missed"},
        Titled {"gain_over_baseline", "A very large gain"},
        Titled {"gain_over_vendor", "A very large gain over the vendor"},
        Titled {"gemm_of_peak", "Very near the peak"},
        Titled {"hidden_system_call", "Bytes of a system call in the code"},
        Titled {"keep_rate", "Very many keeps"},
        Titled {"keeps_of_one_family", "All keeps come from one mutator"},
        Titled {"noise_floor_doubled", "The machine became noisier"},
        Titled {"population_collapsed", "The search has one ancestor"},
        Titled {"slow_control_unseen", "Slower code was not seen as slower"},
        Titled {"unusual_instructions", "Bytes of unusual instructions in the code"},
    };
    const auto* found = std::find_if(
        kTitles.begin(), kTitles.end(), [&](const auto& each) { return each.first == signal; });
    if (found != kTitles.end())
        return std::string(found->second);
    std::string words(signal);
    std::replace(words.begin(), words.end(), '_', ' ');
    if (!words.empty())
        words.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(words.front())));
    return words;
}

} // namespace autokernel::report
