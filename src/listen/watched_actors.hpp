// Public actors whom an approved watch names: theirs are the only posts to which reactions are counted.
//
// A watch names an actor by from: or @, anywhere but under NOT. The register knows her by a DID, as the at:// addresses
// of her posts have it, or by an address on the fediverse (user@host, or that of her actor), on whose hosts her posts
// lie. An actor whose entry has a handle of another network alone is not counted. Private to listen.
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
  std::vector<Naming> named_by;              // ascending
  std::set<std::string, std::less<>> hosts;  // of her addresses on the fediverse

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
  // By a DID, or an address on the fediverse however it is written. Nothing: no watch names her.
  [[nodiscard]] const WatchedActor* find(std::string_view author) const;
  // Whether a post at this address may be a watched actor's.
  [[nodiscard]] bool may_be_watched(std::string_view address) const;
  // Whether she stands in the register, named by a watch or not.
  [[nodiscard]] bool is_public(std::string_view author) const;

 private:
  void take(const PublicActor& actor,
            const std::map<std::string, std::vector<WatchedActor::Naming>, std::less<>>& named);

  std::map<std::string, WatchedActor, std::less<>> watched_;  // by DID, or as queries write an address
  std::set<std::string, std::less<>> public_;
  std::set<std::string, std::less<>> hosts_;  // of those watched
};

// Whether an actor who writes as this has her post there: in her own repository, or on a host of hers.
[[nodiscard]] bool lies_with(std::string_view address, std::string_view author, const WatchedActor& actor);

}  // namespace chancery::listen
