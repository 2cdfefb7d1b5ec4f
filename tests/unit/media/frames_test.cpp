#include "media/frames.hpp"

#include <gtest/gtest.h>

namespace chancery::media {
namespace {

RenderRequest request() {
  return {{Shape::Banner, {0.25, -1}, 1500, 500}, 4'711, 40'000'000};
}

Picture picture() {
  const Rendition large{Format::Png, 800, 600, "\x89PNG\r\n\x1a\n and so on"};
  const Rendition small{Format::Jpeg, 640, 480, "\xff\xd8\xff and so on"};
  return {1'600, 1'200, 1, "00H27k", {123, 104, 128}, large, small};
}

Result<RenderAnswer> read(const RenderAnswer& answer, const RenderOptions& asked = {}) {
  const auto bytes = encode_answer(answer);
  EXPECT_EQ(decode_answer_head(bytes.substr(0, kAnswerHeadBytes)).value(), bytes.size() - kAnswerHeadBytes);
  return decode_answer(bytes.substr(kAnswerHeadBytes), asked);
}

TEST(MediaFrames, CarryARequest) {
  const auto bytes = encode_request(request());
  ASSERT_EQ(bytes.size(), kRequestBytes);
  EXPECT_EQ(decode_request(bytes).value(), request());
}

TEST(MediaFrames, RefuseARequestOutOfItsBounds) {
  const auto whole = encode_request(request());
  const auto with = [&](std::size_t at, char value) {
    auto bytes = whole;
    bytes[at] = value;
    return bytes;
  };
  // the mark, the shape, the focus, a side of 64K pixels, of 16M, a petabyte to follow
  for (const auto& bytes : {with(0, 'X'), with(4, 3), with(11, '\x7f'), with(14, 1), with(19, 1), with(34, 4)}) {
    EXPECT_FALSE(decode_request(bytes));
  }
  EXPECT_FALSE(decode_request(whole + 'x'));
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(decode_request(whole.substr(0, size)));
}

TEST(MediaFrames, CarryAPicture) {
  const auto answer = read(picture());
  ASSERT_TRUE(answer);
  auto expected = picture();
  expected.average = {111, 110, 128};  // read out of the blurhash
  EXPECT_EQ(std::get<Picture>(*answer).large, expected.large);
  EXPECT_EQ(std::get<Picture>(*answer).small, expected.small);
  EXPECT_EQ(std::get<Picture>(*answer).width, 1'600U);
  EXPECT_EQ(std::get<Picture>(*answer).blurhash, "00H27k");
}

TEST(MediaFrames, CarryARefusalWithoutWhatALogCannotTake) {
  const auto answer = read(RefusedImage{Refusal::Damaged, 3, 4, "a\nb\x1b[31m" + std::string(1'000, 'x')});
  ASSERT_TRUE(answer);
  const auto& refused = std::get<RefusedImage>(*answer);
  EXPECT_EQ(refused.reason, Refusal::Damaged);
  EXPECT_EQ(refused.width, 3U);
  EXPECT_EQ(refused.detail.substr(0, 9), "a b [31mx");
  EXPECT_EQ(refused.detail.size(), 300U);
}

TEST(MediaFrames, RefuseAPictureThatIsNotWhatWasAskedFor) {
  RenderOptions asked;
  asked.large = 799;
  EXPECT_FALSE(read(picture(), asked));
  asked = {};
  asked.small = 600;
  EXPECT_FALSE(read(picture(), asked));
  auto answer = picture();
  answer.large.format = Format::Webp;  // but the bytes are PNG
  EXPECT_FALSE(read(answer));
  answer = picture();
  answer.small.height = 0;
  EXPECT_FALSE(read(answer));
  answer = picture();
  answer.blurhash = "\"><b>";
  EXPECT_FALSE(read(answer));
  answer = picture();
  answer.width = kMaxSide + 1;
  EXPECT_FALSE(read(answer));
}

TEST(MediaFrames, RefuseAnAnswerThatIsNotWhole) {
  const auto bytes = encode_answer(picture()).substr(kAnswerHeadBytes);
  ASSERT_TRUE(decode_answer(bytes, {}));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_answer(bytes.substr(0, size), {})) << size;
  EXPECT_FALSE(decode_answer(bytes + '\0', {}));
  EXPECT_FALSE(decode_answer_head("CMA1\xff\xff\xff\x7f"));
  EXPECT_FALSE(decode_answer_head("CMA1"));
}

}  // namespace
}  // namespace chancery::media
