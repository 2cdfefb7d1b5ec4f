#include "speak/caution_links.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "text/confusables.hpp"
#include "text/fold.hpp"
#include "text/html.hpp"
#include "text/marks.hpp"
#include "text/name_words.hpp"

namespace chancery::speak {
namespace {

constexpr std::size_t kWordsTold = 8;  // in one caution
constexpr std::size_t kHashtags = 5;   // more are many

constexpr auto kShorteners = std::to_array<std::string_view>(
    {"1url.com", "adf.ly",   "amzn.to",  "bit.do",      "bit.ly", "bl.ink",  "buff.ly",  "clck.ru",
     "cutt.ly",  "dlvr.it",  "dwz.cn",   "fb.me",       "goo.gl", "goo.su",  "hubs.ly",  "ift.tt",
     "is.gd",    "j.mp",     "lnkd.in",  "mcaf.ee",     "ow.ly",  "qr.ae",   "rb.gy",    "rebrand.ly",
     "s.id",     "short.gy", "short.io", "shorturl.at", "soo.gd", "suo.im",  "surl.li",  "t.cn",
     "t.co",     "t.ly",     "tiny.cc",  "tinyurl.com", "tr.im",  "trib.al", "u.nu",     "url.cn",
     "urlz.fr",  "v.gd",     "vk.cc",    "vo.la",       "x.gd",   "zpr.io",  "bitly.com"});

// What stands between scheme and path.
std::string_view authority_of(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  return address.substr(0, address.find_first_of("/?#\\"));
}

std::string host_of(std::string_view address) {
  auto authority = authority_of(address);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  const bool literal = authority.starts_with('[');
  auto host =
      ascii::lower(literal ? authority.substr(0, authority.find(']')) : authority.substr(0, authority.find(':')));
  while (host.ends_with('.')) host.pop_back();
  return host;
}

bool is_below(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

std::string_view without_www(std::string_view host) {
  return host.starts_with("www.") ? host.substr(4) : host;
}

// What a reader takes for an address: "www.mfa.example", "mfa.example/visa".
bool looks_like_address(std::string_view shown) {
  if (shown.find("://") != std::string_view::npos) return shown.find(' ') == std::string_view::npos;
  const auto host = shown.substr(0, shown.find('/'));
  const auto point = host.rfind('.');
  if (point == std::string_view::npos || point == 0 || host.find_first_of(" @") != std::string_view::npos) return false;
  const auto last = host.substr(point + 1);
  return last.size() >= 2 &&
         std::ranges::all_of(last, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

bool is_lookalike(std::string_view host) {
  for (std::size_t at = 0; at <= host.size();) {
    const auto end = std::min(host.find('.', at), host.size());
    const auto label = host.substr(at, end - at);
    // A whole label of look-alikes under a Latin top level is a disguise; "рф" itself is not.
    const bool top = end == host.size();
    if (label.starts_with("xn--") || text::mixes_alphabets(label) || (!top && text::imitates_latin(label))) return true;
    at = end + 1;
  }
  return false;
}

// A new caution of this kind, or one more word of the former.
void tell_link(std::vector<Caution>& cautions, std::string_view code, CautionLevel level, std::string word,
               std::string other = {}) {
  const auto same = std::ranges::find_if(
      cautions, [&](const Caution& each) { return each.code == code && other.empty() && each.others.empty(); });
  if (same == cautions.end()) {
    Caution caution{.code = std::string{code}, .level = level, .words = {std::move(word)}};
    if (!other.empty()) caution.others.push_back(std::move(other));
    cautions.push_back(std::move(caution));
  } else if (same->words.size() < kWordsTold && std::ranges::find(same->words, word) == same->words.end()) {
    same->words.push_back(std::move(word));
  }
}

// A word of four letters or more, in capitals alone.
bool is_shouted(const text::NameWord& word) {
  if (!word.capital || word.digits || word.letters < 4) return false;
  for (std::size_t at = 0; at < word.text.size();) {
    std::size_t end = at + 1;
    while (end < word.text.size() && (static_cast<unsigned char>(word.text[end]) & 0xC0U) == 0x80U) ++end;
    const auto letter = std::string_view{word.text}.substr(at, end - at);
    if (text::fold(letter) == letter) return false;
    at = end;
  }
  return true;
}

void add_shouting(std::string_view read, std::vector<Caution>& cautions) {
  constexpr std::size_t kFew = 4;
  std::size_t long_words = 0;
  std::size_t shouted = 0;
  std::string first;
  for (const auto& word : text::cut_name_words(read)) {
    if (word.letters < 4) continue;
    ++long_words;
    if (!is_shouted(word)) continue;
    if (++shouted <= kFew) first += (first.empty() ? "" : " ") + word.text;
  }
  if (shouted >= kFew && shouted * 5 > long_words * 3) tell_link(cautions, "shouting", CautionLevel::Note, first);
}

}  // namespace

std::string Link::host() const {
  return host_of(address);
}

std::vector<Link> links_in(std::string_view html) {
  constexpr std::string_view kOpen = "<a href=\"";
  std::vector<Link> links;
  for (auto at = html.find(kOpen); at != std::string_view::npos; at = html.find(kOpen, at)) {
    at += kOpen.size();
    const auto quote = html.find('"', at);
    const auto begin = html.find('>', std::min(quote, html.size()));
    const auto end = html.find("</a>", std::min(begin, html.size()));
    if (end == std::string_view::npos) break;
    links.push_back(
        {text::to_plain(html.substr(at, quote - at)), text::to_plain(html.substr(begin + 1, end - begin - 1))});
    at = end;
  }
  return links;
}

void add_link_cautions(const std::vector<Link>& links, const std::vector<std::string>& allowed,
                       std::string_view own_host, std::vector<Caution>& cautions) {
  for (const auto& link : links) {
    const bool web = link.address.starts_with("http://") || link.address.starts_with("https://");
    if (!web) continue;
    const auto host = link.host();
    if (!text::hidden_characters(link.address).empty() || !text::bidi_controls(link.address).empty() ||
        is_lookalike(host)) {
      tell_link(cautions, "link_lookalike", CautionLevel::Caution, host);
    }
    if (looks_like_address(link.shown)) {
      const auto shown = host_of(link.shown);
      if (!is_below(host, without_www(shown)) && !is_below(shown, without_www(host))) {
        tell_link(cautions, "link_misleading", CautionLevel::Caution, host, shown);
      }
    }
    const bool ours = is_below(host, own_host);
    if (std::ranges::find(kShorteners, without_www(host)) != kShorteners.end()) {
      tell_link(cautions, "link_shortened", CautionLevel::Caution, host);
    } else if (!allowed.empty() && !ours &&
               std::ranges::none_of(allowed, [&](const std::string& domain) { return is_below(host, domain); })) {
      tell_link(cautions, "link_unlisted", CautionLevel::Caution, host);
    }
  }
}

void add_letter_cautions(std::string_view written, std::string_view read, std::vector<Caution>& cautions) {
  for (auto& each : text::bidi_controls(written)) {
    tell_link(cautions, "bidi_controls", CautionLevel::Caution, std::move(each));
  }
  for (auto& each : text::hidden_characters(written)) {
    tell_link(cautions, "hidden_characters", CautionLevel::Caution, std::move(each));
  }
  for (const auto& word : text::cut_name_words(read)) {
    if (text::mixes_alphabets(word.text)) tell_link(cautions, "mixed_scripts", CautionLevel::Caution, word.text);
  }
  add_shouting(read, cautions);
  std::size_t tags = 0;
  for (auto tag = text::next_tag(read, 0); tag; tag = text::next_tag(read, tag->end)) ++tags;
  if (tags > kHashtags) cautions.push_back({.code = "many_hashtags", .level = CautionLevel::Note, .n = tags});
}

}  // namespace chancery::speak
