# SPDX-License-Identifier: Apache-2.0
# The only rooms that see LibTorch, CUDA and CUPTI; the worker alone links them.
set(torch TorchWheel::torch TorchWheel::nvidia)
autokernel_room(lab/device DEPENDS base roofline protocol LINK ${torch} ${CMAKE_DL_LIBS})
autokernel_room(lab/compile DEPENDS base kernel protocol)
autokernel_room(lab/model DEPENDS base kernel protocol LINK ${torch})
autokernel_room(lab/check DEPENDS base kernel protocol runner lab/device lab/compile lab/model LINK ${torch})
autokernel_room(lab/bench DEPENDS base kernel protocol runner lab/device lab/compile lab/check LINK ${torch})
autokernel_room(lab/baseline DEPENDS base kernel protocol runner lab/device lab/model lab/check lab/bench LINK
    ${torch})
autokernel_room(lab/profile DEPENDS base kernel protocol lab/model lab/check LINK ${torch})
# Linked into every package's winners.so, never into a program of ours: it registers ops when loaded.
autokernel_room(lab/package_runtime LINK ${torch})
target_sources(ak_lab_package_runtime PRIVATE lab/model/reference_source.cpp)
target_link_libraries(ak_lab_package_runtime PUBLIC nlohmann_json::nlohmann_json)
target_compile_options(ak_lab_package_runtime PRIVATE -fvisibility=hidden -fvisibility-inlines-hidden)
set_target_properties(ak_lab_package_runtime PROPERTIES ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
autokernel_room(lab/apply DEPENDS base kernel protocol lab/compile lab/model lab/baseline lab/profile LINK ${torch})
add_dependencies(ak_lab_apply ak_lab_package_runtime)
# What both sides of a package say: its description, and the processor it was built for.
target_sources(ak_lab_apply PRIVATE lab/package_runtime/specification.cpp lab/package_runtime/processor.cpp)
target_compile_definitions(ak_lab_baseline PRIVATE AUTOKERNEL_PYTHON_DEFAULT="${AUTOKERNEL_PYTHON}")
autokernel_room(lab/service DEPENDS base kernel protocol runner lab/device lab/compile lab/model lab/check lab/bench
    lab/baseline lab/profile lab/apply LINK ${torch})

autokernel_compile_alone(lab/compile/cuda_compiler.cpp lab/compile/source_rules.cpp lab/profile/op_recorder.cpp
    lab/check/error_budget.cpp lab/check/input_families.cpp lab/check/sanitizer.cpp)
