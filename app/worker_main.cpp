// SPDX-License-Identifier: Apache-2.0
#include "lab/service/worker_service.h"

int main(int argc, char** argv)
{
    return autokernel::lab::runWorker(argc, argv);
}
