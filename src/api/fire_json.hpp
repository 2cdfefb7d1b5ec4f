// The shapes of posts under fire, crises and assertions, made from answer's values.
#pragma once

#include "answer/assertions.hpp"
#include "answer/crises.hpp"
#include "answer/fire.hpp"
#include "api/governance_json.hpp"
#include "base/json.hpp"

namespace chancery::api {

[[nodiscard]] json::Object to_json(const answer::FireMark& mark);
[[nodiscard]] json::Object to_json(const answer::FireAlert& alert, const staff::ShownNames& users);
[[nodiscard]] json::Object to_json(const answer::Crisis& crisis, const staff::ShownNames& users);
[[nodiscard]] json::Object to_json(const answer::CrisisEntry& entry, const staff::ShownNames& users);
[[nodiscard]] json::Object to_json(const answer::BoardTalk& talk);
[[nodiscard]] json::Object to_json(const answer::Board& board);
[[nodiscard]] json::Object to_json(const answer::Assertion& assertion, const staff::ShownNames& users);
[[nodiscard]] json::Object to_json(const answer::Evidence& evidence, const staff::ShownNames& users);
[[nodiscard]] json::Object to_json(const answer::CopyCount& copies);
[[nodiscard]] json::Object to_json(const answer::Correction& correction, const staff::ShownNames& users);

}  // namespace chancery::api
