// SPDX-License-Identifier: Apache-2.0
// The judge of correctness for scripts. Each line of standard input, {"stages": [evidence as the
// worker returns it], "required": ["basics", ...]} (all five stages where it names none), gets one
// line: {"passed", "kind", "rule", "sentence", "notes"}.
#include "base/json.h"
#include "judge/correctness.h"

#include <iostream>
#include <string>

using namespace autokernel;

namespace {

Json judged(const Json& message)
{
    const auto evidence = message.at("stages").get<std::vector<protocol::StageEvidence>>();
    std::vector<protocol::Stage> required(judge::fullStages().begin(), judge::fullStages().end());
    if (message.contains("required")) {
        required.clear();
        for (const std::string name : message.at("required")) {
            const auto stage = protocol::stageFromString(name);
            if (!stage)
                throw std::runtime_error(stage.error().message);
            required.push_back(*stage);
        }
    }
    const auto result = judge::judgeCorrectness(evidence, required);
    Json answer {{"passed", result.passed()}, {"notes", result.notes}};
    if (result.failure) {
        answer["kind"] = judge::toString(result.failure->kind);
        answer["rule"] = result.failure->rule;
        answer["sentence"] = result.failure->sentence;
    }
    return answer;
}

} // namespace

int main()
{
    std::string line;
    while (std::getline(std::cin, line)) {
        try {
            std::cout << dumpLine(judged(Json::parse(line))) << std::endl;
        } catch (const std::exception& error) {
            std::cerr << "judge-evidence: " << error.what() << '\n';
            return 1;
        }
    }
    return 0;
}
