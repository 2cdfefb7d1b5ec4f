#include "text/page_card.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "text/html_tokens.hpp"
#include "text/utf8.hpp"

namespace chancery::text {
namespace {

constexpr std::size_t kMaxAddress = 2'048;
constexpr std::string_view kEllipsis = "…";

// One line of what a stranger wrote: no controls, single spaces, nothing that turns the line around.
std::string plain_line(std::string_view text, std::size_t most) {
  std::string line;
  bool space = false;
  for (const char c : strip_bidi_controls(repair_utf8(text))) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) {
      space = !line.empty();
      continue;
    }
    if (space) line += ' ';
    space = false;
    line += c;
  }
  if (line.size() <= most) return line;
  return std::string(cut_at_character(line, most - kEllipsis.size())).append(kEllipsis);
}

// Where `tag`, in small letters, begins at `from` or later, whatever its letters' case.
std::size_t find_tag(std::string_view html, std::string_view tag, std::size_t from) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; };
  const auto rest = html.substr(std::min(from, html.size()));
  const auto found = std::search(rest.begin(), rest.end(), tag.begin(), tag.end(), same);
  return found == rest.end() ? std::string_view::npos : from + static_cast<std::size_t>(found - rest.begin());
}

// The tokenizer leaves a title out, since it is no text of the page.
std::string title_of(std::string_view html) {
  const auto tag = find_tag(html, "<title", 0);
  if (tag == std::string_view::npos) return {};
  const auto begin = html.find('>', tag);
  if (begin == std::string_view::npos) return {};
  const auto end = find_tag(html, "</title", begin);
  if (end == std::string_view::npos) return {};
  return decode_entities(html.substr(begin + 1, end - begin - 1));
}

// The names a page may give to one fact, the best first.
using Names = std::array<std::string_view, 3>;
constexpr Names kTitle{"og:title", "twitter:title", "dc.title"};
constexpr Names kDescription{"og:description", "twitter:description", "description"};
constexpr Names kSite{"og:site_name", "application-name", "dc.publisher"};
constexpr Names kImage{"og:image", "og:image:secure_url", "twitter:image"};

class Facts {
 public:
  void read(const HtmlToken& meta) {
    auto name = meta.attribute("property");
    if (!name) name = meta.attribute("name");
    if (!name) return;
    name = ascii::lower(*name);
    const auto take = [&](const Names& names, Texts& texts) {
      const auto known = std::ranges::find(names, *name);
      if (known == names.end()) return;
      auto& text = texts.at(static_cast<std::size_t>(known - names.begin()));
      if (text.empty()) text = meta.attribute("content").value_or("");
    };
    take(kTitle, title_);
    take(kDescription, description_);
    take(kSite, site_);
    take(kImage, image_);
  }
  [[nodiscard]] PageCard card(std::string title) const {
    const auto& said = best(title_);
    PageCard card;
    card.title = plain_line(said.empty() ? std::string_view(title) : std::string_view(said), kMaxCardTitle);
    card.description = plain_line(best(description_), kMaxCardDescription);
    card.site = plain_line(best(site_), kMaxCardSite);
    if (best(image_).size() <= kMaxAddress) card.image = plain_line(best(image_), kMaxAddress);
    return card;
  }

 private:
  using Texts = std::array<std::string, 3>;
  static const std::string& best(const Texts& texts) {
    const auto said = std::ranges::find_if(texts, [](const auto& text) { return !text.empty(); });
    return said == texts.end() ? texts.front() : *said;
  }
  Texts title_;
  Texts description_;
  Texts site_;
  Texts image_;
};

// Where a page says that it shows a post or an account: ActivityPub section 3.2's media types, or an AT URI.
std::string post_in(const HtmlToken& link) {
  const auto rel = link.attribute("rel").value_or("");
  auto href = link.attribute("href").value_or("");
  if (rel != "alternate" || href.size() > kMaxAddress) return {};
  const auto type = link.attribute("type").value_or("");
  const bool post = type.starts_with("application/activity+json") ||
                    type.find("w3.org/ns/activitystreams") != std::string::npos || href.starts_with("at://");
  return post ? href : std::string();
}

}  // namespace

PageCard read_page_card(std::string_view html) {
  html = html.substr(0, kMaxCardPage);
  Facts facts;
  std::string post;
  HtmlTokens tokens(html);
  while (const auto token = tokens.next()) {
    if (token->kind == HtmlToken::Kind::Start && token->name == "meta") facts.read(*token);
    if (token->kind == HtmlToken::Kind::Start && token->name == "link" && post.empty()) post = post_in(*token);
    if (token->kind == HtmlToken::Kind::Start && token->name == "body") break;
  }
  auto card = facts.card(title_of(html));
  card.post = std::move(post);
  return card;
}

}  // namespace chancery::text
