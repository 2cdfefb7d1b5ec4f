#include <utility>

#include "answer/crisis_rows.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

using store::Connection;
using store::connection;
using store::Query;

Assertion read_assertion(const Query& query) {
  return {query.id<AssertionId>(0),
          query.id<CrisisId>(1),
          query.text(2),
          query.text(3),
          query.id<staff::UserId>(4),
          query.time(5),
          parse_verdict(query.text(6)).value_or(Verdict::Open)};
}

std::optional<Assertion> find_assertion(Connection& db, AssertionId id) {
  auto query = db.query("SELECT id, crisis, said, language, by, at, verdict FROM assertion WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_assertion(query);
}

}  // namespace

std::vector<Assertion> assertions(store::Snapshot& snapshot, CrisisId crisis, std::size_t limit) {
  std::vector<Assertion> found;
  auto query = connection(snapshot).query(
      "SELECT id, crisis, said, language, by, at, verdict FROM assertion WHERE (? = 0 OR crisis = ?)"
      " ORDER BY id DESC LIMIT ?");
  query.bind(crisis, crisis, static_cast<std::int64_t>(limit));
  while (query.step()) found.push_back(read_assertion(query));
  return found;
}

std::optional<Assertion> assertion_by_id(store::Snapshot& snapshot, AssertionId id) {
  return find_assertion(connection(snapshot), id);
}

std::vector<Evidence> evidence_of(store::Snapshot& snapshot, AssertionId id) {
  std::vector<Evidence> found;
  auto query = connection(snapshot).query(
      "SELECT id, url, words, by, at FROM assertion_evidence WHERE assertion = ? ORDER BY id");
  query.bind(id);
  while (query.step()) {
    found.push_back({query.integer(0), query.text(1), query.text(2), query.id<staff::UserId>(3), query.time(4)});
  }
  return found;
}

std::vector<CopyCount> copies_of(store::Snapshot& snapshot, AssertionId id) {
  std::vector<CopyCount> found;
  auto query = connection(snapshot).query(
      "SELECT id, folded, posts, authors, first_at, last_at, counted_at FROM assertion_copy WHERE assertion = ?"
      " ORDER BY id");
  query.bind(id);
  while (query.step()) {
    found.push_back({query.integer(0), query.text(1), query.integer(2), query.integer(3), query.time(4), query.time(5),
                     query.time(6)});
  }
  return found;
}

std::vector<Correction> corrections_of(store::Snapshot& snapshot, AssertionId id) {
  std::vector<Correction> found;
  auto query = connection(snapshot).query(
      "SELECT version, language, markdown, at, by, post FROM correction WHERE assertion = ?"
      " ORDER BY at DESC, version DESC, language");
  query.bind(id);
  while (query.step()) {
    found.push_back({static_cast<int>(query.integer(0)), query.text(1), query.text(2), query.time(3),
                     query.id<staff::UserId>(4), query.integer(5)});
  }
  return found;
}

namespace rows {

void insert_assertion(store::Transaction& tx, const Assertion& assertion) {
  connection(tx)
      .query(
          "INSERT INTO assertion (id, crisis, said, language, by, at, verdict) VALUES (?, NULLIF(?, 0), ?, ?, ?, ?, ?)")
      .bind(assertion.id, assertion.crisis, assertion.said, assertion.language, assertion.by, assertion.at,
            to_string(assertion.verdict))
      .run();
}

std::optional<Assertion> assertion(store::Transaction& tx, AssertionId id) {
  return find_assertion(connection(tx), id);
}

void put_verdict(store::Transaction& tx, const Assertion& assertion) {
  connection(tx)
      .query("UPDATE assertion SET verdict = ? WHERE id = ?")
      .bind(to_string(assertion.verdict), assertion.id)
      .run();
}

void insert_evidence(store::Transaction& tx, AssertionId id, const Evidence& evidence) {
  connection(tx)
      .query("INSERT INTO assertion_evidence (assertion, url, words, by, at) VALUES (?, ?, ?, ?, ?)")
      .bind(id, evidence.url, evidence.words, evidence.by, evidence.at)
      .run();
}

void insert_copies(store::Transaction& tx, AssertionId id, const CopyCount& copies) {
  connection(tx)
      .query(
          "INSERT INTO assertion_copy (assertion, folded, posts, authors, first_at, last_at, counted_at)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(id, copies.folded, copies.posts, copies.authors, copies.first_at, copies.last_at, copies.counted_at)
      .run();
}

int next_version(store::Transaction& tx, AssertionId id, std::string_view language) {
  auto query =
      connection(tx).query("SELECT coalesce(max(version), 0) + 1 FROM correction WHERE assertion = ? AND language = ?");
  query.bind(id, language);
  return query.step() ? static_cast<int>(query.integer(0)) : 1;
}

void insert_correction(store::Transaction& tx, AssertionId id, const Correction& correction) {
  connection(tx)
      .query(
          "INSERT INTO correction (assertion, version, language, markdown, at, by, post)"
          " VALUES (?, ?, ?, ?, ?, ?, NULLIF(?, 0))")
      .bind(id, correction.version, correction.language, correction.markdown, correction.at, correction.by,
            correction.post)
      .run();
}

}  // namespace rows
}  // namespace chancery::answer
