// What other servers ask of us: discovery, actors, notes, activities, collections, inboxes.
#pragma once

#include <string>

#include "activity/addresses.hpp"
#include "activitypub/authorized_fetch.hpp"
#include "activitypub/inbox.hpp"
#include "activitypub/instance_actor.hpp"
#include "net/router.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Built in cli; everything is borrowed for as long as the router lives.
struct Services {
  store::Store& store;
  const activity::Addresses& addresses;
  const InstanceActor& instance;
  Inbox& inbox;
  AuthorizedFetch& readers;
  std::string version;  // of chancery, as NodeInfo tells it
  // What people get at /actors/{id} and /notes/{id}; without them everyone gets the document.
  net::Handler actor_page;
  net::Handler note_page;
};

// GET  /.well-known/webfinger, /.well-known/nodeinfo, /.well-known/host-meta, /nodeinfo/2.1
//      Behind `readers`, the instance actor left out:
//      /actors/{id} with /outbox, /followers, /followers_synchronization, /following, /featured; /notes/{id} with
//      /replies, /context, /quotes/{stamp}, /approvals/{stamp}; /activities/{id}
// POST /inbox, /actors/{id}/inbox
void add_routes(net::Router& router, const Services& services);

}  // namespace chancery::activitypub
