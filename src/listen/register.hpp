// The register of public actors: who may be named in a watch and shown by name. Everyone else is only counted.
//
// A public actor is a state organ, an officeholder or a registered organisation, with evidence of it and two approvals
// by different people, neither of them the proposer. Nobody qualifies by what she writes: journalists, activists and
// people in exile are private persons however many read them, and the closed list of kinds has no place for them.
// The register is public: /transparency shows it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::listen {

using PublicActorId = Id<struct PublicActorTag>;

enum class ActorKind { StateOrgan, Officeholder, RegisteredOrganisation };
inline constexpr std::array kActorKinds = {ActorKind::StateOrgan, ActorKind::Officeholder,
                                           ActorKind::RegisteredOrganisation};
[[nodiscard]] std::string_view to_string(ActorKind kind);  // "state_organ"
// Fails with Errc::Invalid; the hint lists the kinds and says who is none.
[[nodiscard]] Result<ActorKind> parse_actor_kind(std::string_view text);

struct ActorName {
  std::string language;  // BCP 47
  std::string text;      // 1 to 120 characters

  friend bool operator==(const ActorName&, const ActorName&) = default;
};

struct NewPublicActor {
  ActorKind kind = ActorKind::StateOrgan;
  std::vector<ActorName> names;  // 1 to 30, one a language
  // Officeholder: the office held. Organisation: where and under which number it is registered. State organ: the law
  // or decision it rests on. 3 to 300 characters.
  std::string office;
  std::string country;                 // ISO 3166-1 alpha-2; empty for an international organisation
  std::vector<std::string> addresses;  // 1 to 30: did:…, @handle.example, acct:user@host, https://… of a feed
  std::string evidence_url;            // https: where anybody can see that it is so
  std::string evidence_note;           // what stands there; 3 to 1,000 characters
  std::optional<Timestamp> until;      // when the office ends, if that is known
  PublicActorId replaces;              // the entry this one takes the place of; none
};

enum class ActorStatus { Proposed, Approved, Refused, Retired };
[[nodiscard]] std::string_view to_string(ActorStatus status);  // "proposed"

struct ActorApproval {
  std::string by;  // "user:<login>"
  Timestamp at;
};

struct PublicActor {
  PublicActorId id;
  NewPublicActor says;  // addresses in their canonical form
  ActorStatus status = ActorStatus::Proposed;
  std::string proposed_by;  // "user:<login>"
  Timestamp proposed_at;
  std::vector<ActorApproval> approvals;  // two once it is approved
  std::optional<Timestamp> ended_at;     // refused or retired
  std::string end_reason;

  // Whether it counts as a public actor now.
  [[nodiscard]] bool active(Timestamp now) const {
    return status == ActorStatus::Approved && (!says.until || now < *says.until);
  }
};

// Reads an address and gives its one written form: "did:plc:…", "@press.mfa.example" (a handle), "acct:press@host",
// "https://…". Fails with Errc::Invalid and shows the four forms.
[[nodiscard]] Result<std::string> canonical_address(std::string_view text);
// Fails with Errc::Invalid; the hint begins with the field's name.
[[nodiscard]] Status check_public_actor(const NewPublicActor& actor, Timestamp now);
// Words in names and office that speak of a role which qualifies nobody ("journalist", "activist", …, in fifteen
// languages), as they stand there. For the approvers to weigh: a ministry of press is a state organ.
[[nodiscard]] std::vector<std::string> role_warnings(const NewPublicActor& actor);

inline constexpr std::size_t kActorApprovals = 2;

// All entries, newest first.
[[nodiscard]] std::vector<PublicActor> public_actors(store::Snapshot& snapshot);
[[nodiscard]] std::optional<PublicActor> public_actor(store::Snapshot& snapshot, PublicActorId id);
// Those that count now, by id. What watches may name and the public reads.
[[nodiscard]] std::vector<PublicActor> active_public_actors(store::Snapshot& snapshot, Timestamp now);
[[nodiscard]] std::vector<PublicActor> active_public_actors(store::Transaction& tx, Timestamp now);

// Each fails with Errc::Forbidden (right, or the wrong person), NotFound, Conflict (not where the step begins), or
// Invalid. Each is audited; events: PublicActorApproved, PublicActorRetired {public_actor}.

// ManageRegister.
[[nodiscard]] Result<PublicActor> propose_public_actor(store::Transaction& tx, PublicActorId id, const staff::User& by,
                                                       const NewPublicActor& actor, Timestamp now);
// DecideRegister, as are all that follow. The second approval makes it a public actor, and retires what it replaces.
// Fails with Errc::Conflict, too, when an address belongs to another active entry.
[[nodiscard]] Result<PublicActor> approve_public_actor(store::Transaction& tx, PublicActorId id, const staff::User& by,
                                                       Timestamp now);
[[nodiscard]] Result<PublicActor> refuse_public_actor(store::Transaction& tx, PublicActorId id, const staff::User& by,
                                                      std::string_view reason, Timestamp now);
// At once: one person is enough to give somebody back to private life.
[[nodiscard]] Result<PublicActor> retire_public_actor(store::Transaction& tx, PublicActorId id, const staff::User& by,
                                                      std::string_view reason, Timestamp now);

}  // namespace chancery::listen
