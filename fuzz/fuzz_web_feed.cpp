// Feeds in any encoding and dialect. The first byte chooses what the server says of them. Whatever the bytes: no crash,
// memory bounded, and what is given keeps its promises.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

#include "feeds/web_feed.hpp"
#include "text/utf8.hpp"

namespace {

using chancery::feeds::WebFeed;

void expect(bool promise) {
  if (!promise) std::abort();
}

void expect_plain(std::string_view text, std::size_t most) {
  expect(chancery::text::is_valid_utf8(text) && text.size() <= most);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    expect((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t');
  }
}

void expect_address(std::string_view text) {
  expect_plain(text, WebFeed::kMaxLine);
  expect(text.empty() || text.starts_with("https://") || text.starts_with("http://"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto address = chancery::net::Url::parse("https://feeds.example/a/b.xml").value();
  static constexpr std::array<std::string_view, 8> kTypes{"",
                                                          "text/html",
                                                          "text/xml; charset=utf-8",
                                                          "text/xml; charset=iso-8859-1",
                                                          "text/xml; charset=gb2312",
                                                          "text/xml; charset=\"utf-16\"",
                                                          "application/json",
                                                          "text/xml; charset=iso-2022-jp"};
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto feed = chancery::feeds::read_web_feed(bytes, kTypes.at(data[0] % kTypes.size()), address);
  if (!feed) {
    expect(!feed.error().hint.empty());
    return 0;
  }
  expect(feed->entries.size() <= WebFeed::kMaxEntries);
  expect_plain(feed->title, WebFeed::kMaxLine);
  expect_address(feed->link);
  std::set<std::string_view> ids;
  for (const auto& entry : feed->entries) {
    expect(!entry.id.empty() && ids.insert(entry.id).second);
    expect_address(entry.url);
    for (const std::string_view line : {std::string_view(entry.id), std::string_view(entry.title),
                                        std::string_view(entry.author), std::string_view(entry.language)}) {
      expect_plain(line, WebFeed::kMaxLine);
      expect(line.find('\n') == std::string_view::npos);
    }
    expect_plain(entry.summary, WebFeed::kMaxText);
    expect(entry.categories.size() <= WebFeed::kMaxCategories);
  }
  return 0;
}
