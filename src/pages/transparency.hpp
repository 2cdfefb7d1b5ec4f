// /transparency: what is listened to, for whom, why and until when; the sources, the rules, the register of public
// actors, and how to object. Made from what runs (listen/notice.hpp), without script, in six languages.
#pragma once

#include "base/map_settings.hpp"
#include "net/router.hpp"
#include "pages/site.hpp"
#include "store/store.hpp"

namespace chancery::pages {

// Built in cli; everything is borrowed for as long as the router lives.
struct TransparencyServices {
  store::Store& store;   // chancery.db
  store::Store& listen;  // listen.db
  const Site& site;
  MapSettings map;  // what the installation calls countries
};

// GET /transparency
void add_transparency_page(net::Router& router, const TransparencyServices& services);

}  // namespace chancery::pages
