// A ministry with one person of each kind that watches and the register need.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "feeds/migrations.hpp"
#include "listen/migrations.hpp"
#include "listen/register.hpp"
#include "listen/watch_lifecycle.hpp"
#include "staff/audit.hpp"
#include "staff/migrations.hpp"
#include "staff/rows.hpp"
#include "store/events.hpp"
#include "support/stores.hpp"

namespace chancery::listen::test {

class Desks {
 public:
  Desks() {
    using staff::Role;
    hire("anna", Role::Admin);
    hire("ole", Role::Officer);
    hire("dagny", Role::Dpo);
    hire("dora", Role::Dpo);
    hire("arne", Role::Analyst);
    hire("astrid", Role::Analyst);
    hire("eva", Role::Editor);
  }

  [[nodiscard]] const staff::User& who(const std::string& login) const { return people_.at(login); }
  [[nodiscard]] Timestamp now() const { return store_.clock.now(); }
  void advance(std::chrono::microseconds by) { store_.clock.advance(by); }
  [[nodiscard]] store::Store& store() { return *store_; }

  [[nodiscard]] NewWatch visas() const {
    return {.name = "Visas",
            .query = "visa OR consulate",
            .terms = {},
            .purpose = Purpose::ConsularProtection,
            .legal_basis = "Foreign Service Act, section 1",
            .dpia = "DPIA 2026-14",
            .country = "NO",
            .expires = now() + std::chrono::days{90}};
  }
  [[nodiscard]] NewPublicActor ministry() const {
    return {.kind = ActorKind::StateOrgan,
            .names = {{"en", "Ministry of Justice of Marendia"}, {"es", "Ministerio de Justicia de Marendia"}},
            .office = "Act on the Ministries, section 4",
            .country = "NO",
            .addresses = {"@justice.marendia.example", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"},
            .evidence_url = "https://marendia.example/ministries",
            .evidence_note = "The government's own list of ministries names the account.",
            .until = {},
            .replaces = {}};
  }

  [[nodiscard]] Asking asking(const std::string& by) const { return {who(by), queries_, now()}; }

  template <class F>
  [[nodiscard]] auto write(F step) {
    return store_->write_now([&](store::Transaction& tx) { return step(tx); });
  }
  template <class F>
  [[nodiscard]] auto read(F look) {
    return store_->read([&](store::Snapshot& snapshot) { return look(snapshot); });
  }

  [[nodiscard]] Result<WatchRecord> draft(const std::string& by, const NewWatch& watch) {
    const auto id = store_->ids().make<WatchId>();
    return write([&](store::Transaction& tx) { return draft_watch(tx, id, asking(by), watch); });
  }
  [[nodiscard]] Result<WatchRecord> change(WatchId id, const std::string& by, const NewWatch& watch) {
    return write([&](store::Transaction& tx) { return change_watch(tx, id, asking(by), watch); });
  }
  [[nodiscard]] Result<WatchRecord> submit(WatchId id, const std::string& by) {
    return write([&](store::Transaction& tx) { return submit_watch(tx, id, asking(by)); });
  }
  [[nodiscard]] Result<WatchRecord> renew(WatchId id, const std::string& by, Timestamp expires) {
    return write([&](store::Transaction& tx) { return renew_watch(tx, id, asking(by), expires); });
  }
  [[nodiscard]] Result<WatchRecord> approve(WatchId id, const std::string& by, int version, std::string reason = "") {
    return write(
        [&](store::Transaction& tx) { return approve_watch(tx, id, who(by), {version, std::move(reason)}, now()); });
  }
  [[nodiscard]] Result<WatchRecord> refuse(WatchId id, const std::string& by, int version, std::string reason) {
    return write(
        [&](store::Transaction& tx) { return refuse_watch(tx, id, who(by), {version, std::move(reason)}, now()); });
  }
  [[nodiscard]] Result<WatchRecord> suspend(WatchId id, const std::string& by, std::string_view reason) {
    return write([&](store::Transaction& tx) { return suspend_watch(tx, id, who(by), reason, now()); });
  }
  [[nodiscard]] Result<WatchRecord> resume(WatchId id, const std::string& by) {
    return write([&](store::Transaction& tx) { return resume_watch(tx, id, who(by), {}, now()); });
  }
  [[nodiscard]] Result<WatchRecord> stop(WatchId id, const std::string& by, std::string_view reason) {
    return write([&](store::Transaction& tx) { return stop_watch(tx, id, who(by), reason, now()); });
  }
  // Drafted and submitted by Arne, approved by Dagny.
  [[nodiscard]] WatchId running(const NewWatch& watch) {
    const auto id = draft("arne", watch).value().id;
    (void)submit(id, "arne").value();
    return approve(id, "dagny", 1, "the reason").value().id;
  }
  [[nodiscard]] std::vector<Watch> active() {
    auto all = read([](store::Snapshot& snapshot) { return watches(snapshot); });
    std::erase_if(all, [&](const Watch& watch) { return !watch.active(now()); });
    return all;
  }
  [[nodiscard]] WatchStatus status(WatchId id) {
    return read([&](store::Snapshot& snapshot) { return watch_record(snapshot, id)->status(now()); });
  }
  // The types of the log's events, oldest first.
  [[nodiscard]] std::vector<std::string> told() {
    std::vector<std::string> types;
    for (const auto& event : read([](store::Snapshot& s) { return store::events_after(s, 0, 1000); })) {
      types.push_back(event.type);
    }
    return types;
  }

 private:
  void hire(const std::string& login, staff::Role role) {
    const staff::User user{
        .id = store_->ids().make<staff::UserId>(), .login = login, .name = login, .role = role, .created_at = now()};
    const auto hired =
        store_->write_now([&](store::Transaction& tx) { return staff::rows::insert_user(tx, user, {}); });
    if (!hired) throw std::runtime_error(hired.error().detail);
    people_.emplace(login, user);
  }

  chancery::test::TestStore store_{
      chancery::test::migrations_of({staff::migrations(), migrations(), feeds::migrations()}), "chancery"};
  QueryChecker queries_;
  std::map<std::string, staff::User> people_;
};

}  // namespace chancery::listen::test
