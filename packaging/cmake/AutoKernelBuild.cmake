# SPDX-License-Identifier: Apache-2.0
# What every target shares: language level, warnings, sanitizers, where programs go, and the one
# function that turns a folder under core/ into a library.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# What has to be fast is compiled by the candidates' own compiler; -O3 only made the build longer.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
find_program(AUTOKERNEL_CCACHE ccache)
if(AUTOKERNEL_CCACHE)
    # The cache serves files with a precompiled header only if it may take the macros in it on trust.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros
        "${AUTOKERNEL_CCACHE}")
endif()
find_package(Threads REQUIRED)

add_library(autokernel_options INTERFACE)
target_compile_options(autokernel_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    # GCC 12 reports overlapping copies inside std::string that do not exist (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<BOOL:${AUTOKERNEL_WERROR}>:-Werror>)
target_compile_definitions(autokernel_options INTERFACE
    AUTOKERNEL_VERSION="${PROJECT_VERSION}")
if(AUTOKERNEL_SANITIZE)
    target_compile_options(autokernel_options INTERFACE
        -fsanitize=${AUTOKERNEL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    target_link_options(autokernel_options INTERFACE -fsanitize=${AUTOKERNEL_SANITIZE})
endif()

# Programs run on other distributions: only glibc and libstdc++ stay dynamic, all else is linked in.
function(autokernel_static_library variable name)
    find_library(${variable} NAMES lib${name}.a REQUIRED)
endfunction()

# autokernel_room(judge DEPENDS base kernel): the sources of core/judge as the library ak_judge.
# Headers are found from core/, so that an include names its room.
function(autokernel_room room)
    cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
    string(REPLACE "/" "_" target "ak_${room}")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/core/${room}/*.cpp")
    if(NOT sources)
        add_library(${target} INTERFACE)
        set(scope INTERFACE)
    else()
        add_library(${target} STATIC ${sources})
        set(scope PUBLIC)
        target_link_libraries(${target} PRIVATE autokernel_options)
    endif()
    target_include_directories(${target} ${scope} "${PROJECT_SOURCE_DIR}/core")
    foreach(dependency IN LISTS ARG_DEPENDS)
        string(REPLACE "/" "_" dependency "${dependency}")
        target_link_libraries(${target} ${scope} ak_${dependency})
    endforeach()
    target_link_libraries(${target} ${scope} ${ARG_LINK})
endfunction()

# autokernel_room_tests(judge): every tests/core/judge/*_test.cpp in one program, each case its own ctest.
function(autokernel_room_tests room)
    cmake_parse_arguments(ARG "" "" "LINK;LABELS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/core/${room}/*_test.cpp")
    if(NOT sources)
        return()
    endif()
    string(REPLACE "/" "_" target "ak_${room}_test")
    string(REPLACE "/" "_" library "ak_${room}")
    add_executable(${target} ${sources})
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${target} PRIVATE autokernel_options ${library} ${ARG_LINK}
        GTest::gtest GTest::gmock GTest::gtest_main)
    if(NOT ARG_LABELS)
        set(ARG_LABELS unit)
    endif()
    gtest_discover_tests(${target} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300)
endfunction()

# With CMAKE_UNITY_BUILD the compiler reads eight files at once: headers are two thirds of each, and a clean
# build takes less than half. Files whose unnamed namespaces say the same names differently stay alone.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
function(autokernel_compile_alone)
    set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# The same for a target of many folders: files are read together with their neighbours of one folder only,
# since names are unlike within a folder as a rule, and alike in different ones.
function(autokernel_unity_by_folder target)
    if(NOT CMAKE_UNITY_BUILD)
        return()
    endif()
    set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
    get_target_property(sources ${target} SOURCES)
    foreach(source IN LISTS sources)
        if(NOT source MATCHES "\\.cpp$")
            continue()
        endif()
        get_filename_component(folder ${source} DIRECTORY)
        string(MD5 position ${folder})
        if(NOT DEFINED ${position})
            set(${position} 0)
        endif()
        math(EXPR batch "${${position}} / ${CMAKE_UNITY_BUILD_BATCH_SIZE}")
        math(EXPR ${position} "${${position}} + 1")
        file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}" ${folder})
        string(MAKE_C_IDENTIFIER ${folder} folder)
        set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder}_${batch})
    endforeach()
endfunction()

# What a target's files nearly all include is read once in a clean build. Other builds go without, so that
# every file still says what it needs.
function(autokernel_precompile target)
    if(CMAKE_UNITY_BUILD)
        target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
endfunction()
