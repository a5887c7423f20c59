// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/experiment_words.h"

#include "ui/text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <array>

namespace autokernel::ui {
namespace {

QString tr(const char* source)
{
    return QCoreApplication::translate("ExperimentWords", source);
}

// As the rules of core/judge/ are called in the history.
struct Rule
{
    const char* name;
    const char* words;
};
constexpr std::array kRules {
    Rule {"confirmed", QT_TRANSLATE_NOOP("ExperimentWords", "confirmed")},
    Rule {"futile", QT_TRANSLATE_NOOP("ExperimentWords", "no gain in it")},
    Rule {"confirmation_futile", QT_TRANSLATE_NOOP("ExperimentWords", "not confirmed")},
    Rule {"exhausted", QT_TRANSLATE_NOOP("ExperimentWords", "undecided")},
    Rule {"confirmation_exhausted", QT_TRANSLATE_NOOP("ExperimentWords", "undecided")},
    Rule {"unconfirmed", QT_TRANSLATE_NOOP("ExperimentWords", "not confirmed")},
    Rule {"unfinished", QT_TRANSLATE_NOOP("ExperimentWords", "not finished")},
    Rule {"timed_output", QT_TRANSLATE_NOOP("ExperimentWords", "wrong output")},
    Rule {"error_budget", QT_TRANSLATE_NOOP("ExperimentWords", "error too large")},
    Rule {"timed_memory", QT_TRANSLATE_NOOP("ExperimentWords", "broke a rule")},
    Rule {"aa_unbiased", QT_TRANSLATE_NOOP("ExperimentWords", "as it should")},
    Rule {"slow_control_seen", QT_TRANSLATE_NOOP("ExperimentWords", "as it should")},
};

// "#26 (+1.9 %)"
QString mixedPart(std::int64_t parent, const QString& gain)
{
    return parent > 0 ? QString("#%1 (%2)").arg(parent).arg(gain)
                      : tr("one of an earlier run (%1)").arg(gain);
}

} // namespace

// The gains are over the kernel's first source, which newer histories call the original. Where the
// two that were mixed are named, that and the rest is left to the whole sentence.
QString shortIdea(const std::string& idea, const Parents& parents)
{
    static const QRegularExpression mixed(
        "^The tunables of two good candidates mixed "
        "\\((\\S+ %) and (\\S+ %) over the (starter|original)\\)(.*)\\.$");
    static const QRegularExpression minus("-(?=\\d)");
    auto said = text(idea);
    if (const auto match = mixed.match(said); match.hasMatch()) {
        const auto first = match.captured(1).replace(minus, "−");
        const auto second = match.captured(2).replace(minus, "−");
        if (parents.size() == 2)
            return tr("crossover of %1 and %2")
                .arg(mixedPart(parents[0], first), mixedPart(parents[1], second));
        said = match.captured(3) == "starter"
            ? tr("crossover of %1 and %2 over the starter").arg(first, second)
            : tr("crossover of %1 and %2 over the original").arg(first, second);
        said += match.captured(4);
    }
    return said.replace("->", "→");
}

// What was asked of a reverted candidate is said in its sentence alone.
QString whyOf(const store::ExperimentRow& row)
{
    static const QRegularExpression asked("^No gain of ([\\d.]+ %) in it");
    const auto& verdict = row.verdict;
    const auto rule = text(verdict.rule);
    if (rule == "futile" || rule == "confirmation_futile") {
        if (row.overIncumbent && row.overIncumbent->high < 1)
            return tr("slower");
        if (const auto match = asked.match(text(verdict.sentence)); match.hasMatch())
            return tr("gain < %1").arg(match.captured(1));
    }
    for (const auto& [name, words] : kRules)
        if (rule == name)
            return tr(words);
    return QString(rule).replace('_', ' ');
}

QString endedAt(store::ExperimentStage stage)
{
    switch (stage) {
    case store::ExperimentStage::Compile:
        return tr("compiling");
    case store::ExperimentStage::Smoke:
        return tr("the smoke check");
    case store::ExperimentStage::Checks:
        return tr("the five stages of checks");
    case store::ExperimentStage::FirstGate:
        return tr("the first timing");
    case store::ExperimentStage::Confirmation:
        return tr("the confirmation in fresh processes");
    case store::ExperimentStage::Estimate:
        return tr("the last timing, whose figure is kept");
    }
    return {};
}

} // namespace autokernel::ui
