// Looks at the pages our accounts' profiles link to: the one whose page links back with rel="me" is verified.
//
// One page at a time, through the address guard at every hop, at most `bytes` of it within `deadline`, and nothing of a
// blocked server. A page that answers without the link is not verified; one that cannot be reached is asked again the
// next day (store/profile_links.hpp).
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "activity/addresses.hpp"
#include "activitypub/blocks.hpp"
#include "net/http_client.hpp"
#include "net/url.hpp"
#include "store/profile_links.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Whether the page at `where` links back to the account with rel="me": to its page or its actor, whatever the
// fragment and a closing slash.
[[nodiscard]] bool links_back(std::string_view html, const net::Url& where, const activity::Addresses& addresses,
                              const activity::Account& account);

// Thread safety: one named thread of cli runs run(), which is all that looks.
class ProfileLinks {
 public:
  struct Options {
    std::size_t bytes = std::size_t{1} << 20;
    std::chrono::milliseconds deadline{8'000};  // redirects included
    std::chrono::seconds round{10};             // how soon a saved profile is looked at
    std::chrono::seconds pause{1};              // between two pages
  };
  struct Parts {
    store::Store& store;
    const activity::Addresses& addresses;
    const Blocks& blocks;
    net::HttpClient& client;
  };

  // Borrows the parts for its lifetime; the client must outlive it.
  ProfileLinks(Parts parts, Options options) : parts_(parts), options_(options) {}

  // Looks at the one link that is due the longest, and gives whether there was one. A stop ends it soon, and nothing
  // is settled.
  [[nodiscard]] Result<bool> check_next(const std::stop_token& stop);
  // Until stopped.
  void run(const std::stop_token& stop);

 private:
  [[nodiscard]] store::LinkFinding look(const store::ProfileLink& link, const activity::Account& account,
                                        const std::stop_token& stop) const;
  [[nodiscard]] Result<net::IncomingResponse> fetch(const net::Url& url, const std::stop_token& stop) const;

  const Parts parts_;
  const Options options_;
};

}  // namespace chancery::activitypub
