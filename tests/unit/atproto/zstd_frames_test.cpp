#include "atproto/zstd_frames.hpp"

#include <gtest/gtest.h>

#include <string>

#include "unit/atproto/zstd_packing.hpp"

namespace chancery::atproto {
namespace {

using test::packed;

class Unpacking : public testing::Test {
 protected:
  const std::string bytes = test::trained_dictionary();
  ZstdFrames frames = ZstdFrames::with(ZstdDictionary::parse(bytes).value()).value();

  Errc refusal(std::string_view frame) {
    const auto event = frames.unpack(frame);
    EXPECT_FALSE(event.has_value());
    return event ? Errc::Internal : event.error().code;
  }
};

TEST_F(Unpacking, GivesEachEventBack) {
  for (const bool sized : {true, false}) {
    for (const auto& event : {test::served_post(1'779'719'000'000'000, 3).frame, std::string(), std::string("{}"),
                              std::string(700'000, 'x'), std::string(ZstdFrames::kMaxEvent - 1, 'y')}) {
      const auto unpacked = frames.unpack(packed(event, bytes, sized));
      ASSERT_TRUE(unpacked.has_value()) << unpacked.error().detail << event.size();
      EXPECT_EQ(*unpacked, event);
    }
  }
}

TEST_F(Unpacking, RefusesABomb) {
  const std::string bomb(ZstdFrames::kMaxEvent * 20, 'x');
  EXPECT_EQ(refusal(packed(bomb, bytes, true)), Errc::TooLarge);
  EXPECT_EQ(refusal(packed(bomb, bytes, false)), Errc::TooLarge);
  EXPECT_EQ(*frames.unpack(packed("still here", bytes, false)), "still here");
}

TEST_F(Unpacking, RefusesWhatIsNoWholeFrame) {
  const auto whole = packed(test::served_post(1'779'719'000'000'000, 3).frame, bytes);
  const auto unsized = packed(test::served_post(1'779'719'000'000'000, 3).frame, bytes, false);
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_EQ(refusal(whole.substr(0, size)), Errc::Malformed);
  for (std::size_t size = 0; size < unsized.size(); ++size) {
    EXPECT_EQ(refusal(unsized.substr(0, size)), Errc::Malformed);
  }
  EXPECT_EQ(refusal(whole + whole), Errc::Malformed);
  EXPECT_EQ(refusal(unsized + unsized), Errc::Malformed);
  EXPECT_EQ(refusal(whole + "x"), Errc::Malformed);
  EXPECT_EQ(refusal("{}"), Errc::Malformed);
}

TEST_F(Unpacking, TellsAFrameOfAnotherDictionary) {
  EXPECT_EQ(refusal(packed("{}", test::trained_dictionary(4711))), Errc::Unsupported);
}

TEST(ZstdDictionary, IsKnownByItsId) {
  EXPECT_EQ(ZstdDictionary::parse(test::trained_dictionary(4711)).value().id(), 4711U);
  EXPECT_FALSE(ZstdDictionary::parse("").has_value());
  EXPECT_FALSE(ZstdDictionary::parse("just words, no dictionary").has_value());
  EXPECT_FALSE(ZstdDictionary::parse(std::string(ZstdDictionary::kMaxBytes + 1, 'x')).has_value());
}

}  // namespace
}  // namespace chancery::atproto
