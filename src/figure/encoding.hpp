// The encodings in which spreadsheets and old archives hand out their tables, made UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace chancery::figure {

enum class Encoding {
  Ascii,        // nothing but ASCII so far: any of them would do
  Utf8,         // valid where it is not ASCII
  Utf8Marked,   // with a byte order mark
  Utf16Le,      // by its mark, or by its zeroes
  Utf16Be,      //
  Windows1252,  // not UTF-8, so assumed: the usual one of spreadsheets west of Greece
};

// "UTF-8", "UTF-16LE", "Windows-1252 (assumed)" …
[[nodiscard]] std::string_view name_of(Encoding encoding);

[[nodiscard]] bool is_ascii(std::string_view bytes);
[[nodiscard]] bool is_utf8(std::string_view bytes);

// By byte order mark, else by the zeroes that Latin letters have in UTF-16; else Ascii, which leaves the choice to
// whoever meets the first letter that is none.
[[nodiscard]] Encoding encoding_at_start(std::string_view bytes);
// Bytes the mark takes.
[[nodiscard]] std::size_t mark_size(std::string_view bytes);

// Appends `bytes` as UTF-8. False when they hold one of the five bytes that Windows-1252 leaves undefined.
[[nodiscard]] bool append_windows_1252(std::string& out, std::string_view bytes);

// Decodes UTF-16 piece by piece: a unit or a pair may be cut between two. A lone surrogate becomes U+FFFD.
class Utf16Decoder {
 public:
  explicit Utf16Decoder(bool big_endian) : big_endian_(big_endian) {}
  void append(std::string& out, std::string_view bytes);
  // What was cut at the end becomes U+FFFD.
  void finish(std::string& out);

 private:
  bool big_endian_;
  int odd_ = -1;       // a byte whose other half is to come
  char32_t high_ = 0;  // a surrogate whose other half is to come
};

}  // namespace chancery::figure
