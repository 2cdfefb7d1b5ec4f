#include "pages/site.hpp"

#include <algorithm>

#include "base/colour.hpp"
#include "pages/answer.hpp"
#include "pages/templates.hpp"

namespace chancery::pages {
namespace {

constexpr Colour kDarkPaper{0x0f, 0x16, 0x22};

// Without comments and indentation: a third of what it weighs compressed.
std::string small(std::string_view css) {
  std::string out;
  while (!css.empty()) {
    if (css.starts_with("/*")) {
      css.remove_prefix(std::min(css.size(), css.find("*/") + 2));
      continue;
    }
    const auto c = css.front();
    css.remove_prefix(1);
    const bool skipped = c == '\n' || (c == ' ' && (out.empty() || out.back() == '{' || out.back() == ';' ||
                                                    out.back() == '}' || out.back() == ',' || out.back() == ' '));
    if (!skipped) out += c;
  }
  return out;
}

std::string in_colour(std::string_view accent) {
  const auto colour = Colour::parse(accent).value_or(Colour{});
  auto sheet = small(templates::style_sheet());
  sheet += ":root{--accent:" + colour.text() + "}\n";
  sheet += "@media (prefers-color-scheme:dark){:root{--accent:" + lightened_for(colour, kDarkPaper).text() + "}}\n";
  sheet += "@media print{:root{--accent:" + colour.text() + "}}\n";
  return sheet;
}

}  // namespace

Site::Site(const activity::Addresses& addresses, std::string_view accent,
           const activitypub::PictureLinks* picture_links)
    : addresses_(addresses),
      picture_links_(picture_links),
      sheet_(in_colour(accent)),
      sheet_path_("/public.css?v=" + fingerprint(sheet_)) {}

net::Response Site::style_sheet(const net::Request& request) const {
  auto response = document("text/css; charset=utf-8", sheet_);
  const bool versioned = "/public.css?" + request.query == sheet_path_;
  response.headers.add("Cache-Control", versioned ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.add("Vary", "Accept-Encoding");
  return for_reader(request, std::move(response));
}

}  // namespace chancery::pages
