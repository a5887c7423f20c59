// SPDX-License-Identifier: Apache-2.0
// What the user said of experiments, as every report shows it. Pure; user's text is escaped.
#pragma once

#include "base/json.h"
#include "report/report_data.h"

#include <string>

namespace autokernel::report {

// "pinned, baseline; tags: slow, tail": all but the note; "" for nothing.
std::string marksOf(const AnnotatedExperiment& experiment);

// Behind what a kept experiment tried; "" where nothing was said of it.
std::string htmlRemark(const ReportData& report, std::int64_t number);
std::string markdownRemark(const ReportData& report, std::int64_t number);

// The note on the run and a table of all experiments of which something was said, kept or not;
// "" without any.
std::string htmlAnnotations(const ReportData& report);
std::string markdownAnnotations(const ReportData& report);

// {"pinned", "note", "tags"}: null and empty where nothing was said.
Json annotationJson(const store::Annotation& annotation);
Json annotationsJson(const ReportData& report);

} // namespace autokernel::report
