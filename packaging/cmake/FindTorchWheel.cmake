# SPDX-License-Identifier: Apache-2.0
# LibTorch and NVIDIA's headers and libraries from the wheels of a Python environment, as imported
# targets. The wheel's own TorchConfig demands an installed CUDA toolkit; this does not.
#
# In: AUTOKERNEL_PYTHON. Out: TorchWheel::torch, TorchWheel::nvidia (headers only), TorchWheel_SITE.
if(NOT AUTOKERNEL_PYTHON)
    message(FATAL_ERROR "AUTOKERNEL_PYTHON is not set. packaging/run.sh --setup-only makes the environment "
        "and passes it; for a build without the worker use the preset core-only.")
endif()
execute_process(COMMAND "${AUTOKERNEL_PYTHON}" -c "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    OUTPUT_VARIABLE TorchWheel_SITE OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set(TorchWheel_DIR "${TorchWheel_SITE}/torch")
set(TorchWheel_NVIDIA "${TorchWheel_SITE}/nvidia/cu13")
if(NOT EXISTS "${TorchWheel_DIR}/lib/libtorch_cpu.so")
    message(FATAL_ERROR "${AUTOKERNEL_PYTHON} has no torch wheel. Install torch==2.11.0 there.")
endif()
set(TorchWheel_RPATH "${TorchWheel_DIR}/lib" "${TorchWheel_NVIDIA}/lib")

add_library(TorchWheel::nvidia INTERFACE IMPORTED)
target_include_directories(TorchWheel::nvidia SYSTEM INTERFACE "${TorchWheel_NVIDIA}/include")

add_library(TorchWheel::torch INTERFACE IMPORTED)
target_include_directories(TorchWheel::torch SYSTEM INTERFACE
    "${TorchWheel_DIR}/include" "${TorchWheel_DIR}/include/torch/csrc/api/include")
# A release libtorch never fills the fields that its inlined header assertions read.
# Its include folder brings another fmt, whose compiled part we do not have.
target_compile_definitions(TorchWheel::torch INTERFACE NDEBUG FMT_HEADER_ONLY=1)
# stdc++ first: libtorch.so exports parts of std::filesystem that crash in our process.
target_link_libraries(TorchWheel::torch INTERFACE stdc++
    "${TorchWheel_DIR}/lib/libtorch.so" "${TorchWheel_DIR}/lib/libtorch_cpu.so" "${TorchWheel_DIR}/lib/libc10.so")
# -rpath-link: libtorch_cpu needs libraries of the nvidia wheels that we never name ourselves.
target_link_options(TorchWheel::torch INTERFACE
    "-Wl,-rpath-link,${TorchWheel_DIR}/lib:${TorchWheel_NVIDIA}/lib")
set(TorchWheel_FOUND TRUE)
