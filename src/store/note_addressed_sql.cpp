#include <array>
#include <stdexcept>

#include "store/engine.hpp"
#include "store/note_addressed.hpp"

namespace chancery::store {
namespace {

constexpr std::array<std::string_view, 4> kHowNames{"reply", "direct", "mention", "quote"};

// The table's CHECK lets no other value in.
AddressedHow read_how(std::string_view text) {
  for (std::size_t i = 0; i < kHowNames.size(); ++i) {
    if (kHowNames[i] == text) return static_cast<AddressedHow>(i);
  }
  throw std::runtime_error("how a note speaks to an account cannot be read");
}

std::vector<Addressed> find_addressed(Connection& db, activity::NoteId note) {
  std::vector<Addressed> accounts;
  auto query = db.query("SELECT account, how FROM note_addressed WHERE note = ? ORDER BY account");
  query.bind(note);
  while (query.step()) accounts.push_back({query.id<activity::AccountId>(0), read_how(query.text(1))});
  return accounts;
}

}  // namespace

std::string_view to_string(AddressedHow how) {
  return kHowNames.at(static_cast<std::size_t>(how));
}

void put_addressed(Transaction& tx, activity::NoteId note, std::span<const Addressed> accounts) {
  auto insert = tx.connection().query(
      "INSERT INTO note_addressed (note, account, how) VALUES (?, ?, ?) ON CONFLICT (note, account) DO NOTHING");
  for (const auto& [account, how] : accounts) insert.bind(note, account, to_string(how)).run();
}

std::vector<Addressed> addressed_by(Snapshot& snapshot, activity::NoteId note) {
  return find_addressed(snapshot.connection(), note);
}

std::vector<Addressed> addressed_by(Transaction& tx, activity::NoteId note) {
  return find_addressed(tx.connection(), note);
}

}  // namespace chancery::store
