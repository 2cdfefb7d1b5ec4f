#include "listen/register.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "activity/acct.hpp"
#include "activity/events.hpp"
#include "base/ascii.hpp"
#include "listen/plain_line.hpp"
#include "listen/register_rows.hpp"
#include "staff/audit.hpp"
#include "staff/institution.hpp"
#include "store/events.hpp"
#include "text/fold.hpp"

namespace chancery::listen {
namespace {

constexpr std::array<std::string_view, kActorKinds.size()> kKindNames = {"state_organ", "officeholder",
                                                                         "registered_organisation"};
constexpr std::size_t kMost = 30;  // names, addresses
constexpr std::size_t kLongestActorAddress = 300;

// Roles that make nobody a public actor: beginnings of words, folded; those of scripts without spaces anywhere.
constexpr std::string_view kRoleStems[] = {
    // en, fr, es, pt, it, de, nl, pl, tr
    "journalis", "reporter", "blogger", "activist", "dissident", "exile", "influencer", "whistleblower", "columnist",
    "militant", "opposant", "réfugié", "refugié", "periodista", "activista", "disidente", "exiliad", "refugiad",
    "jornalista", "ativista", "exilado", "giornalist", "attivist", "dissidente", "esule", "aktivist", "exilant",
    "dziennikarz", "aktywist", "gazeteci", "sürgün", "muhalif",
    // ru, uk
    "журналист", "активист", "блогер", "диссидент", "эмигрант", "журналіст", "активіст",
    // ar, fa, he
    "صحفي", "صحافي", "ناشط", "معارض", "منفي", "مدون", "روزنامه‌نگار", "فعال", "עיתונאי", "פעיל",
    // hi
    "पत्रकार", "कार्यकर्ता"};
constexpr std::string_view kRoleWords[] = {"记者", "活动人士", "异见", "流亡",  "博主",
                                           "記者", "活動家",   "기자", "활동가"};

auto refuse_actor(std::string_view field, std::string_view why) {
  return fail(Errc::Invalid, "public actor refused", fmt::format("{}: {}", field, why));
}

bool is_host(std::string_view host) {
  const auto label_fits = [](std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                    static_cast<unsigned char>(c) >= 0x80;
           });
  };
  if (host.size() > 253 || host.find('.') == std::string_view::npos) return false;
  while (!host.empty()) {
    const auto dot = host.find('.');
    if (!label_fits(host.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    host.remove_prefix(dot + 1);
  }
  return false;
}

// Servers that federation.ports names are part of a handle with theirs.
std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  if (colon == std::string_view::npos || host.size() - colon < 2) return host;
  const auto port = host.substr(colon + 1);
  const bool digits = port.size() <= 5 && std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
  return digits ? host.substr(0, colon) : host;
}

bool is_visible_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

bool is_https(std::string_view address) {
  if (!address.starts_with("https://") || address.size() > kLongestActorAddress || !is_visible_ascii(address))
    return false;
  const auto rest = address.substr(8);
  return is_host(ascii::lower(rest.substr(0, rest.find_first_of("/?#:"))));
}

Status check_names(const std::vector<ActorName>& names) {
  if (names.empty() || names.size() > kMost) return refuse_actor("names", fmt::format("1 to {} are needed", kMost));
  std::set<std::string> languages;
  for (const auto& name : names) {
    if (!staff::is_language_tag(name.language))
      return refuse_actor("names", "each needs its language, such as ar or pt-BR");
    if (!languages.insert(ascii::lower(name.language)).second) return refuse_actor("names", "one a language");
    if (auto checked = check_line("names", name.text, 2, 120); !checked) return checked;
  }
  return {};
}

// The step's entry, if this person may take the step at all and it stands where the step begins.
Result<PublicActor> begin_actor_step(store::Transaction& tx, PublicActorId id, const staff::User& by,
                                     ActorStatus status) {
  if (auto allowed = staff::require(by.role, staff::Action::DecideRegister); !allowed) return fail(allowed.error());
  auto actor = rows::public_actor(tx, id);
  if (!actor) return fail(Errc::NotFound, "no such public actor", "there is no such entry in the register");
  if (actor->status != status) {
    return fail(Errc::Conflict, fmt::format("the entry is {}", to_string(actor->status)),
                fmt::format("this entry is {} already", to_string(actor->status)));
  }
  return std::move(*actor);
}

void tell_actor(store::Transaction& tx, PublicActorId id, std::string_view event) {
  store::append_event(tx, event, {{"public_actor", id.text()}});
}

void audit_actor(store::Transaction& tx, const staff::User& by, std::string_view action, PublicActorId id,
                 Timestamp now) {
  staff::append_audit(tx, now, staff::audit_actor(by), action, "public_actor:" + id.text());
}

// Addresses belong to one entry; only what it replaces may have them too.
Status check_addresses_free(store::Transaction& tx, const PublicActor& actor, Timestamp now) {
  for (const auto& other : active_public_actors(tx, now)) {
    if (other.id == actor.id || other.id == actor.says.replaces) continue;
    for (const auto& address : actor.says.addresses) {
      if (std::ranges::find(other.says.addresses, address) == other.says.addresses.end()) continue;
      return fail(Errc::Conflict, "an address stands in the register already",
                  fmt::format("addresses: {} belongs to the entry {}", address, other.says.names.front().text));
    }
  }
  return {};
}

}  // namespace

std::string_view to_string(ActorKind kind) {
  return kKindNames.at(static_cast<std::size_t>(kind));
}

Result<ActorKind> parse_actor_kind(std::string_view text) {
  for (const auto kind : kActorKinds) {
    if (text == to_string(kind)) return kind;
  }
  return fail(Errc::Invalid, "unknown kind of actor",
              fmt::format("kind: one of {} is needed; journalists, activists and people in exile are private persons",
                          fmt::join(kKindNames, ", ")));
}

std::string_view to_string(ActorStatus status) {
  constexpr std::array<std::string_view, 4> kNames = {"proposed", "approved", "refused", "retired"};
  return kNames.at(static_cast<std::size_t>(status));
}

Result<std::string> canonical_address(std::string_view text) {
  if (text.size() <= kLongestActorAddress) {
    if (text.starts_with("did:plc:") || text.starts_with("did:web:")) {
      if (text.size() > 8 && is_visible_ascii(text)) return std::string(text);
    } else if (is_https(text)) {
      return std::string(text);
    } else if (text.starts_with("@") && text.find('@', 1) == std::string_view::npos) {
      if (auto handle = ascii::lower(text.substr(1)); is_host(handle)) return '@' + handle;
    } else if (auto acct = activity::Acct::parse(text); acct && is_host(without_port(acct->host()))) {
      return acct->uri();
    }
  }
  return refuse_actor(
      "addresses",
      fmt::format("\"{}\" is none: write did:plc:…, @handle.example, acct:user@host or https://…", text.substr(0, 60)));
}

Status check_public_actor(const NewPublicActor& actor, Timestamp now) {
  if (auto checked = check_names(actor.names); !checked) return checked;
  if (auto checked = check_line("office", actor.office, 3, 300); !checked) return checked;
  if (actor.country.empty() && actor.kind != ActorKind::RegisteredOrganisation) {
    return refuse_actor("country", "a state organ and an officeholder belong to one");
  }
  if (!actor.country.empty() && !staff::is_country(actor.country)) {
    return refuse_actor("country", "two capital letters as in ISO 3166-1, such as NO");
  }
  if (actor.addresses.empty() || actor.addresses.size() > kMost) {
    return refuse_actor("addresses", fmt::format("1 to {} are needed", kMost));
  }
  std::set<std::string> seen;
  for (const auto& address : actor.addresses) {
    auto canonical = canonical_address(address);
    if (!canonical) return fail(canonical.error());
    if (!seen.insert(std::move(*canonical)).second) return refuse_actor("addresses", "one stands there twice");
  }
  if (!is_https(actor.evidence_url))
    return refuse_actor("evidence_url", "an https address where it can be seen is needed");
  if (auto checked = check_line("evidence_note", actor.evidence_note, 3, 1'000); !checked) return checked;
  if (actor.until && *actor.until <= now) return refuse_actor("until", "a time from now on is needed");
  return {};
}

std::vector<std::string> role_warnings(const NewPublicActor& actor) {
  std::vector<std::string> found;
  const auto look = [&](std::string_view text) {
    const auto folded = " " + text::fold_words(text);
    const auto note = [&](std::string_view stem, std::string_view before) {
      const auto needle = std::string(before) + text::fold(stem);
      if (folded.find(needle) == std::string::npos) return;
      if (std::ranges::find(found, stem) == found.end()) found.emplace_back(stem);
    };
    for (const auto stem : kRoleStems) note(stem, " ");
    for (const auto word : kRoleWords) note(word, "");
  };
  for (const auto& name : actor.names) look(name.text);
  look(actor.office);
  return found;
}

Result<PublicActor> propose_public_actor(store::Transaction& tx, PublicActorId id, const staff::User& by,
                                         const NewPublicActor& actor, Timestamp now) {
  if (auto allowed = staff::require(by.role, staff::Action::ManageRegister); !allowed) return fail(allowed.error());
  if (auto checked = check_public_actor(actor, now); !checked) return fail(checked.error());
  if (actor.replaces) {
    const auto replaced = rows::public_actor(tx, actor.replaces);
    if (!replaced || replaced->status != ActorStatus::Approved) {
      return refuse_actor("replaces", "only an approved entry can be replaced");
    }
  }
  PublicActor entry{.id = id, .says = actor, .proposed_by = staff::audit_actor(by), .proposed_at = now};
  for (auto& address : entry.says.addresses) address = canonical_address(address).value();
  rows::insert_public_actor(tx, entry, by.id);
  audit_actor(tx, by, "public_actor.propose", id, now);
  return entry;
}

Result<PublicActor> approve_public_actor(store::Transaction& tx, PublicActorId id, const staff::User& by,
                                         Timestamp now) {
  auto actor = begin_actor_step(tx, id, by, ActorStatus::Proposed);
  if (!actor) return fail(actor.error());
  const auto who = staff::audit_actor(by);
  if (actor->proposed_by == who) {
    return fail(Errc::Forbidden, who + " approves her own proposal",
                "nobody approves what she proposed: two others must");
  }
  if (std::ranges::find(actor->approvals, who, &ActorApproval::by) != actor->approvals.end()) {
    return fail(Errc::Conflict, who + " approved it already", "you approved this entry: one more person must");
  }
  if (actor->says.until && *actor->says.until <= now) {
    return fail(Errc::Invalid, "the office has ended", "until: has passed meanwhile: refuse this entry");
  }
  if (auto free = check_addresses_free(tx, *actor, now); !free) return fail(free.error());
  rows::insert_approval(tx, id, by.id, now);
  actor->approvals.push_back({who, now});
  audit_actor(tx, by, "public_actor.approve", id, now);
  if (actor->approvals.size() < kActorApprovals) return actor;
  actor->status = ActorStatus::Approved;
  rows::set_status(tx, *actor);
  tell_actor(tx, id, activity::events::kPublicActorApproved);
  if (auto replaced = actor->says.replaces ? rows::public_actor(tx, actor->says.replaces) : std::nullopt;
      replaced && replaced->status == ActorStatus::Approved) {
    replaced->status = ActorStatus::Retired;
    replaced->ended_at = now;
    replaced->end_reason = "replaced by " + id.text();
    rows::set_status(tx, *replaced);
    audit_actor(tx, by, "public_actor.retire", replaced->id, now);
    tell_actor(tx, replaced->id, activity::events::kPublicActorRetired);
  }
  return actor;
}

Result<PublicActor> refuse_public_actor(store::Transaction& tx, PublicActorId id, const staff::User& by,
                                        std::string_view reason, Timestamp now) {
  auto actor = begin_actor_step(tx, id, by, ActorStatus::Proposed);
  if (!actor) return fail(actor.error());
  if (auto checked = check_line("reason", reason, 3, 1'000); !checked) return fail(checked.error());
  actor->status = ActorStatus::Refused;
  actor->ended_at = now;
  actor->end_reason = reason;
  rows::set_status(tx, *actor);
  audit_actor(tx, by, "public_actor.refuse", id, now);
  return actor;
}

Result<PublicActor> retire_public_actor(store::Transaction& tx, PublicActorId id, const staff::User& by,
                                        std::string_view reason, Timestamp now) {
  auto actor = begin_actor_step(tx, id, by, ActorStatus::Approved);
  if (!actor) return fail(actor.error());
  if (auto checked = check_line("reason", reason, 3, 1'000); !checked) return fail(checked.error());
  actor->status = ActorStatus::Retired;
  actor->ended_at = now;
  actor->end_reason = reason;
  rows::set_status(tx, *actor);
  audit_actor(tx, by, "public_actor.retire", id, now);
  tell_actor(tx, id, activity::events::kPublicActorRetired);
  return actor;
}

}  // namespace chancery::listen
