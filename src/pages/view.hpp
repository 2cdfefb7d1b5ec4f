// What a template is filled with, typed by where it may stand, so that no text of a stranger ever becomes markup.
//
// A template has three kinds of place, told by the name's ending:
//   name_url   in href="…": takes a Url (http, https, or a path of ours) and nothing else
//   name_html  between elements: takes SafeHtml, which only sanitised_content() and render() make
//   any other  text, escaped, between elements or in a quoted attribute
// Setting the wrong kind is an assertion. There is no way to print a text raw: what is not SafeHtml is escaped.
//
// Of the language of templates (mustache(5)) there is {{name}}, {{#name}}…{{/name}}, {{^name}}…{{/name}}, and
// {{>note}}, the one partial. A name is looked for in the innermost view of a list first, then outwards.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "activity/note.hpp"
#include "base/result.hpp"
#include "text/emoji.hpp"

namespace chancery::pages {

// An address fit for href.
class Url {
 public:
  // Takes http and https addresses, and paths that begin with one '/'. Fails with Errc::Refused.
  [[nodiscard]] static Result<Url> of(std::string_view address);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  explicit Url(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

class View;

// Markup that was made safe before.
class SafeHtml {
 public:
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  friend SafeHtml sanitised_content(const activity::Note& note);
  friend SafeHtml sanitised_wording(const activity::Wording& wording);
  friend SafeHtml as_paragraph(std::string_view plain);
  friend SafeHtml escaped(std::string_view plain);
  friend SafeHtml with_emoji(const SafeHtml& html, const text::EmojiPicture& picture);
  friend SafeHtml render(std::string_view template_text, const View& view);
  explicit SafeHtml(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// A note's content as it is stored: sanitised when it came in, or made from an officer's plain text.
[[nodiscard]] SafeHtml sanitised_content(const activity::Note& note);
// The same of one of its translations.
[[nodiscard]] SafeHtml sanitised_wording(const activity::Wording& wording);
// Plain text made HTML.
[[nodiscard]] SafeHtml as_paragraph(std::string_view plain);
// The same within a line.
[[nodiscard]] SafeHtml escaped(std::string_view plain);
// Its custom emoji as small pictures; `picture` gives paths of ours.
[[nodiscard]] SafeHtml with_emoji(const SafeHtml& html, const text::EmojiPicture& picture);

class View {
 public:
  // Absent, false and an empty list hide a section; an empty text hides it too.
  View& set(const std::string& name, std::string_view text);
  View& set(const std::string& name, const char* text) { return set(name, std::string_view(text)); }
  View& set(const std::string& name, std::int64_t number);
  View& set(const std::string& name, const Url& url);
  View& set(const std::string& name, SafeHtml html);
  View& set_flag(const std::string& name, bool value);
  View& set_list(const std::string& name, std::vector<View> views);

 private:
  friend SafeHtml render(std::string_view template_text, const View& view);
  friend class Filling;
  using Value = std::variant<std::string, bool, SafeHtml, std::vector<View>>;
  std::map<std::string, Value, std::less<>> values_;
};

// Fills a template of src/pages/templates.
[[nodiscard]] SafeHtml render(std::string_view template_text, const View& view);

}  // namespace chancery::pages
