// /door/{token}: where a one-use link leads. Looking at it spends nothing, for servers fetch links to preview them: the
// one button does. Without script; kept by nobody, and nothing of it is logged.
#pragma once

#include "activity/confidential_door.hpp"
#include "net/router.hpp"
#include "pages/site.hpp"
#include "store/store.hpp"

namespace chancery::pages {

// Built in cli; everything is borrowed for as long as the router lives.
struct DoorServices {
  store::Store& store;  // chancery.db
  const Site& site;
  const activity::ConfidentialDoor& door;
};

// GET and POST /door/{token}.
void add_door_page(net::Router& router, const DoorServices& services);

}  // namespace chancery::pages
