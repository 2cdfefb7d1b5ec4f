#include "feeds/tame_xml.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.hpp"
#include "text/html_entities.hpp"

namespace chancery::feeds {
namespace {

constexpr std::size_t kLongestEntity = 32;

// What XML 1.0 can hold (section 2.2); 0x7F to 0x9F it can, and nobody means.
bool is_xml_character(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && c <= 0xD7FF) ||
         (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

// What browsers make of the numbers 128 to 159: windows-1252's characters (HTML standard section 13.2.5.80).
char32_t meant_character(char32_t c) {
  static constexpr std::array<char16_t, 32> kWindows{0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                     0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  return c >= 0x80 && c <= 0x9F ? kWindows.at(c - 0x80) : c;
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

void append_character(std::string& out, char32_t c) {
  if (c == '<') {
    out += "&lt;";
  } else if (c == '&') {
    out += "&amp;";
  } else if (c == '"') {
    out += "&quot;";
  } else if (c == '\'') {
    out += "&apos;";
  } else {
    append_utf8(out, c);
  }
}

class Tamer {
 public:
  explicit Tamer(std::string_view text) : text_(text) { out_.text.reserve(text.size() + text.size() / 16); }

  TameXml run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '&') {
        reference();
      } else if (c == '<') {
        open();
      } else {
        if (in_tag_) follow_tag(c);
        copy();
      }
    }
    return std::move(out_);
  }

 private:
  void follow_tag(char c) {
    if (quote_ != '\0') {
      if (c == quote_) quote_ = '\0';
    } else if (c == '"' || c == '\'') {
      quote_ = c;
    } else if (c == '>') {
      in_tag_ = false;
    }
  }

  // One character, if XML can hold it.
  void copy() {
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
      ++out_.controls_removed;
      ++at_;
      return;
    }
    const auto rest = text_.substr(at_, 3);
    if (byte == 0xC2 && rest.size() > 1 && static_cast<unsigned char>(rest[1]) < 0xA0) {
      ++out_.controls_removed;
      at_ += 2;
      return;
    }
    if (rest == "\xEF\xBF\xBE" || rest == "\xEF\xBF\xBF") {
      ++out_.controls_removed;
      at_ += 3;
      return;
    }
    out_.text += text_[at_++];
  }

  void copy_until(std::size_t end) {
    while (at_ < end) copy();
  }

  // Passes over what ends with `mark`; only its line breaks stay.
  void drop_until(std::string_view mark, std::size_t opening) {
    const auto found = text_.find(mark, at_ + opening);
    const auto end = found == std::string_view::npos ? text_.size() : found + mark.size();
    out_.text.append(static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                         text_.begin() + static_cast<std::ptrdiff_t>(end), '\n')),
                     '\n');
    at_ = end;
  }

  void open() {
    const auto rest = text_.substr(at_);
    if (in_tag_ && quote_ != '\0') {
      out_.text += "&lt;";
      ++at_;
    } else if (rest.starts_with("<![CDATA[")) {
      const auto end = text_.find("]]>", at_);
      copy_until(end == std::string_view::npos ? text_.size() : end + 3);
    } else if (rest.starts_with("<!--")) {
      drop_until("-->", 4);
    } else if (rest.starts_with("<?")) {
      drop_until("?>", 2);
    } else if (rest.size() > 1 && (ascii::is_letter(rest[1]) || rest[1] == '/' || rest[1] == '_' || rest[1] == '!' ||
                                   static_cast<unsigned char>(rest[1]) >= 0x80)) {
      in_tag_ = true;
      quote_ = '\0';
      out_.text += '<';
      ++at_;
    } else {
      out_.text += rest.size() > 1 ? "&lt;" : "<";  // cut off after it: the parser shall say so
      ++at_;
    }
  }

  void reference() {
    const auto rest = text_.substr(at_ + 1, kLongestEntity);
    const auto end = rest.find(';');
    if (end == std::string_view::npos || end == 0) return literal_ampersand();
    const auto name = rest.substr(0, end);
    if (name.front() == '#') return numeric(name.substr(1), end);
    if (!std::all_of(name.begin(), name.end(), [](char c) { return ascii::is_letter(c) || (c >= '0' && c <= '9'); })) {
      return literal_ampersand();
    }
    const bool of_xml = name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos";
    const char32_t character = of_xml ? 0 : text::named_entity(name);
    if (of_xml) {
      out_.text += text_.substr(at_, end + 2);
    } else if (character != 0) {
      append_character(out_.text, character);
    } else {
      return literal_ampersand();
    }
    at_ += end + 2;
  }

  void numeric(std::string_view digits, std::size_t end) {
    const bool hex = digits.starts_with('x') || digits.starts_with('X');
    if (hex) digits.remove_prefix(1);
    char32_t value = 0;
    bool sound = !digits.empty();
    for (const char c : digits) {
      const int digit = c >= '0' && c <= '9'          ? c - '0'
                        : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                      : -1;
      if (digit < 0) sound = false;
      if (value < 0x110000) value = value * (hex ? 16U : 10U) + static_cast<char32_t>(std::max(digit, 0));
    }
    if (!sound) return literal_ampersand();
    value = meant_character(value);
    if (is_xml_character(value)) {
      append_character(out_.text, value);
    } else {
      ++out_.controls_removed;
    }
    at_ += end + 2;
  }

  void literal_ampersand() {
    out_.text += "&amp;";
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool in_tag_ = false;
  char quote_ = '\0';
  TameXml out_;
};

}  // namespace

TameXml tame_xml(std::string_view text) {
  return Tamer(text).run();
}

}  // namespace chancery::feeds
