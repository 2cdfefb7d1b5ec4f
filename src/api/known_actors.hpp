// Which actors of other servers may be spoken to without having spoken first: those in the register of public actors.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "activity/actor.hpp"
#include "api/looks.hpp"
#include "api/routes.hpp"
#include "listen/register.hpp"
#include "speak/post_body.hpp"
#include "store/store.hpp"

namespace chancery::api {

// The addresses in the register of public actors, read once for many questions.
class RegisteredAddresses {
 public:
  RegisteredAddresses(store::Snapshot& snapshot, Timestamp now);
  RegisteredAddresses(store::Transaction& tx, Timestamp now);
  // By its handle, its address, or a page of its own server. `asked` is what a person wrote, if one did.
  [[nodiscard]] bool has(const activity::Actor& actor, std::string_view asked = {}) const;

 private:
  explicit RegisteredAddresses(const std::vector<listen::PublicActor>& actors);
  std::unordered_set<std::string> addresses_;
};

// Whether this actor stands in the register: by its handle, its page or its address. `asked` is what a person wrote.
[[nodiscard]] bool is_registered(store::Snapshot& snapshot, const activity::Actor& actor, std::string_view asked,
                                 Timestamp now);

[[nodiscard]] bool is_registered(store::Transaction& tx, const activity::Actor& actor, std::string_view asked,
                                 Timestamp now);

// Fills in the actors behind the "@name@host" of the texts: those in the register, and whoever the post answers.
// Nobody else is addressed, so that no private person hears from a ministry without having asked: their names stay
// plain text. `before`, if any, is what stood there: whom it addressed and the texts still name stays addressed without
// being looked up, and also where that person's standing must be asked and her server does not answer now. Gives the
// names that could not be asked now, and stay plain text until the next call. Waits for other servers.
std::vector<std::string> fill_mentions(const Services& services, Looks& looks, speak::PostBody& body,
                                       const speak::PostBody* before = nullptr);

}  // namespace chancery::api
