// The public pages: the ministry's home, its accounts, its notes with their conversations, its tags; feeds and
// embedding. HTML made on the server, no script, at most 14,336 bytes compressed with their CSS.
#pragma once

#include "net/router.hpp"
#include "pages/page_cache.hpp"
#include "pages/site.hpp"
#include "store/store.hpp"

namespace chancery::pages {

// Built in cli; everything is borrowed for as long as the router lives.
struct Services {
  store::Store& store;
  const Site& site;
  PageCache& cache;
};

// GET /, /{page} (that is "/@name"), /tags/{name}, /notes/{id}/history, /qa/{id}, /api/public/qa/{id}, /public.css,
// /feed.xml|atom|json, /feed/{name.xml|atom|json}, /api/public/oembed
void add_routes(net::Router& router, const Services& services);

// What people get at an identifier; activitypub registers these addresses (activitypub::Services).
[[nodiscard]] net::Handler actor_page(const Services& services);  // sends on to /@name
[[nodiscard]] net::Handler note_page(const Services& services);

}  // namespace chancery::pages
