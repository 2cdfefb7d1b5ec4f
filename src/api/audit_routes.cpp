// The audit log, and whether its chain holds.
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "answer/holds.hpp"
#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "staff/audit.hpp"

namespace chancery::api {
namespace {

constexpr std::size_t kAuditPage = 50;
constexpr std::size_t kHolds = 1'000;  // the newest, whose reasons are told

// Remembers how far the chain was found intact, so that a page costs what was added since; the whole is recomputed
// every ten minutes, because an old row may have been changed meanwhile.
// Thread safety: any thread.
class ChainCheck {
 public:
  static constexpr std::chrono::minutes kWhole{10};

  [[nodiscard]] staff::AuditCheck run(const store::Store& store) {
    const auto now = store.clock().steady();
    std::optional<staff::AuditHead> from;
    bool whole = true;
    {
      const std::lock_guard lock(mutex_);
      whole = !verified_ || now - whole_at_ >= kWhole;
      if (!whole) from = verified_;
    }
    auto check = staff::verify_audit(store, from);
    const std::lock_guard lock(mutex_);
    verified_.reset();
    if (check.intact) {
      verified_ = check.head;
      if (whole) whole_at_ = now;
    }
    return check;
  }

 private:
  std::mutex mutex_;
  std::optional<staff::AuditHead> verified_;          // guarded by mutex_
  std::chrono::steady_clock::time_point whole_at_{};  // guarded by mutex_
};

// Why a legal hold stands is kept with the hold and not in the chain, which forgets nothing.
std::map<std::int64_t, std::string> reasons_of_holds(store::Snapshot& snapshot) {
  std::map<std::int64_t, std::string> reasons;
  for (auto& hold : answer::holds(snapshot, kHolds)) reasons.emplace(hold.id, std::move(hold.reason));
  return reasons;
}

json::Value reason_of(const staff::AuditEntry& entry, const std::map<std::int64_t, std::string>& reasons) {
  constexpr std::string_view kSubject = "hold:";
  if (!entry.action.starts_with("hold.") || !entry.subject.starts_with(kSubject)) return nullptr;
  const auto rest = std::string_view(entry.subject).substr(kSubject.size());
  const auto id = parse_id(rest.substr(0, rest.find(' ')));
  const auto found = id ? reasons.find(*id) : reasons.end();
  return found == reasons.end() ? json::Value(nullptr) : json::Value(found->second);
}

json::Object entry_json(const staff::AuditEntry& entry, const staff::ShownNames& users,
                        const std::map<std::int64_t, std::string>& reasons) {
  return {{"sequence", entry.sequence},
          {"at", to_rfc3339(entry.at)},
          {"actor", users.text(entry.actor)},
          {"name", text_or_null(users.name_of_actor(entry.actor))},
          {"action", entry.action},
          {"subject", users.text(entry.subject)},
          {"reason", reason_of(entry, reasons)}};
}

Result<net::Response> show_audit(const Services& services, ChainCheck& chain, const net::Request& request,
                                 const Visitor& visitor) {
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  const auto check = chain.run(services.store);
  return services.store.read([&](store::Snapshot& snapshot) {
    auto entries = staff::audit_entries(snapshot, *before, kAuditPage + 1);
    const bool more = entries.size() > kAuditPage;
    if (more) entries.pop_back();
    json::Array list;
    const staff::ShownNames users(snapshot, visitor.session.user);
    const auto reasons = reasons_of_holds(snapshot);
    for (const auto& entry : entries) list.push_back(entry_json(entry, users, reasons));
    const auto head = staff::audit_head(snapshot);
    return json_answer(200, {{"entries", std::move(list)},
                             {"intact", check.intact},
                             {"head", head.sequence == 0 ? "" : head.hash},
                             {"next", id_or_null(more ? entries.back().sequence : 0)}});
  });
}

}  // namespace

void add_audit_routes(GuardedRouter& routes, const Services& services) {
  const auto chain = std::make_shared<ChainCheck>();  // shared by the copies of the handler
  routes.add(net::Method::Get, "/api/staff/audit", staff::Action::ReadAudit,
             [services, chain](const net::Request& request, const Visitor& visitor) {
               return show_audit(services, *chain, request, visitor);
             });
}

}  // namespace chancery::api
