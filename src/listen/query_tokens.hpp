// The watch language cut into tokens. For this folder alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "listen/query.hpp"

namespace chancery::listen {

struct QueryToken {
  enum class Kind { Open, Close, Word, Quoted, End } kind = Kind::End;
  std::string text;          // Word: as written; Quoted: what stands inside
  std::size_t position = 0;  // in characters, quotes included
  std::size_t length = 0;

  [[nodiscard]] std::size_t end() const { return position + length; }
};

// The last token is End. Smart and full-width forms of quotes, parentheses, # and @ count as the plain ones;
// invisible direction marks (U+200E, U+200F, U+061C) as white space. Fails on invalid UTF-8, control characters,
// characters that turn text around, and a quote never closed.
[[nodiscard]] tl::expected<std::vector<QueryToken>, QueryError> cut_query(std::string_view text);

}  // namespace chancery::listen
