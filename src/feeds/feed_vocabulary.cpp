#include "feeds/feed_vocabulary.hpp"

#include <algorithm>
#include <array>

namespace chancery::feeds {

Ns namespace_of(std::string_view uri) {
  struct Known {
    std::string_view uri;
    Ns ns;
  };
  static constexpr auto kKnown = std::to_array<Known>({
      {"", Ns::Rss},
      {"http://www.w3.org/2005/Atom", Ns::Atom},
      {"http://purl.org/atom/ns#", Ns::Atom},
      {"http://purl.org/rss/1.0/", Ns::Rss},
      {"http://my.netscape.com/rdf/simple/0.9/", Ns::Rss},
      {"http://channel.netscape.com/rdf/simple/0.9/", Ns::Rss},
      {"http://backend.userland.com/rss2", Ns::Rss},
      {"http://backend.userland.com/RSS2", Ns::Rss},
      {"http://blogs.law.harvard.edu/tech/rss", Ns::Rss},
      {"http://purl.org/dc/elements/1.1/", Ns::Dublin},
      {"http://purl.org/dc/terms/", Ns::Terms},
      {"http://purl.org/rss/1.0/modules/content/", Ns::Content},
      {"http://purl.org/rss/1.0/modules/syndication/", Ns::Syndication},
      {"http://www.itunes.com/dtds/podcast-1.0.dtd", Ns::Itunes},
      {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", Ns::Rdf},
      {"http://www.w3.org/1999/xhtml", Ns::Xhtml},
  });
  const auto* const found =
      std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& known) { return known.uri == uri; });
  return found == kKnown.end() ? Ns::Other : found->ns;
}

Ns customary_namespace(std::string_view prefix) {
  struct Known {
    std::string_view prefix;
    Ns ns;
  };
  static constexpr auto kKnown = std::to_array<Known>({{"", Ns::Rss},
                                                       {"atom", Ns::Atom},
                                                       {"a10", Ns::Atom},
                                                       {"dc", Ns::Dublin},
                                                       {"dcterms", Ns::Terms},
                                                       {"content", Ns::Content},
                                                       {"sy", Ns::Syndication},
                                                       {"itunes", Ns::Itunes},
                                                       {"rdf", Ns::Rdf},
                                                       {"rss", Ns::Rss},
                                                       {"xhtml", Ns::Xhtml}});
  const auto* const found =
      std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& known) { return known.prefix == prefix; });
  return found == kKnown.end() ? Ns::Other : found->ns;
}

}  // namespace chancery::feeds
