// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

#include "store/annotations.h"

#include <algorithm>
#include <cstdio>

namespace autokernel::cli {
namespace {

struct Change
{
    std::string experiment;
    bool pin = false;
    bool unpin = false;
    std::optional<std::string> note; // "" removes it
    std::vector<std::string> add;
    std::vector<std::string> remove;

    bool isEmpty() const { return !pin && !unpin && !note && add.empty() && remove.empty(); }
};

store::Annotation applied(store::Annotation said, const Change& change)
{
    said.isPinned = (said.isPinned || change.pin) && !change.unpin;
    if (change.note)
        said.note = *change.note;
    said.tags.insert(said.tags.end(), change.add.begin(), change.add.end());
    std::erase_if(said.tags, [&](const std::string& tag) {
        return std::find(change.remove.begin(), change.remove.end(), tag) != change.remove.end();
    });
    return store::tidy(std::move(said));
}

Result<store::Annotation> annotate(const Options& options, const Change& change)
{
    AK_ASSIGN(const auto id, experimentIdOf(change.experiment));
    if (change.isEmpty())
        return fail(ErrorCode::InvalidInput,
            "nothing to store: give --pin, --unpin, --note, --tag or --untag.");
    AK_ASSIGN(const auto reader, openReader(options));
    AK_ASSIGN(const auto details, reader.experiment(id));
    AK_ASSIGN(auto all, store::readAnnotations(reader, details.row.run));
    const auto after = applied(std::move(all.experiments[id]), change);
    AK_ASSIGN(auto writer, store::AnnotationWriter::open(options.historyFile()));
    AK_TRY(writer.annotate(id, after));
    return after;
}

} // namespace

void addAnnotateVerb(Program& program)
{
    static Change change;
    auto* verb = program.app.add_subcommand(
        "annotate", "Pin, note and tag an experiment, also while a run writes its history");
    verb->add_option("EXPERIMENT", change.experiment, "Its number in `list`")->required();
    auto* pin = verb->add_flag("--pin", change.pin, "Mark it");
    verb->add_flag("--unpin", change.unpin, "Take the mark away")->excludes(pin);
    verb->add_option("--note", change.note, "Its note; an empty one removes it");
    verb->add_option("--tag", change.add, "Add this tag (repeatable)")->check(notEmpty());
    verb->add_option("--untag", change.remove, "Take this tag away (repeatable)")
        ->check(notEmpty());
    addHistory(*verb, program.options);
    verb->callback([&program] {
        const auto said = annotate(program.options, change);
        if (!said) {
            program.exitCode = complain(said.error());
            return;
        }
        std::printf("experiment %s: %s; tags: %s; note: %s\n", change.experiment.c_str(),
            said->isPinned ? "pinned" : "not pinned",
            said->tags.empty() ? "none" : store::textOfTags(said->tags).c_str(),
            said->note.empty() ? "none" : said->note.c_str());
    });
}

} // namespace autokernel::cli
