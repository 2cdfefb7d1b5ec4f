// Makes of XML as people's software writes it XML that a parser takes. For this folder.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chancery::feeds {

struct TameXml {
  std::string text;
  std::size_t controls_removed = 0;
};

// HTML's named characters become characters, an '&' or '<' that begins nothing is escaped, control characters and
// what XML cannot hold are taken out, comments and processing instructions too; numbers that mean a Windows character
// (&#146;) are read as that. Line breaks stay where they are, for error messages. `text` is UTF-8 from the root
// element on: a document type is not passed over. At most six times as long; linear.
[[nodiscard]] TameXml tame_xml(std::string_view text);

}  // namespace chancery::feeds
