// What the transparency log gives anybody, for docs/verify/verify.py and for auditors: heads, leaves, proofs, look-up.
#pragma once

#include "activity/addresses.hpp"
#include "net/router.hpp"
#include "proof/log.hpp"
#include "store/store.hpp"

namespace chancery::api {

// Built in cli; everything is borrowed for as long as the router lives.
struct ProofServices {
  store::Store& store;  // chancery.db
  const activity::Addresses& addresses;
  const proof::Log& log;
};

// GET /api/public/proof/head, heads, leaves, inclusion, consistency, verify; POST verify for long texts. Pages of any
// origin may read them: there is nothing here that is not for everybody.
void add_proof_routes(net::Router& router, const ProofServices& services);

}  // namespace chancery::api
