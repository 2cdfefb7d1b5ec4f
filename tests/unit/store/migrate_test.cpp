#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "unit/store/rows.hpp"

namespace chancery::store {
namespace {

using chancery::test::TempFolder;
using chancery::test::TestStore;
using test::add_row;
using test::rows;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Migration kSecond{"chancery", "test", "20261122T9100_row_note",
                            "ALTER TABLE row ADD COLUMN note TEXT; UPDATE row SET text = text || ' migrated';"};

Result<std::unique_ptr<Store>> open_with(TestStore& owner, std::vector<Migration> migrations) {
  auto options = owner.options();
  options.migrations = std::move(migrations);
  return Store::open(options, owner.clock, owner.ids);
}

std::vector<Migration> with(Migration migration) {
  auto all = test::with_rows();
  all.push_back(migration);
  return all;
}

// A store with one row, closed.
void fill(TestStore& owner) {
  ASSERT_TRUE(owner->write_now([](Transaction& tx) { return add_row(tx, "row"); }).has_value());
  owner.close();
}

TEST(Migrate, AppliesEachMigrationOnce) {
  TestStore owner(test::with_rows());
  fill(owner);
  for (int i = 0; i < 2; ++i) {
    auto store = open_with(owner, with(kSecond));
    ASSERT_TRUE(store.has_value()) << store.error().detail;
    EXPECT_THAT(rows(**store), ElementsAre("row migrated"));
  }
}

TEST(Migrate, AppliesThemInTheOrderOfTheirNamesWhateverTheOrderOfTheList) {
  TestStore owner(test::with_rows());
  owner.close();
  std::filesystem::remove(owner.options().file);
  auto backwards = with(kSecond);
  std::ranges::reverse(backwards);
  EXPECT_TRUE(open_with(owner, backwards).has_value());
}

TEST(Migrate, LeavesOutWhatBelongsToAnotherDatabase) {
  TestStore listen(test::with_rows(), "listen");
  const auto applied = listen->health().applied;
  EXPECT_THAT(applied, ElementsAre("20261122T0200_log"));
}

TEST(Migrate, KeepsACopyOfAFileThatHeldDataBeforeItChangesIt) {
  TestStore owner(test::with_rows());
  fill(owner);
  const auto copy = owner.folder / "chancery.db.before-20261122T9100_row_note";
  ASSERT_FALSE(std::filesystem::exists(copy)) << "the first opening has nothing to keep";
  ASSERT_TRUE(open_with(owner, with(kSecond)).has_value());
  ASSERT_TRUE(std::filesystem::exists(copy));

  struct stat found{};
  ASSERT_EQ(::stat(copy.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
  std::filesystem::rename(copy, owner.options().file);
  auto restored = open_with(owner, test::with_rows());
  ASSERT_TRUE(restored.has_value()) << restored.error().detail;
  EXPECT_THAT(rows(**restored), ElementsAre("row"));
}

TEST(Migrate, AFailingMigrationLeavesTheFileAsItWas) {
  TestStore owner(test::with_rows());
  fill(owner);
  constexpr Migration kBroken{"chancery", "test", "20261122T9200_broken", "UPDATE row SET text = ''; SELEKT;"};
  auto all = with(kSecond);
  all.push_back(kBroken);
  for (int i = 0; i < 2; ++i) {
    const auto failed = open_with(owner, all);
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().code, Errc::Internal);
    EXPECT_THAT(failed.error().hint, HasSubstr("20261122T9200_broken"));
  }
  owner.open();
  EXPECT_THAT(rows(*owner), ElementsAre("row"));
  EXPECT_THAT(owner->health().applied, testing::Not(testing::Contains("20261122T9100_row_note")));
}

TEST(Migrate, RefusesAFileMadeByANewerVersion) {
  TestStore owner(with(kSecond));
  fill(owner);
  const auto refused = open_with(owner, test::with_rows());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Invalid);
  EXPECT_THAT(refused.error().hint, HasSubstr("newer version"));
  owner.open();
  EXPECT_THAT(rows(*owner), ElementsAre("row")) << "and leaves it alone";
}

TEST(Migrate, RefusesADatabaseThatIsNotOurs) {
  TestStore owner(test::with_rows());
  ASSERT_TRUE(owner
                  ->write_now([](Transaction& tx) -> Status {
                    connection(tx).execute("DROP TABLE migration");
                    return {};
                  })
                  .has_value());
  owner.close();
  const auto refused = open_with(owner, test::with_rows());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Invalid);
}

TEST(Migrate, SaysThatAFileIsDamaged) {
  TestStore owner(test::with_rows());
  owner.close();
  std::ofstream(owner.options().file, std::ios::trunc) << std::string(8192, 'x');
  const auto refused = open_with(owner, test::with_rows());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Internal);
  EXPECT_THAT(refused.error().hint, HasSubstr("damaged"));
}

TEST(Migrate, SaysThatAFileCannotBeOpened) {
  TestStore owner;
  owner.close();
  auto options = owner.options();
  options.file = owner.folder / "absent" / "chancery.db";
  const auto refused = Store::open(options, owner.clock, owner.ids);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Unavailable);
  EXPECT_THAT(refused.error().hint, HasSubstr("absent"));
}

TEST(Migrate, TheFileIsForItsOwnerAlone) {
  TestStore store(test::with_rows());
  ASSERT_TRUE(store->write_now([](Transaction& tx) { return add_row(tx, "row"); }).has_value());
  for (const auto* name : {"chancery.db", "chancery.db-wal"}) {
    struct stat found{};
    ASSERT_EQ(::stat((store.folder / name).c_str(), &found), 0) << name;
    EXPECT_EQ(found.st_mode & 0777, 0600U) << name;
  }
}

}  // namespace
}  // namespace chancery::store
