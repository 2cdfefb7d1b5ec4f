#include "pages/ask_us.hpp"

#include <utility>

#include "pages/templates.hpp"

namespace chancery::pages {

std::vector<FeedLink> feeds_of(const Reader& reader, const std::string& stem) {
  return {{"application/atom+xml", "Atom", reader.path(stem + ".atom")},
          {"application/rss+xml", "RSS", reader.path(stem + ".xml")},
          {"application/feed+json", "JSON Feed", reader.path(stem + ".json")}};
}

SafeHtml ask_us(const Frame& frame, const std::string& acct) {
  std::vector<View> feeds;
  for (const auto& feed : frame.feeds) {
    feeds.emplace_back().set("feed_url", feed.url).set("type", feed.type).set("feed_title", feed.title);
  }
  View view;
  view.set("ask", frame.labels.ask)
      .set("ask_how", acct.empty() ? frame.labels.ask_any : frame.labels.ask_how)
      .set("handle", acct)
      .set("by_feed", frame.labels.by_feed)
      .set_list("feeds", std::move(feeds));
  return render(templates::ask(), view);
}

}  // namespace chancery::pages
