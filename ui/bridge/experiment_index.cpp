// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/experiment_index.h"

#include "ui/bridge/expression_search.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

namespace autokernel::ui {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

// ASCII alone: ideas and reasons are ours, and in English.
std::string lowered(std::string text)
{
    for (char& letter : text)
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return text;
}

std::vector<std::string> wordsOf(const std::string& text)
{
    std::istringstream stream(lowered(text));
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

std::optional<std::int64_t> numberOf(const std::string& word)
{
    std::int64_t number = 0;
    const char* end = word.data() + word.size();
    if (word.size() < 2 || word.front() != '#')
        return std::nullopt;
    const auto [stop, error] = std::from_chars(word.data() + 1, end, number);
    return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

const store::Annotation& annotationOf(
    const ExperimentIndex::Annotations& said, store::ExperimentId experiment)
{
    static const store::Annotation nothing;
    const auto found = said.find(experiment);
    return found == said.end() ? nothing : found->second;
}

// Texts are compared once a filter, not once a row.
class VerdictChoice
{
public:
    explicit VerdictChoice(const ExperimentFilter& filter)
        : m_control(isWanted(filter, "control"))
    {
        for (const auto kind : judge::kAllVerdictKinds)
            m_kinds[static_cast<std::size_t>(kind)] = isWanted(filter, judge::toString(kind));
    }
    bool holds(judge::VerdictKind kind, bool isControl) const
    {
        return isControl ? m_control : m_kinds[static_cast<std::size_t>(kind)];
    }

private:
    static bool isWanted(const ExperimentFilter& filter, std::string_view verdict)
    {
        const auto& hidden = filter.hiddenVerdicts;
        return (filter.verdict.empty() || filter.verdict == verdict)
            && std::find(hidden.begin(), hidden.end(), verdict) == hidden.end();
    }

    bool m_control;
    std::array<bool, judge::kAllVerdictKinds.size()> m_kinds {};
};

float valueOf(const std::optional<store::SpeedupInterval>& interval)
{
    return interval ? static_cast<float>(interval->value) : kNone;
}

} // namespace

void ExperimentIndex::add(const store::ExperimentBrief& brief, const std::string& text)
{
    const auto found = std::find(m_mutators.begin(), m_mutators.end(), brief.mutator);
    const auto mutator = static_cast<std::uint32_t>(found - m_mutators.begin());
    if (found == m_mutators.end())
        m_mutators.push_back(brief.mutator);
    const auto begin = static_cast<std::uint32_t>(m_text.size());
    m_text += lowered(text);
    const auto end = static_cast<std::uint32_t>(m_text.size());
    const auto title = m_text.find('\n', begin);
    const bool isControl = brief.control != store::ControlKind::None;
    m_controls += isControl ? 1 : 0;
    m_entries.push_back({brief.id, brief.number, brief.target, brief.verdict, isControl, false,
        brief.stageReached, valueOf(brief.overIncumbent), valueOf(brief.overEager),
        brief.candidateMicroseconds ? static_cast<float>(*brief.candidateMicroseconds) : kNone,
        static_cast<float>(brief.seconds), mutator, begin, end,
        title == std::string::npos ? begin : static_cast<std::uint32_t>(title + 1)});
    m_last = brief.id;
}

Result<void> ExperimentIndex::readOn(const store::HistoryReader& reader)
{
    constexpr int kPage = 5000;
    while (true) {
        const auto after = m_last;
        AK_ASSIGN(const auto briefs, reader.briefs(m_run, after, kPage));
        AK_ASSIGN(const auto texts, reader.texts(m_run, after, kPage));
        // One may have been stored between the two.
        for (std::size_t i = 0; i < std::min(briefs.size(), texts.size()); ++i)
            add(briefs[i], texts[i].text);
        if (briefs.size() < static_cast<std::size_t>(kPage))
            return {};
    }
}

// Both are by number: the index may have read on since.
void ExperimentIndex::printAlike(const std::vector<report::ProgressPoint>& progress)
{
    auto point = progress.begin();
    for (auto& entry : m_entries) {
        while (point != progress.end() && point->number < entry.number)
            ++point;
        if (point == progress.end())
            return;
        if (point->number != entry.number)
            continue;
        entry.isDemoted = point->isDemoted;
        if (entry.isControl)
            entry.overIncumbent = valueOf(point->overIncumbent);
        else
            entry.overEager = valueOf(point->overEager);
    }
}

std::vector<store::ExperimentId> ExperimentIndex::order(
    const ExperimentFilter& filter, const Said& said) const
{
    auto rows = chosen(filter, said);
    if (filter.isExpression)
        keepMatches(rows, filter.text, said.byUser);
    else
        keepWords(rows, filter.text, said.byUser);
    sort(rows, filter, said.byUser);
    std::vector<store::ExperimentId> ids;
    ids.reserve(rows.size());
    for (const auto* row : rows)
        ids.push_back(row->id);
    return ids;
}

// Newest first, whatever their texts.
std::vector<const ExperimentIndex::Entry*> ExperimentIndex::chosen(
    const ExperimentFilter& filter, const Said& said) const
{
    const VerdictChoice verdicts(filter);
    const auto isWanted = [&](const Entry& entry) {
        if (filter.target.isValid() && entry.target != filter.target)
            return false;
        if (!verdicts.holds(verdictOf(entry), entry.isControl))
            return false;
        if (filter.onlyBest && !said.best.contains(entry.id))
            return false;
        if (!filter.onlyPinned && filter.tag.empty())
            return true;
        const auto& annotation = annotationOf(said.byUser, entry.id);
        const auto& tags = annotation.tags;
        return (!filter.onlyPinned || annotation.isPinned)
            && (filter.tag.empty()
                || std::find(tags.begin(), tags.end(), filter.tag) != tags.end());
    };
    std::vector<const Entry*> rows;
    rows.reserve(m_entries.size());
    for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry)
        if (isWanted(*entry))
            rows.push_back(&*entry);
    return rows;
}

void ExperimentIndex::keepWords(
    std::vector<const Entry*>& rows, const std::string& text, const Annotations& said) const
{
    const auto words = wordsOf(text);
    if (words.empty())
        return;
    std::erase_if(rows, [&](const Entry* entry) {
        const auto note = lowered(annotationOf(said, entry->id).note);
        return !std::all_of(words.begin(), words.end(), [&](const std::string& word) {
            const auto number = numberOf(word);
            return number ? *number == entry->number
                          : textOf(*entry).find(word) != std::string_view::npos
                    || note.find(word) != std::string::npos;
        });
    });
}

void ExperimentIndex::keepMatches(
    std::vector<const Entry*>& rows, const std::string& pattern, const Annotations& said) const
{
    const ExpressionSearch search(pattern);
    if (pattern.empty() || !search.isValid())
        return;
    std::vector<std::string_view> texts;
    texts.reserve(rows.size());
    for (const auto* row : rows)
        texts.push_back(textOf(*row));
    auto isFound = search.areIn(texts);
    std::size_t index = 0;
    std::erase_if(rows, [&](const Entry* entry) {
        const auto& note = annotationOf(said, entry->id).note;
        return !isFound[index++] && (note.empty() || !search.isIn(note));
    });
}

void ExperimentIndex::sort(
    std::vector<const Entry*>& rows, const ExperimentFilter& filter, const Annotations& said) const
{
    const auto by = [&](auto key) {
        std::stable_sort(rows.begin(), rows.end(), [&](const Entry* a, const Entry* b) {
            const auto first = key(*a);
            const auto second = key(*b);
            if constexpr (std::is_floating_point_v<std::decay_t<decltype(first)>>)
                if (std::isnan(first) || std::isnan(second))
                    return !std::isnan(first) && std::isnan(second);
            return filter.isDescending ? second < first : first < second;
        });
    };
    const auto idea = [this](const Entry& entry) {
        const auto text = std::string_view(m_text);
        return text.substr(entry.ideaBegin, text.find('\n', entry.ideaBegin) - entry.ideaBegin);
    };
    switch (filter.sortedBy) {
    case ExperimentColumn::Number:
        if (!filter.isDescending)
            std::reverse(rows.begin(), rows.end());
        return;
    case ExperimentColumn::Verdict:
        return by(
            [](const Entry& e) { return e.isControl ? 1000 : static_cast<int>(verdictOf(e)); });
    case ExperimentColumn::Kernel:
        return by([](const Entry& e) { return e.target.value; });
    case ExperimentColumn::Idea:
        return by(idea);
    case ExperimentColumn::Mutator:
        return by([this](const Entry& e) { return std::string_view(m_mutators[e.mutator]); });
    case ExperimentColumn::Stage:
        return by([](const Entry& e) { return static_cast<int>(e.stage); });
    case ExperimentColumn::OverIncumbent:
        return by([](const Entry& e) { return e.overIncumbent; });
    case ExperimentColumn::OverEager:
        return by([](const Entry& e) { return e.overEager; });
    case ExperimentColumn::Time:
        return by([](const Entry& e) { return e.microseconds; });
    case ExperimentColumn::Duration:
        return by([](const Entry& e) { return e.seconds; });
    case ExperimentColumn::Said:
        return by([&](const Entry& e) {
            const auto found = said.find(e.id);
            return found == said.end() ? kNone : found->second.isPinned ? 1.0F : 2.0F;
        });
    }
}

} // namespace autokernel::ui
