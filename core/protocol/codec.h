// SPDX-License-Identifier: Apache-2.0
// JSON forms of the protocol's structs. from_json throws nlohmann::json::exception on wrong types;
// decode<T>() turns that into an Error. Unknown fields are ignored, absent ones keep their
// defaults.
#pragma once

#include "protocol/message.h"

namespace autokernel::kernel {
void to_json(Json& json, const Target& target);
void from_json(const Json& json, Target& target);
} // namespace autokernel::kernel

namespace autokernel::protocol {

#define AK_DECLARE_JSON(type)                                                                      \
    void to_json(Json& json, const type& value);                                                   \
    void from_json(const Json& json, type& value)
AK_DECLARE_JSON(Pair);
AK_DECLARE_JSON(ContenderFault);
AK_DECLARE_JSON(CheckCase);
AK_DECLARE_JSON(DeviceInfo);
AK_DECLARE_JSON(Hello);
AK_DECLARE_JSON(InputSpec);
AK_DECLARE_JSON(LoadModel);
AK_DECLARE_JSON(ModelInfo);
AK_DECLARE_JSON(Site);
AK_DECLARE_JSON(UnmatchedOp);
AK_DECLARE_JSON(Profile);
AK_DECLARE_JSON(Rung);
AK_DECLARE_JSON(ModelLadder);
AK_DECLARE_JSON(CandidateRef);
AK_DECLARE_JSON(CompileReply);
AK_DECLARE_JSON(ContenderRef);
AK_DECLARE_JSON(CheckRequest);
AK_DECLARE_JSON(TimeRequest);
AK_DECLARE_JSON(LadderRequest);
AK_DECLARE_JSON(Winner);
AK_DECLARE_JSON(BuildPackage);
AK_DECLARE_JSON(PackageInfo);
AK_DECLARE_JSON(TimeModelRequest);
AK_DECLARE_JSON(CheckModelReply);
#undef AK_DECLARE_JSON

template <typename T> Result<T> decode(const Json& json)
{
    try {
        return json.get<T>();
    } catch (const Json::exception& error) {
        return fail(ErrorCode::Corrupt, "a message of the worker is malformed: {}", error.what());
    }
}

Json toJson(const Error& error);
Error errorFromJson(const Json& json);

} // namespace autokernel::protocol
