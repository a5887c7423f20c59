// SPDX-License-Identifier: GPL-3.0-or-later
// What `autokernel` does without a window: `export` and `report`. They need no display and never
// open one.
#pragma once

#include <string>

namespace autokernel::app {

// Whether the first word is a verb, or is meant as one.
bool asksForVerb(int argc, char** argv);

// Exit codes as autokernel-cli's: 0 as asked, 1 failed, 2 usage. Makes the application that drawing
// needs, so that there must be none yet.
int runVerb(int argc, char** argv);

// Whether windows can be shown: a Linux session has a display, or the user named a platform.
bool hasDisplay();

} // namespace autokernel::app
