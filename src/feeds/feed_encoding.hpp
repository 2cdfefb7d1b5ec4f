// What a document's bytes mean, whoever lies about it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chancery::feeds {

struct DecodedDocument {
  std::string text;      // valid UTF-8, without a byte order mark
  std::string encoding;  // what it was read as: "UTF-8", "windows-1256"
  std::string declared;  // what the server or the document says, as it stands there; empty when neither does
  bool corrected = false;
  std::size_t lost_characters = 0;  // became U+FFFD
};

// The encoding a Content-Type names, or empty.
[[nodiscard]] std::string charset_of(std::string_view content_type);

// In this order: a byte order mark, the Content-Type, the XML declaration, UTF-8. A declaration is believed only when
// the bytes bear it: valid UTF-8 is UTF-8 whatever is declared; what is declared UTF-8 and mostly is not, or is
// declared western while the document names another language, is what the other declaration says, or what the letters
// and the language the document names speak for. Single wrong bytes in UTF-8 become U+FFFD and are counted.
[[nodiscard]] DecodedDocument decode_document(std::string_view bytes, std::string_view content_type);

}  // namespace chancery::feeds
