// The register of public actors in memory: asked for each reaction to a note of ours, changed a few times a year.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "activity/public_actors.hpp"
#include "base/clock.hpp"
#include "listen/register.hpp"
#include "store/store.hpp"

namespace chancery::listen {

// Thread safety: any thread may ask and load.
class PublicActorIndex final : public activity::PublicActors {
 public:
  // Borrows both for its lifetime; reads the register as it stands.
  PublicActorIndex(const store::Store& store, const Clock& clock);

  [[nodiscard]] std::optional<activity::PublicActor> find(std::string_view actor_uri,
                                                          std::string_view acct) const override;
  // After PublicActorApproved or PublicActorRetired.
  void load();

 private:
  struct Known {
    activity::PublicActor actor;
    std::optional<Timestamp> until;
  };
  using ByAddress = std::map<std::string, Known, std::less<>>;

  [[nodiscard]] std::shared_ptr<const ByAddress> known() const;

  const store::Store& store_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::shared_ptr<const ByAddress> known_;  // replaced whole: shared with whoever asks meanwhile
};

}  // namespace chancery::listen
