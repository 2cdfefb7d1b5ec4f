// The marks people write into posts: #tags and @names.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace chancery::text {

struct Mark {
  std::string_view name;  // without its sign
  std::size_t end = 0;    // where to look on
};

// The first "#tag" at `from` or later: '#' (or its wide form), not inside a word or an address, then letters, marks,
// digits and '_' of any script. Linear. `text` is UTF-8; what is ill-formed ends a tag.
[[nodiscard]] std::optional<Mark> next_tag(std::string_view text, std::size_t from);

// The first "@name" or "@name@host" at `from` or later, not inside a word: ASCII letters, digits, '.', '-', '_'; for
// DIDs ':' too. A point at the end belongs to the sentence.
[[nodiscard]] std::optional<Mark> next_mention(std::string_view text, std::size_t from);

}  // namespace chancery::text
