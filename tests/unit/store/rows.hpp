// A table of the tests' own, to see what was committed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/sql.hpp"
#include "store/store.hpp"
#include "support/stores.hpp"

namespace chancery::store::test {

inline constexpr Migration kRowTable{"chancery", "test", "20261122T9000_row",
                                     "CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, parent "
                                     "INTEGER REFERENCES row (id) DEFERRABLE "
                                     "INITIALLY DEFERRED) STRICT;"};

[[nodiscard]] inline std::vector<Migration> with_rows() {
  auto all = chancery::test::migrations_of();
  all.push_back(kRowTable);
  return all;
}

inline Status add_row(Transaction& tx, std::string_view text) {
  connection(tx).query("INSERT INTO row (text) VALUES (?)").bind(text).run();
  return {};
}

[[nodiscard]] inline std::vector<std::string> rows(Snapshot& snapshot) {
  std::vector<std::string> texts;
  auto query = connection(snapshot).query("SELECT text FROM row ORDER BY id");
  while (query.step()) texts.push_back(query.text(0));
  return texts;
}

[[nodiscard]] inline std::vector<std::string> rows(const Store& store) {
  return store.read([](Snapshot& snapshot) { return rows(snapshot); });
}

}  // namespace chancery::store::test
