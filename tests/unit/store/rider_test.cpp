#include "store/rider.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/json.hpp"
#include "store/events.hpp"
#include "support/stores.hpp"

namespace chancery::store {
namespace {

class RiderTest : public testing::Test {
 protected:
  Status tell(std::string_view what) {
    return store->write_now([&](Transaction& tx) -> Status {
      append_event(tx, what, {});
      return {};
    });
  }
  [[nodiscard]] std::vector<std::string> told() const {
    std::vector<std::string> types;
    for (const auto& event : store->read([](Snapshot& snapshot) { return events_after(snapshot, 0, 100); })) {
      types.push_back(event.type);
    }
    return types;
  }
  static Status ride(Transaction& tx) {
    append_event(tx, "rider", {});
    return {};
  }
  using Types = std::vector<std::string>;

  chancery::test::TestStore store;
};

TEST_F(RiderTest, RidesAlongWithTheFirstWriteAndNoOther) {
  {
    const Rider rider(*store, ride);
    EXPECT_FALSE(rider.arrived());
    ASSERT_TRUE(tell("first").has_value());
    EXPECT_TRUE(rider.arrived());
    ASSERT_TRUE(tell("second").has_value());
  }
  ASSERT_TRUE(tell("third").has_value());
  EXPECT_EQ(told(), (Types{"rider", "first", "second", "third"}));
}

TEST_F(RiderTest, IsNotThereWhereTheWriteFailed) {
  const Rider rider(*store, ride);
  const auto failed = store->write_now([](Transaction& tx) -> Status {
    append_event(tx, "failed", {});
    return fail(Errc::Conflict, "no");
  });
  EXPECT_FALSE(failed.has_value());
  EXPECT_FALSE(rider.arrived());
  EXPECT_TRUE(told().empty());
  ASSERT_TRUE(tell("again").has_value());
  EXPECT_EQ(told(), (Types{"rider", "again"}));
}

TEST_F(RiderTest, ItsOwnFailureFailsTheWrite) {
  const Rider rider(*store, [](Transaction&) -> Status { return fail(Errc::Invalid, "no"); });
  EXPECT_EQ(tell("first").error().code, Errc::Invalid);
  EXPECT_TRUE(told().empty());
}

TEST_F(RiderTest, RidesAlongWithItsOwnThreadItsOwnStoreAndWhatSomebodyWaitsForAlone) {
  chancery::test::TestStore other;
  const Rider rider(*other, ride);
  ASSERT_TRUE(tell("here").has_value());
  EXPECT_EQ(told(), Types{"here"});
  std::jthread([&] { EXPECT_TRUE(other->write_now([](Transaction&) -> Status { return {}; }).has_value()); }).join();
  EXPECT_TRUE(other->write(Lane::Bulk, [](Transaction&) -> Status { return {}; }).get().has_value());
  EXPECT_FALSE(rider.arrived());
}

}  // namespace
}  // namespace chancery::store
