// Who publishes: remote actors we know of, and accounts, the actors we publish as (ActivityStreams 2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "activity/emoji.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace chancery::activity {

using ActorId = Id<struct ActorTag>;      // our row for a remote actor
using AccountId = Id<struct AccountTag>;  // an actor of ours: /actors/ID

enum class ActorType { Person, Organization, Service };
[[nodiscard]] std::string_view to_string(ActorType type);
// "Person", "Organization", "Service"; also "Application" and "Group", read as Service and Organization.
[[nodiscard]] Result<ActorType> parse_actor_type(std::string_view text);

// An actor on another server, as last fetched from there.
struct Actor {
  ActorId id;
  std::string uri;
  ActorType type = ActorType::Person;
  std::string preferred_username;
  std::string
      handle;  // "ana@far.example", as its hosts confirmed it (activitypub/actor_handles.hpp); empty: they did not
  std::string name;  // plain text
  std::string inbox;
  std::string shared_inbox;   // empty when it has none
  std::string url;            // its page, for people
  std::string icon;           // its picture, where its server keeps it; empty: none
  std::vector<Emoji> emojis;  // what stands in its name
  std::string public_key_id;
  std::string public_key_pem;
  Timestamp published;  // when the account was made, as its server says; zero: it does not say
  Timestamp fetched_at;
};

// How it is named among people: its confirmed handle, else its name at the host of its identifier.
[[nodiscard]] std::string handle_of(const Actor& actor);  // "ana@far.example"

// An actor we publish as. `name` is the handle: renames break nothing, ids are for ever.
struct Account {
  AccountId id;
  ActorType type = ActorType::Organization;
  std::string name;          // "press": [a-z0-9_]{1,30}, lower case
  std::string display_name;  // plain text
  std::string summary;       // plain text
  std::string language;      // BCP 47
  std::string public_key_pem;
  std::string private_key_pem;
  Timestamp created_at;
};

// Checks a handle for an account of ours. Fails with Errc::Invalid and says which letters it may have.
[[nodiscard]] Status check_account_name(std::string_view name);

}  // namespace chancery::activity
