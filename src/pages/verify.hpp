// /verify: takes the link of a post or its words and says whether it was said here, when, by which account, and what
// became of it (proof/history.hpp). Without script, in six languages.
#pragma once

#include "net/router.hpp"
#include "pages/site.hpp"
#include "proof/log.hpp"
#include "store/store.hpp"

namespace chancery::pages {

// Built in cli; everything is borrowed for as long as the router lives.
struct VerifyServices {
  store::Store& store;  // chancery.db
  const Site& site;
  const proof::Log& log;
};

// GET /verify, with ?link=…; POST /verify with a form's `text`.
void add_verify_page(net::Router& router, const VerifyServices& services);

}  // namespace chancery::pages
