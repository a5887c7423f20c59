// SPDX-License-Identifier: Apache-2.0
// The helpers are roles of the program itself, so this test program has them as the worker does.
#include "lab/baseline/serve.h"

#include <gtest/gtest.h>

#include <string_view>

int main(int argc, char** argv)
{
    if (argc > 2 && std::string_view(argv[1]) == "--role") {
        const std::string_view role(argv[2]);
        return role == "serve-rung" ? autokernel::lab::serveKernelRung(argc, argv)
                                    : autokernel::lab::serveModel(argc, argv);
    }
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
