// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's headers have a field called `emit`, which is a macro of Qt's: taken in here, they
// may come in any order.
#pragma once

#pragma push_macro("emit")
#undef emit

#include "engine/engine.h"
#include "engine/model_ladder_run.h"

#pragma pop_macro("emit")
