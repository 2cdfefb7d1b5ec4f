// What every public page has: the layout around it, what it tells other sites of itself, its headers. For pages/ alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"
#include "pages/labels.hpp"
#include "pages/reader.hpp"
#include "pages/site.hpp"
#include "pages/view.hpp"
#include "staff/institution.hpp"
#include "store/store.hpp"

namespace chancery::pages {

// The same as a feed, for <link rel="alternate">.
struct FeedLink {
  std::string_view type;
  std::string_view title;
  Url url;
};

struct Frame {
  const Site& site;
  Reader reader;
  const Labels& labels;  // the reader's
  std::string ministry;  // empty before set-up
  bool demo = false;
  std::string title;
  bool at_home = false;  // the title is the institution's name
  std::string path;      // "/@press", without lang; empty: a page nobody is to link to

  // What a link to the page shows elsewhere (Open Graph).
  std::string description;
  std::string kind = "website";
  std::optional<Url> picture_url;
  std::string picture_alt;
  std::string published;  // RFC 3339, of an article

  std::optional<Url> document_url;  // the same for servers
  std::optional<Url> oembed_url;
  std::vector<FeedLink> feeds;
};

// Who reads, in which language, and whose page it is.
[[nodiscard]] Frame frame_for(const net::Request& request, store::Snapshot& snapshot, const Site& site);

// The whole page, not yet compressed; answer.hpp has what comes after.
[[nodiscard]] net::Response page(int status, const Frame& frame, SafeHtml main);
// The 404 and 410 pages.
[[nodiscard]] net::Response not_found_page(Frame frame);
[[nodiscard]] net::Response deleted_page(Frame frame);

}  // namespace chancery::pages
