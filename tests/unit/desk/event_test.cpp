#include "desk/event.hpp"

#include <gtest/gtest.h>

namespace chancery::desk {
namespace {

TEST(Event, EveryKindIsReadBackFromItsWord) {
  for (auto n = 0; n <= static_cast<int>(EventKind::Imported); ++n) {
    const auto kind = static_cast<EventKind>(n);
    ASSERT_FALSE(to_string(kind).empty()) << n;
    EXPECT_EQ(parse_event_kind(to_string(kind)).value(), kind);
  }
}

TEST(Event, AWordThatIsNoneIsAnsweredWithTheWords) {
  EXPECT_EQ(parse_matter("consulate").error().hint, "matter: one of life consular question dialogue.");
  EXPECT_EQ(parse_outcome("ignored").error().code, Errc::Invalid);
  EXPECT_EQ(parse_place("person").value(), Place::Person);
}

}  // namespace
}  // namespace chancery::desk
