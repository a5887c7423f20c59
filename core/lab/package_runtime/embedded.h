// SPDX-License-Identifier: Apache-2.0
// What the package's linker step adds to this runtime: one JSON text and the kernels' entry points.
// core/lab/apply/link.cpp writes the file that defines these symbols.
#pragma once

extern "C" {
extern const char ak_package_json[];
// Two per kernel, in the JSON's order: the entry, and prepare or null.
extern void (*const ak_package_entries[])(void);
}
