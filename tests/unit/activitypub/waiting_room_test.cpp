#include "activitypub/waiting_room.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <utility>
#include <vector>

namespace chancery::activitypub {
namespace {

TEST(WaitingRoom, GivesSoManyPlacesInAllAndToEachSubscriber) {
  const auto room = std::make_shared<WaitingRoom>(WaitingRoom::Limits{.all = 3, .per_subscriber = 2});
  auto first = room->enter("203.0.113.9");
  const auto second = room->enter("203.0.113.9");
  EXPECT_FALSE(room->enter("203.0.113.9"));
  const auto neighbour = room->enter("203.0.113.10");
  EXPECT_TRUE(neighbour);
  EXPECT_FALSE(room->enter("198.51.100.1")) << "the room is full";
  first.reset();
  EXPECT_TRUE(room->enter("198.51.100.1"));
}

TEST(WaitingRoom, TakesANetworkOf64BitsForOneSubscriber) {
  const auto room = std::make_shared<WaitingRoom>(WaitingRoom::Limits{.all = 100, .per_subscriber = 2});
  const auto first = room->enter("2001:db8:1:2::1");
  const auto second = room->enter("2001:db8:1:2:ffff::9");
  EXPECT_FALSE(room->enter("2001:db8:1:2:8000::"));
  EXPECT_TRUE(room->enter("2001:db8:1:3::1"));
  EXPECT_EQ(subscriber_of("2001:db8:1:2::1"), subscriber_of("2001:db8:1:2:3:4:5:6"));
  EXPECT_EQ(subscriber_of("::ffff:203.0.113.9"), subscriber_of("203.0.113.9"));
  EXPECT_NE(subscriber_of("203.0.113.9"), subscriber_of("203.0.113.8"));
}

TEST(WaitingRoom, TurnsAwayWhatIsLeftAndWhatComesLater) {
  const auto room = std::make_shared<WaitingRoom>(WaitingRoom::Limits{});
  int gone_on = 0;
  int turned_away = 0;
  const auto task = [&] { return WaitingRoom::Task{[&] { ++gone_on; }, [&] { ++turned_away; }}; };
  room->later(task());
  room->stop();
  EXPECT_EQ(turned_away, 1);
  room->later(task());
  EXPECT_EQ(turned_away, 2);
  EXPECT_EQ(gone_on, 0);
}

TEST(WaitingRoom, GoesOnInTheOrderOfAnswersWhateverOneThrows) {
  const auto room = std::make_shared<WaitingRoom>(WaitingRoom::Limits{});
  std::vector<int> order;
  std::stop_source stop;
  room->later({[&] { order.push_back(1); }, [] {}});
  room->later({[] { throw std::runtime_error("broken"); }, [] {}});
  room->later({[&] {
                 order.push_back(2);
                 stop.request_stop();
               },
               [] {}});
  room->run(stop.get_token());
  EXPECT_EQ(order, (std::vector{1, 2}));
}

}  // namespace
}  // namespace chancery::activitypub
