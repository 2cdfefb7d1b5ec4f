// Looks at posts of other servers, and at ours, to be shared or quoted.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "activity/source_note.hpp"
#include "activitypub/actor_finder.hpp"
#include "activitypub/key_ring.hpp"
#include "activitypub/peers.hpp"
#include "activitypub/read.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// SHA-256, in hex, of all that such a note says: its words in every language, its warning, pictures with their
// descriptions, the options of its poll, what it quotes. Votes do not count: they change by themselves.
[[nodiscard]] std::string source_digest(const ReceivedNote& note);

// What the interaction policy of a note (https://gotosocial.org/ns; FEP-044f) lets us do: `what` is "canAnnounce" or
// "canQuote"; `us` the addresses that mean us: our actor, and the author's followers where we are one of them.
[[nodiscard]] activity::Consent consent_in(const json::Object& note, std::string_view what,
                                           const std::vector<std::string>& us);

// Thread safety: any thread.
class NoteFinder : public activity::NoteSource {
 public:
  // Borrows everything for its lifetime.
  NoteFinder(store::Store& store, KeyRing& keys, ActorFinder& actors, const Peers& peers, const Clock& clock)
      : store_(store), keys_(keys), actors_(actors), peers_(peers), clock_(clock) {}

  // `uri` may be the address of its page, too; the answer names its id. A person or server we block is refused.
  [[nodiscard]] Result<activity::SourceNote> look(std::string_view uri, activity::AccountId account) override;

 private:
  static constexpr std::chrono::milliseconds kDeadline{8'000};

  [[nodiscard]] Result<activity::SourceNote> own(activity::NoteId id) const;
  [[nodiscard]] std::vector<std::string> names_of_us(const ReceivedNote& note, activity::AccountId account) const;

  store::Store& store_;
  KeyRing& keys_;
  ActorFinder& actors_;
  const Peers& peers_;
  const Clock& clock_;
};

}  // namespace chancery::activitypub
