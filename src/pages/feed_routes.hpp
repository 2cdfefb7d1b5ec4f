// The feeds of what we say, and a note as other sites embed it (oEmbed 1.0). For pages/ alone.
#pragma once

#include "net/router.hpp"
#include "pages/routes.hpp"

namespace chancery::pages {

// GET /feed.xml, /feed.atom, /feed.json: of all accounts; /feed/NAME.xml, .atom, .json: of one. With ?lang=fr: what is
// there in that language, in it. GET /api/public/oembed?url=…
void add_feed_routes(net::Router& router, const Services& services);

}  // namespace chancery::pages
