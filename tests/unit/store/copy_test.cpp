#include "store/copy.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "unit/store/rows.hpp"

namespace chancery::store {
namespace {

using chancery::test::TestStore;
using test::add_row;
using test::rows;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class Copy : public ::testing::Test {
 protected:
  Status add(const std::string& text) {
    return store->write_now([&](Transaction& tx) { return add_row(tx, text); });
  }
  std::filesystem::path target() const { return store.folder / "copy.db"; }
  std::unique_ptr<const Store> open_copy() {
    auto opened = Store::open_to_read(target(), true, store.clock, store.ids);
    EXPECT_TRUE(opened.has_value()) << opened.error().detail;
    return opened ? std::move(*opened) : nullptr;
  }

  TestStore store{test::with_rows()};
};

TEST_F(Copy, HoldsWhatWasCommittedAndIsForItsOwnerAlone) {
  ASSERT_TRUE(add("one"));
  ASSERT_TRUE(add("two"));
  const auto bytes = copy_database(*store, target());
  ASSERT_TRUE(bytes.has_value()) << bytes.error().detail;
  ASSERT_TRUE(add("three"));
  EXPECT_EQ(*bytes, static_cast<std::int64_t>(std::filesystem::file_size(target())));
  EXPECT_EQ(std::filesystem::status(target()).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const auto copy = open_copy();
  EXPECT_THAT(rows(*copy), ElementsAre("one", "two"));
}

TEST_F(Copy, IsOneStateOfTheFileWhileOthersWrite) {
  // Rows come in pairs: whoever sees an odd number saw the middle of a write.
  ASSERT_TRUE(store->write_now([](Transaction& tx) -> Status {
    for (int i = 0; i < 4000; ++i) {
      if (auto done = add_row(tx, std::string(1000, 'x') + std::to_string(i)); !done) return done;
    }
    return {};
  }));
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::jthread writer([&] {
    while (!stop) {
      const auto pair = std::to_string(written++);
      ASSERT_TRUE(store->write_now([&](Transaction& tx) -> Status {
        if (auto done = add_row(tx, "left " + pair); !done) return done;
        return add_row(tx, "right " + pair);
      }));
    }
  });
  while (written == 0) std::this_thread::yield();
  const auto copied = copy_database(*store, target());
  stop = true;
  writer.join();
  ASSERT_TRUE(copied.has_value()) << copied.error().detail;
  const auto copy = open_copy();
  const auto found = inspect(*copy);
  EXPECT_THAT(found.damage, IsEmpty());
  EXPECT_GE(rows(*copy).size(), 4000U);
  EXPECT_EQ(rows(*copy).size() % 2, 0U);
}

TEST_F(Copy, ReplacesNoFileAndLeavesNoneHalfMade) {
  std::ofstream(target()) << "something else";
  const auto refused = copy_database(*store, target());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Conflict);
  EXPECT_EQ(std::filesystem::file_size(target()), 14U);

  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(copy_database(*store, store.folder / "other.db", stop.get_token()).error().code, Errc::Unavailable);
  EXPECT_FALSE(std::filesystem::exists(store.folder / "other.db"));
  EXPECT_EQ(copy_database(*store, store.folder / "no/such/folder.db").error().code, Errc::Unavailable);
}

TEST_F(Copy, CanBeReadWhereNothingCanBeWritten) {
  ASSERT_TRUE(add("one"));
  ASSERT_TRUE(copy_database(*store, store.folder / "a?b%c#d.db").has_value());
  const auto copy = Store::open_to_read(store.folder / "a?b%c#d.db", true, store.clock, store.ids);
  ASSERT_TRUE(copy.has_value()) << copy.error().detail;
  EXPECT_THAT(rows(**copy), ElementsAre("one"));
  EXPECT_FALSE(std::filesystem::exists(store.folder / "a?b%c#d.db-wal"));
  EXPECT_FALSE(std::filesystem::exists(store.folder / "a?b%c#d.db-shm"));
}

TEST_F(Copy, ARunningFileCanBeReadBesideItsWriter) {
  ASSERT_TRUE(add("one"));
  const auto beside = Store::open_to_read(store->file(), false, store.clock, store.ids);
  ASSERT_TRUE(beside.has_value()) << beside.error().detail;
  ASSERT_TRUE(add("two"));
  EXPECT_THAT(rows(**beside), ElementsAre("one", "two"));
}

TEST_F(Copy, SaysWhatIsDamagedAndWhatRefersToNothing) {
  for (int i = 0; i < 2000; ++i) ASSERT_TRUE(add("row " + std::to_string(i)));
  ASSERT_TRUE(copy_database(*store, target()).has_value());
  EXPECT_THAT(inspect(*open_copy()).migrations, testing::Contains(std::string(test::kRowTable.name)));

  const auto size = static_cast<off_t>(std::filesystem::file_size(target()));
  const int fd = ::open(target().c_str(), O_RDWR);
  const std::string noise(4096, 'x');
  // The rows stand last; what says how the file is to be read stands first.
  for (off_t at = size - 5 * 4096; at + 4096 < size; at += 4096) {
    ASSERT_EQ(::pwrite(fd, noise.data(), noise.size(), at), static_cast<ssize_t>(noise.size()));
  }
  ::close(fd);
  EXPECT_THAT(inspect(*open_copy()).damage, Not(IsEmpty()));

  EXPECT_EQ(Store::open_to_read(store.folder / "none.db", true, store.clock, store.ids).error().code, Errc::NotFound);
  std::ofstream(store.folder / "text.db") << std::string(8192, 'x');
  EXPECT_EQ(Store::open_to_read(store.folder / "text.db", true, store.clock, store.ids).error().code, Errc::Internal);
}

}  // namespace
}  // namespace chancery::store
