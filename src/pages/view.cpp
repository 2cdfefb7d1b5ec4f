#include "pages/view.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <kainjow/mustache.hpp>

#include "pages/templates.hpp"
#include "text/html.hpp"

namespace chancery::pages {
namespace {

// Begins the number of a piece of SafeHtml on its way through the template engine.
constexpr char kPiece = '\x01';

bool is_url_name(std::string_view name) {
  return name.ends_with("_url");
}
bool is_html_name(std::string_view name) {
  return name.ends_with("_html");
}

std::string without_controls(std::string_view text) {
  std::string clean(text);
  std::erase_if(clean, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; });
  return clean;
}

}  // namespace

Result<Url> Url::of(std::string_view address) {
  const bool path = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
  const bool absolute = address.starts_with("https://") || address.starts_with("http://");
  const bool sound = std::ranges::none_of(address, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
  if ((!path && !absolute) || !sound) return fail(Errc::Refused, "not an address to link to");
  return Url(std::string(address));
}

SafeHtml sanitised_content(const activity::Note& note) {
  return SafeHtml(note.content);
}

SafeHtml as_paragraph(std::string_view plain) {
  return SafeHtml(text::to_html(plain));
}

View& View::set(const std::string& name, std::string_view text) {
  assert(!is_url_name(name) && !is_html_name(name));
  values_.insert_or_assign(name, without_controls(text));
  return *this;
}

View& View::set(const std::string& name, std::int64_t number) {
  return set(name, std::to_string(number));
}

View& View::set(const std::string& name, const Url& url) {
  assert(is_url_name(name));
  values_.insert_or_assign(name, url.text());
  return *this;
}

View& View::set(const std::string& name, SafeHtml html) {
  assert(is_html_name(name));
  values_.insert_or_assign(name, std::move(html));
  return *this;
}

View& View::set_flag(const std::string& name, bool value) {
  values_.insert_or_assign(name, value);
  return *this;
}

View& View::set_list(const std::string& name, std::vector<View> views) {
  values_.insert_or_assign(name, std::move(views));
  return *this;
}

// One rendering: the pieces of SafeHtml, kept apart from what the engine sees.
class Filling {
 public:
  kainjow::mustache::data data_of(const View& view) {
    kainjow::mustache::data data{kainjow::mustache::data::type::object};
    for (const auto& [name, value] : view.values_) data.set(name, data_of(value));
    return data;
  }

  // The engine's one way from a value to the page.
  [[nodiscard]] std::string escape(const std::string& text) const {
    if (!text.starts_with(kPiece)) return text::escape_html(text);
    std::size_t number = 0;
    std::from_chars(text.data() + 1, text.data() + text.size(), number);
    return pieces_.at(number);
  }

 private:
  kainjow::mustache::data data_of(const View::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      return text->empty() ? kainjow::mustache::data{false} : kainjow::mustache::data{*text};
    }
    if (const auto* flag = std::get_if<bool>(&value)) return kainjow::mustache::data{*flag};
    if (const auto* html = std::get_if<SafeHtml>(&value)) {
      pieces_.push_back(html->text());
      return kainjow::mustache::data{kPiece + std::to_string(pieces_.size() - 1)};
    }
    kainjow::mustache::data list{kainjow::mustache::data::type::list};
    for (const auto& view : std::get<std::vector<View>>(value)) list.push_back(data_of(view));
    return list;
  }

  std::vector<std::string> pieces_;
};

SafeHtml render(std::string_view template_text, const View& view) {
  Filling filling;
  auto data = filling.data_of(view);
  data.set("note", kainjow::mustache::data{kainjow::mustache::partial{[] { return std::string(templates::note()); }}});
  kainjow::mustache::mustache engine{std::string(template_text)};
  engine.set_custom_escape([&](const std::string& text) { return filling.escape(text); });
  auto page = engine.render(data);
  assert(engine.is_valid());
  return SafeHtml(std::move(page));
}

}  // namespace chancery::pages
