#include "store/sql.hpp"

#include <gtest/gtest.h>

#include <array>

#include "unit/store/rows.hpp"

namespace chancery::store {
namespace {

using chancery::test::TestStore;

constexpr Migration kKinds{"chancery", "test", "20261122T9000_kinds",
                           "CREATE TABLE kind (i INTEGER, r REAL, t TEXT, b BLOB) STRICT;"};

std::vector<Migration> with_kinds() {
  auto all = chancery::test::migrations_of();
  all.push_back(kKinds);
  return all;
}

TEST(Sql, GivesBackWhatWasBound) {
  TestStore store(with_kinds());
  const std::array<unsigned char, 3> bytes{0, 255, 0};
  const auto written = store->write_now([&](Transaction& tx) -> Status {
    connection(tx)
        .query("INSERT INTO kind (i, r, t, b) VALUES (?, ?, ?, ?)")
        .bind(std::int64_t{-1} << 62, 0.5, std::string_view("a\0b", 3), std::span<const unsigned char>(bytes))
        .run();
    return {};
  });
  ASSERT_TRUE(written.has_value());
  store->read([&](Snapshot& snapshot) {
    auto query = connection(snapshot).query("SELECT i, r, t, b FROM kind");
    ASSERT_TRUE(query.step());
    EXPECT_EQ(query.integer(0), std::int64_t{-1} << 62);
    EXPECT_EQ(query.real(1), 0.5);
    EXPECT_EQ(query.text(2), std::string("a\0b", 3));
    EXPECT_EQ(query.blob(3), std::vector<unsigned char>(bytes.begin(), bytes.end()));
    EXPECT_FALSE(query.step());
    EXPECT_FALSE(query.step()) << "a query that ended stays ended";
  });
}

TEST(Sql, TellsNullFromEmpty) {
  TestStore store(with_kinds());
  const auto written = store->write_now([&](Transaction& tx) -> Status {
    auto query = connection(tx).query("INSERT INTO kind (i, r, t, b) VALUES (?, ?, ?, ?)");
    query.bind(1, nullptr, std::string_view{}, std::span<const unsigned char>{}).run();
    query.bind(2, std::optional<double>{}, std::optional<std::string>{}, nullptr).run();
    return {};
  });
  ASSERT_TRUE(written.has_value());
  store->read([&](Snapshot& snapshot) {
    auto query = connection(snapshot).query("SELECT r, t, b FROM kind ORDER BY i");
    ASSERT_TRUE(query.step());
    EXPECT_TRUE(query.is_null(0));
    EXPECT_EQ(query.maybe_text(1), "");
    EXPECT_FALSE(query.is_null(2));
    ASSERT_TRUE(query.step());
    EXPECT_EQ(query.maybe_text(1), std::nullopt);
    EXPECT_EQ(query.text(1), "");
    EXPECT_EQ(query.maybe_integer(0), std::nullopt);
    EXPECT_TRUE(query.is_null(2));
  });
}

TEST(Sql, RunsOneQueryInsideAnotherOfTheSameText) {
  TestStore store(test::with_rows());
  ASSERT_TRUE(store->write_now([](Transaction& tx) { return test::add_row(tx, "a"); }).has_value());
  ASSERT_TRUE(store->write_now([](Transaction& tx) { return test::add_row(tx, "b"); }).has_value());
  store->read([](Snapshot& snapshot) {
    int pairs = 0;
    auto outer = connection(snapshot).query("SELECT text FROM row");
    while (outer.step()) {
      auto inner = connection(snapshot).query("SELECT text FROM row");
      while (inner.step()) ++pairs;
    }
    EXPECT_EQ(pairs, 4);
  });
}

TEST(Sql, SaysHowManyRowsChanged) {
  TestStore store(test::with_rows());
  ASSERT_TRUE(store
                  ->write_now([](Transaction& tx) -> Status {
                    (void)test::add_row(tx, "a");
                    (void)test::add_row(tx, "b");
                    Connection& db = connection(tx);
                    EXPECT_EQ(db.query("UPDATE row SET text = text || '!'").run(), 2);
                    EXPECT_EQ(db.query("SELECT * FROM row").run(), 0);
                    EXPECT_EQ(db.query("INSERT INTO row (text) VALUES ('a!') ON CONFLICT DO NOTHING").run(), 0);
                    EXPECT_EQ(db.query("DELETE FROM row WHERE text = ?").bind("b!").run(), 1);
                    return {};
                  })
                  .has_value());
}

TEST(Sql, ThrowsSqlBugWhenTheStatementIsOurMistake) {
  TestStore store(test::with_rows());
  store->read([](Snapshot& snapshot) {
    Connection& db = connection(snapshot);
    EXPECT_THROW((void)db.query("SELEKT 1"), SqlBug);
    EXPECT_THROW((void)db.query(""), SqlBug);
    EXPECT_THROW((void)db.query("SELECT nothing FROM row"), SqlBug);
    EXPECT_THROW((void)db.query("SELECT \"text\" FROM row WHERE text = \"a\"").step(), SqlBug)
        << "a text in double quotes is a name";
    EXPECT_THROW((void)db.query("SELECT ?").step(), SqlBug) << "a parameter was forgotten";
    EXPECT_THROW(db.query("SELECT ?").bind(1, 2), SqlBug) << "a parameter too many";
  });
}

TEST(Sql, ReadersCannotWrite) {
  TestStore store(test::with_rows());
  EXPECT_THROW(
      store->read([](Snapshot& snapshot) { connection(snapshot).query("INSERT INTO row (text) VALUES ('a')").run(); }),
      StorageError);
  EXPECT_TRUE(test::rows(*store).empty());
}

}  // namespace
}  // namespace chancery::store
