// A log of an invented ministry in a real store, with fixed keys.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

#include "activity/addresses.hpp"
#include "proof/history.hpp"
#include "proof/log.hpp"
#include "proof/migrations.hpp"
#include "support/stores.hpp"

namespace chancery::test {

class MinistryLog {
 public:
  explicit MinistryLog(char seed = 's') : log(make(seed)) {}

  [[nodiscard]] static proof::Log make(char seed) {
    return {proof::origin_of("mfa.example"), std::string(32, 'i'), *crypto::Ed25519Key::of(std::string(32, seed))};
  }
  [[nodiscard]] std::string note(std::int64_t id) const { return addresses.note(activity::NoteId{id}); }
  [[nodiscard]] proof::Statement statement(proof::Kind kind, std::int64_t id, const std::string& text = {}) const {
    proof::Statement made;
    made.kind = kind;
    made.note = note(id);
    made.account = addresses.actor(activity::AccountId{1});
    made.acct = "press@mfa.example";
    if (kind != proof::Kind::Removed) made.words = {{"en", "", text}};
    made.at = store.clock.now();
    return made;
  }
  Status record(const proof::Statement& statement) {
    return store->write_now([&](store::Transaction& tx) { return log.record(tx, statement); });
  }
  Status publish(std::int64_t id, const std::string& text) {
    return record(statement(proof::Kind::Published, id, text));
  }
  Status edit(std::int64_t id, const std::string& text) { return record(statement(proof::Kind::Edited, id, text)); }
  Status remove(std::int64_t id) { return record(statement(proof::Kind::Removed, id)); }
  Status erase(std::int64_t id) {
    return store->write_now([&](store::Transaction& tx) { return log.erase(tx, note(id), store.clock.now()); });
  }
  Result<bool> name_gap(const std::string& checkpoint) {
    return store->write_now([&](store::Transaction& tx) { return log.name_gap(tx, checkpoint, store.clock.now()); });
  }
  std::optional<proof::Head> sign() {
    auto head = log.sign_head_if_grown(*store);
    if (!head) throw std::runtime_error(head.error().detail);
    return *head;
  }
  template <class F>
  auto read(F fn) const {
    return store->read(std::move(fn));
  }
  [[nodiscard]] proof::Answer by_link(const std::string& link) const {
    return read([&](store::Snapshot& snapshot) { return proof::find_link(snapshot, addresses, link); });
  }
  [[nodiscard]] proof::Answer by_text(const std::string& text) const {
    auto answer = read([&](store::Snapshot& snapshot) { return proof::find_text(snapshot, log, text); });
    if (!answer) throw std::runtime_error(answer.error().detail);
    return *answer;
  }

  TestStore store{migrations_of({proof::migrations()})};
  activity::Addresses addresses = *activity::Addresses::of("https://mfa.example");
  proof::Log log;
};

}  // namespace chancery::test
