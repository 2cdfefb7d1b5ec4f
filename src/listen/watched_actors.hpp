// Public actors whom an approved watch names: theirs are the only posts to which reactions are counted.
//
// A watch names an actor by from: or @, anywhere but under NOT; the register knows her by a DID, as the at:// addresses
// of her posts have it. An actor whose entry has a handle alone is not counted. Private to listen.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "listen/query_vocabulary.hpp"
#include "listen/register.hpp"
#include "listen/watch.hpp"

namespace chancery::listen {

struct WatchedActor {
  PublicActorId actor;
  std::string country;  // ISO 3166-1 alpha-2; empty for an international organisation
  struct Naming {
    WatchId watch;
    Timestamp until;
  };
  std::vector<Naming> named_by;  // ascending

  // The watches that name her and run now, ascending.
  [[nodiscard]] std::vector<WatchId> watches(Timestamp now) const;
};

// Thread safety: immutable.
class WatchedActors {
 public:
  WatchedActors() = default;
  // `vocabulary` with these actors in it.
  WatchedActors(std::span<const Watch> watches, const QueryVocabulary& vocabulary,
                const std::vector<PublicActor>& actors);

  [[nodiscard]] bool empty() const { return watched_.empty(); }
  // Nothing: no watch names her.
  [[nodiscard]] const WatchedActor* find(std::string_view did) const;
  // Whether she stands in the register, named by a watch or not.
  [[nodiscard]] bool is_public(std::string_view did) const { return public_.contains(did); }

 private:
  std::map<std::string, WatchedActor, std::less<>> watched_;  // by DID
  std::set<std::string, std::less<>> public_;
};

// Whose repository an at:// address lies in; empty for any other address.
[[nodiscard]] std::string_view authority_of(std::string_view address);

}  // namespace chancery::listen
