#include "activity/events.hpp"
#include "base/json.hpp"
#include "listen/watch.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

std::vector<Watch> read_all(store::Connection& db) {
  std::vector<Watch> all;
  auto query = db.query(
      "SELECT id, name, terms, purpose, legal_basis, owner, expires_at, approved_by, approved_at, created_at"
      " FROM watch ORDER BY id");
  while (query.step()) {
    Watch watch;
    watch.id = query.id<WatchId>(0);
    watch.name = query.text(1);
    const auto terms = json::parse(query.text(2));
    const auto purpose = parse_purpose(query.text(3));
    if (!terms || !terms->is_array() || !purpose) throw store::DamagedError("a watch cannot be read");
    for (const auto& term : terms->as_array()) {
      if (!term.is_string()) throw store::DamagedError("a watch's terms cannot be read");
      watch.terms.emplace_back(term.as_string());
    }
    watch.purpose = *purpose;
    watch.legal_basis = query.text(4);
    watch.owner = query.id<staff::UserId>(5);
    watch.expires = query.time(6);
    watch.approved_by = query.text(7);
    watch.approved_at = query.time(8);
    watch.created_at = query.time(9);
    all.push_back(std::move(watch));
  }
  return all;
}

}  // namespace

Result<Watch> insert_first_watch(store::Transaction& tx, WatchId id, staff::UserId owner, const NewWatch& watch,
                                 Timestamp now) {
  if (auto checked = check_watch(watch, now); !checked) return fail(checked.error());
  store::Connection& db = store::connection(tx);
  if (auto any = db.query("SELECT 1 FROM watch LIMIT 1"); any.step()) {
    return fail(Errc::Forbidden, "a second watch without approval",
                "there is a watch already: another one needs the data-protection officer's approval");
  }
  Watch stored{.id = id,
               .name = watch.name,
               .terms = watch.terms,
               .purpose = watch.purpose,
               .legal_basis = watch.legal_basis,
               .owner = owner,
               .expires = watch.expires,
               .approved_by = std::string{kApprovedBySetup},
               .approved_at = now,
               .created_at = now};
  const json::Array terms(stored.terms.begin(), stored.terms.end());
  db.query(
        "INSERT INTO watch (id, name, terms, purpose, legal_basis, owner, expires_at, approved_by, approved_at,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(stored.id, stored.name, boost::json::serialize(terms), to_string(stored.purpose), stored.legal_basis,
            stored.owner, stored.expires, stored.approved_by, stored.approved_at, stored.created_at)
      .run();
  store::append_event(tx, activity::events::kWatchApproved, {{"watch", stored.id.text()}});
  staff::append_audit(tx, now, staff::kSetupActor, "watch.approve", "watch:" + stored.id.text());
  return stored;
}

std::vector<Watch> watches(store::Snapshot& snapshot) {
  return read_all(store::connection(snapshot));
}
std::vector<Watch> watches(store::Transaction& tx) {
  return read_all(store::connection(tx));
}

}  // namespace chancery::listen
