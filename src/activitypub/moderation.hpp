// What our people decided about other servers and single actors: whom we keep back from public pages, and whom we do
// not talk to at all. Nothing here is decided by the program.
//
//   limit   what they write is stored and waits, out of the public's sight, until somebody shows or hides it
//   block   we take nothing from them, send them nothing and fetch nothing; they follow no account of ours
//
// A rule takes effect at once for what comes (Blocks, screening_of) and then, in slices, for what is here
// (apply_rules). Each change is audited; of an actor the audit log, which is for ever, names the server alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

enum class RuleLevel { Limit, Block };
[[nodiscard]] std::string_view to_string(RuleLevel level);  // "limit"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<RuleLevel> parse_rule_level(std::string_view text);

struct HostRule {
  std::string host;  // lower case, punycode; it and every domain below it
  RuleLevel level = RuleLevel::Limit;
  bool reject_media = false;    // their pictures are not fetched
  bool reject_reports = false;  // their complaints are not taken
  std::string reason;           // may be published with the list
  std::string remark;           // for staff alone
  std::string by;               // as the audit log writes it
  Timestamp at;
  bool operator==(const HostRule&) const = default;
};

struct ActorRule {
  std::string actor;  // URI
  RuleLevel level = RuleLevel::Limit;
  std::string reason;
  std::string by;
  Timestamp at;
  bool operator==(const ActorRule&) const = default;
};

inline constexpr std::size_t kMaxRuleText = 500;  // bytes of a reason or remark

// A host as people write it ("https://Bad.Example/", "*.bad.example", "bad.example") as rules have it.
// Fails with Errc::Invalid, also for a whole top-level domain and for `own_host` or what stands above it.
[[nodiscard]] Result<std::string> rule_host(std::string_view written, std::string_view own_host);

// Makes or changes a rule. Fails with Errc::Invalid (reason or remark too long).
[[nodiscard]] Status set_host_rule(store::Transaction& tx, const HostRule& rule);
[[nodiscard]] Status set_actor_rule(store::Transaction& tx, const ActorRule& rule);
// Doing it twice succeeds.
void lift_host_rule(store::Transaction& tx, std::string_view host, std::string_view by, Timestamp now);
void lift_actor_rule(store::Transaction& tx, std::string_view actor, std::string_view by, Timestamp now);

[[nodiscard]] std::vector<HostRule> host_rules(store::Snapshot& snapshot);    // by host
[[nodiscard]] std::vector<ActorRule> actor_rules(store::Snapshot& snapshot);  // the newest first
// The rule of that host, or of the nearest domain above it.
[[nodiscard]] std::optional<HostRule> rule_of_host(store::Transaction& tx, std::string_view host);
[[nodiscard]] std::optional<HostRule> rule_of_host(store::Snapshot& snapshot, std::string_view host);
[[nodiscard]] std::optional<ActorRule> rule_of_actor(store::Transaction& tx, std::string_view actor);

// How what this actor writes now is to be stored.
[[nodiscard]] activity::Screening screening_of(store::Transaction& tx, std::string_view actor);

// Brings what is stored into line with the rules: quarantines what limited actors wrote, shows it again when no rule
// stands any more, ends the following of blocked ones. In slices that leave the writer to others; to be called after
// the commit of a change, and at start, since a crash may have come between. What a person hid stays
// so, and what she showed until its author changes it or is blocked.
// Gives how many notes it touched.
[[nodiscard]] Result<std::int64_t> apply_rules(store::Store& store);
// Whether there is anything apply_rules() could find to do: a rule stands, or a note is quarantined.
[[nodiscard]] bool has_rules_to_apply(store::Snapshot& snapshot);

}  // namespace chancery::activitypub
