// Who stands in the register of public actors, for those who do not see the register.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chancery::activity {

struct PublicActor {
  std::int64_t id = 0;  // of its entry
  std::string kind;     // "state_organ", "officeholder", "registered_organisation"
  std::string country;  // ISO 3166-1 alpha-2; empty for an international organisation

  friend bool operator==(const PublicActor&, const PublicActor&) = default;
};

// Thread safety: any thread may ask.
class PublicActors {
 public:
  PublicActors() = default;
  PublicActors(const PublicActors&) = delete;
  PublicActors& operator=(const PublicActors&) = delete;
  virtual ~PublicActors() = default;

  // By its URI, or by "name@host" as its server writes it; nothing when it is not in the register now.
  [[nodiscard]] virtual std::optional<PublicActor> find(std::string_view actor_uri, std::string_view acct) const = 0;
};

}  // namespace chancery::activity
