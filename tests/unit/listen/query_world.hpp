// The vocabulary of the query tests: the standard one, and one registered public actor.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "listen/query.hpp"

namespace chancery::listen {

inline QueryVocabulary test_vocabulary() {
  QueryVocabulary vocabulary = QueryVocabulary::standard();
  vocabulary.actor = [](std::string_view name) -> std::vector<std::string> {
    if (name == "mfa.example" || name == "did:plc:mfa" || name == "press.mfa.example") {
      return {"mfa.example", "press.mfa.example", "did:plc:mfa"};
    }
    return {};
  };
  return vocabulary;
}

inline Query query(std::string_view text) {
  auto parsed = Query::parse(text, test_vocabulary());
  if (!parsed) throw std::runtime_error(std::string{text} + ": " + to_error(parsed.error()).hint);
  return std::move(*parsed);
}

}  // namespace chancery::listen
