// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/diff_texts.h"

#include "ui/charts/timing_data.h"
#include "ui/figures.h"
#include "ui/local_time.h"
#include "ui/theme/verdict_style.h"

#include <QCoreApplication>
#include <QStringList>

namespace autokernel::ui {
namespace {

QString tr(const char* source)
{
    return QCoreApplication::translate("DiffTexts", source);
}

QString nameOf(const ComparedCandidate& side)
{
    return side.experiment ? QString("#%1").arg(side.experiment->number)
                           : tr("a candidate of an earlier run");
}

QString whyAlone(NoOtherSide reason)
{
    switch (reason) {
    case NoOtherSide::NoParent:
        return tr("a starter: it has no parent");
    case NoOtherSide::Eager:
        return tr("it was timed against eager, which has no source here");
    case NoOtherSide::NothingKept:
        return tr("nothing was kept of this kernel yet");
    case NoOtherSide::Itself:
        return tr("that is this candidate itself");
    case NoOtherSide::None:
        break;
    }
    return {};
}

// Of these pairs: other pages print the time that the experiment was judged by.
QString inPairs(const TimingSeries& series)
{
    return QCoreApplication::translate("DiffTexts", "%1 in these %n pair(s)", nullptr,
        static_cast<int>(series.microseconds.size()))
        .arg(microseconds(series.median));
}

QString headOf(const ComparedCandidate& side, const QString& time)
{
    const QString shown = QString("<b>%1</b>").arg(nameOf(side).toHtmlEscaped());
    QStringList parts;
    if (!time.isEmpty())
        parts.push_back(time.toHtmlEscaped());
    if (side.experiment) {
        const auto& row = *side.experiment;
        const auto verdict = classOf(row.verdict.kind, false, row.isDemoted);
        parts.push_back(
            tr("%1 %2").arg(labelOf(verdict).toLower(), localTime(row.startedAt, "HH:mm")));
    }
    return parts.isEmpty() ? shown : QString("%1 &nbsp;%2").arg(shown, parts.join(" · "));
}

} // namespace

QString describeMutator(const std::string& mutator)
{
    if (mutator == "seed")
        return tr("a starter");
    if (mutator == "parameters")
        return tr("by parameter search");
    if (mutator == "structure")
        return tr("by structure rewrite");
    if (mutator == "crossover")
        return tr("by crossover");
    if (mutator == "control")
        return tr("a control");
    return tr("by %1").arg(text(mutator));
}

QString describeOtherSide(const ExperimentView& view)
{
    if (!view.other)
        return whyAlone(view.noOtherSide);
    switch (view.request.against) {
    case Against::Parent:
        return tr("its parent");
    case Against::Incumbent:
        return tr("which it was timed against");
    case Against::Best:
        return tr("the best");
    case Against::Starter:
        return tr("the starter");
    case Against::Experiment:
        break;
    }
    return view.other->candidate.target == view.details.row.target ? QString()
                                                                   : tr("of another kernel");
}

QString titleOf(const ExperimentView& view)
{
    const auto number = view.details.row.number;
    return view.other ? tr("#%1 against %2").arg(number).arg(nameOf(*view.other))
                      : tr("Candidate #%1").arg(number);
}

QString headOfCandidate(const ExperimentView& view)
{
    const auto& own = view.details.row.candidateMicroseconds;
    const auto timing = timingOf(view.details);
    return headOf(view.candidate,
        timing    ? inPairs(timing->candidate)
            : own ? microseconds(*own)
                  : QString());
}

QString headOfOther(const ExperimentView& view)
{
    if (!view.other)
        return {};
    const auto timing = timingOf(view.details);
    if (timing && view.details.incumbent.isValid()
        && view.details.incumbent == view.other->candidate.id)
        return headOf(*view.other, inPairs(timing->incumbent));
    const auto& row = view.other->experiment;
    return headOf(*view.other,
        row && row->candidateMicroseconds
            ? tr("%1 in its own session").arg(microseconds(*row->candidateMicroseconds))
            : QString());
}

} // namespace autokernel::ui
