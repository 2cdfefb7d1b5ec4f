// HTML cut into tags and text, as a browser's tokenizer does (HTML standard section 13.2.5), in one pass.
//
// What is never text is left out already: comments, declarations, and the content of script, style and their like.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery::text {

inline constexpr std::string_view kHtmlSpaces = " \t\n\f\r";

struct HtmlToken {
  enum class Kind { Text, Start, End };
  Kind kind = Kind::Text;
  std::string_view text;  // of Text: as it stands, entities and all
  std::string name;       // of a tag: lower case; cut after 32 letters, which makes it no element we know
  std::vector<std::pair<std::string, std::string_view>> attributes;  // lower-case name, value as it stands

  // The first attribute of that name, entities decoded, or nothing.
  [[nodiscard]] std::optional<std::string> attribute(std::string_view attribute_name) const;
};

// Views into the input, which must live as long.
class HtmlTokens {
 public:
  explicit HtmlTokens(std::string_view html) : html_(html) {}
  // The next token, or nothing at the end. A tag that never ends is left out.
  [[nodiscard]] std::optional<HtmlToken> next();

 private:
  [[nodiscard]] std::optional<HtmlToken> tag();
  [[nodiscard]] bool read_attribute(HtmlToken& token);
  void skip_markup();
  void skip_content(const std::string& name);
  void skip_spaces();

  std::string_view html_;
  std::size_t at_ = 0;
};

// Replaces &amp; &#233; &#xE9; and the named characters; what is none of them stays as it stands.
[[nodiscard]] std::string decode_entities(std::string_view text);

}  // namespace chancery::text
