#include "media/blurhash.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <vector>

namespace chancery::media {
namespace {

using Paint = std::function<std::array<int, 3>(int x, int y)>;

std::string hash_of(int width, int height, unsigned waves_x, unsigned waves_y, const Paint& paint) {
  std::vector<std::uint8_t> rgb;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int value : paint(x, y)) rgb.push_back(static_cast<std::uint8_t>(value));
    }
  }
  return blurhash(rgb, static_cast<std::size_t>(width), static_cast<std::size_t>(height), waves_x, waves_y);
}

// The expected texts are what the encoder of the algorithm's authors (woltapp/blurhash, C) says of the same pixels.
TEST(Blurhash, SaysWhatTheReferenceEncoderSays) {
  const Paint ramp = [](int x, int y) { return std::array{x * 8, y * 10, 128}; };
  EXPECT_EQ(hash_of(32, 24, 4, 3, ramp), "LxH27k2swxX8mHWWjtf7gJfjfQfj");
  EXPECT_EQ(hash_of(32, 24, 3, 4, ramp), "TxH27k2swxmHWWjtgJfjfQn,Wpjt");
  EXPECT_EQ(hash_of(32, 24, 1, 1, ramp), "00H27k");
  const Paint mixed = [](int x, int y) {
    return std::array{(x * 37 + y * 11) % 256, (x * x * 5 + y * 3) % 256, x * y * 7 % 256};
  };
  EXPECT_EQ(hash_of(13, 29, 4, 3, mixed), "LNHL0rv4UxVaxAQ:o@RkS@EyR,39");
  EXPECT_EQ(
      hash_of(13, 29, 9, 9, mixed),
      "|NHL0rv4UxVab--~bpvARPxAQ:o@RkGVV]RSSyXkS@EyR,39V|,bR:bvOqb.slM,oy]UxZn6r?k+XLnSX9t7jJNdjFF=Okc5nSRpa|bYoaN"
      "GNy$*Sajca$t6jFjqWGxDxYoya%V{bYWToaWEWaS#X1nmogn$bXjdjdoIj;");
  const Paint halves = [](int x, int) { return x < 10 ? std::array{200, 16, 46} : std::array{1, 33, 105}; };
  EXPECT_EQ(hash_of(20, 10, 4, 3, halves), "L*Gz@V|FsSOFspsTjta}fQfQfQfQ");
}

TEST(Blurhash, SaysWhatTheReferenceEncoderSaysOfOneColour) {
  EXPECT_EQ(hash_of(16, 16, 4, 3, [](int, int) { return std::array{255, 255, 255}; }), "LKTSUA~qfQ~q~qoffQoffQfQfQfQ");
  EXPECT_EQ(hash_of(8, 4, 4, 3, [](int, int) { return std::array{0, 0, 0}; }), "L00000fQfQfQfQfQfQfQfQfQfQfQ");
}

TEST(Blurhash, CarriesTheMeanColour) {
  EXPECT_EQ(average_of("00TSUA"), (Colour{255, 255, 255}));
  EXPECT_EQ(average_of("L00000fQfQfQfQfQfQfQfQfQfQfQ"), Colour{});
  EXPECT_EQ(average_of(hash_of(9, 9, 3, 3, [](int, int) { return std::array{10, 75, 140}; })), (Colour{10, 75, 140}));
  EXPECT_EQ(to_css({10, 75, 140}), "#0a4b8c");
}

TEST(Blurhash, KnowsOneByAlphabetAndLength) {
  for (const auto* text : {"00H27k", "LxH27k2swxX8mHWWjtf7gJfjfQfj"}) EXPECT_TRUE(is_blurhash(text)) << text;
  for (const auto* text :
       {"", "0", "00H27", "00H27k0", "LDH27k", "00H2\"k", "00H2<k", "~0H27k", "LxH27k2swxX8mHWWjtf7gJfjfQf\xc3"}) {
    EXPECT_FALSE(is_blurhash(text)) << text;
  }
}

}  // namespace
}  // namespace chancery::media
