#include "media/worker.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "media/blurhash.hpp"
#include "support/temp_folder.hpp"
#include "unit/media/images.hpp"

namespace chancery::media {
namespace {

using namespace std::chrono_literals;
using test::decoded;
using test::encoded;
using test::painted;
using test::photograph;
using test::pixel;

// The built program, as the server uses it.
Worker worker(std::chrono::milliseconds deadline = 60s) {
  Worker::Options options;
  options.deadline = deadline;
  return Worker(options);
}
Worker& shared_worker() {
  static Worker one = worker();
  return one;
}

bool near(const std::vector<int>& seen, const std::vector<int>& expected, int by = 6) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (i >= seen.size() || std::abs(seen[i] - expected[i]) > by) return false;
  }
  return true;
}

// Red above, blue below.
test::Image flag(int width, int height) {
  return painted(width, height, 3, [=](int, int y) {
    return y < height / 2 ? std::vector<std::uint8_t>{200, 16, 46} : std::vector<std::uint8_t>{0, 33, 105};
  });
}

TEST(MediaWorker, MakesTwoRenditionsOfAPhotograph) {
  const auto picture = shared_worker().render(encoded(photograph(3000, 1500), ".jpg[Q=90]"));
  ASSERT_TRUE(picture) << picture.error().detail;
  EXPECT_EQ(picture->width, 3000U);
  EXPECT_EQ(picture->height, 1500U);
  EXPECT_EQ(picture->frames, 1U);
  EXPECT_EQ(picture->large.format, Format::Jpeg);
  EXPECT_EQ(picture->large.width, 2048U);
  EXPECT_EQ(picture->large.height, 1024U);
  EXPECT_EQ(picture->small.width, 640U);
  EXPECT_EQ(picture->small.height, 320U);
  EXPECT_TRUE(is_blurhash(picture->blurhash));
  EXPECT_EQ(decoded(picture->large.bytes)->Xsize, 2048);
  EXPECT_EQ(decoded(picture->small.bytes)->Ysize, 320);
}

TEST(MediaWorker, NeverEnlargesAnImage) {
  const auto picture = shared_worker().render(encoded(flag(100, 60), ".png"));
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->large.width, 100U);
  EXPECT_EQ(picture->large.bytes, picture->small.bytes);
}

TEST(MediaWorker, ReadsJpegPngWebpAndGif) {
  const auto image = flag(90, 60);
  for (const auto* suffix : {".jpg[Q=95]", ".png", ".webp[lossless]", ".gif", ".png[interlace]", ".jpg[interlace]"}) {
    const auto picture = shared_worker().render(encoded(image, suffix));
    ASSERT_TRUE(picture) << suffix << ": " << picture.error().detail;
    const auto seen = decoded(picture->large.bytes);
    EXPECT_TRUE(near(pixel(seen, 45, 10), {200, 16, 46})) << suffix;
    EXPECT_TRUE(near(pixel(seen, 45, 50), {0, 33, 105})) << suffix;
  }
}

TEST(MediaWorker, LeavesNothingOfWhatTheCameraWrote) {
  auto image = flag(400, 300);
  vips_image_set_string(image.get(), "exif-ifd3-GPSLatitude", "52/1 22/1 1234/100 (52, 22, 12.34, Rational, 3)");
  vips_image_set_string(image.get(), "exif-ifd0-Artist", "Jane Exemplar (Jane Exemplar, ASCII, 14 components)");
  const std::string xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>Jane Exemplar</x:xmpmeta>";
  vips_image_set_blob_copy(image.get(), VIPS_META_XMP_NAME, xmp.data(), xmp.size());
  for (const auto* suffix : {".jpg[Q=95,profile=srgb]", ".webp[lossless,profile=srgb]", ".png[profile=srgb]"}) {
    const auto taken = encoded(image, suffix);
    ASSERT_NE(vips_image_get_typeof(decoded(taken).get(), VIPS_META_XMP_NAME), 0U) << suffix;
    const auto picture = shared_worker().render(taken);
    ASSERT_TRUE(picture) << suffix << ": " << picture.error().detail;
    for (const auto* rendition : {&picture->large, &picture->small}) {
      EXPECT_EQ(rendition->bytes.find("Jane"), std::string::npos) << suffix;
      const auto seen = decoded(rendition->bytes);
      for (const auto* meta : {VIPS_META_EXIF_NAME, VIPS_META_XMP_NAME, VIPS_META_IPTC_NAME, VIPS_META_ICC_NAME}) {
        EXPECT_EQ(vips_image_get_typeof(seen.get(), meta), 0U) << suffix << ' ' << meta;
      }
    }
  }
}

TEST(MediaWorker, TurnsAnImageUprightAsItsExifSays) {
  auto image = flag(300, 200);
  vips_image_set_int(image.get(), VIPS_META_ORIENTATION, 6);  // to be turned by 90° clockwise
  const auto picture = shared_worker().render(encoded(image, ".jpg[Q=95]"));
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->width, 200U);
  EXPECT_EQ(picture->height, 300U);
  const auto seen = decoded(picture->large.bytes);
  EXPECT_EQ(seen->Xsize, 200);
  EXPECT_TRUE(near(pixel(seen, 150, 150), {200, 16, 46}));  // what was above is right
  EXPECT_TRUE(near(pixel(seen, 50, 150), {0, 33, 105}));
}

TEST(MediaWorker, ConvertsOtherColoursToSrgb) {
  const auto srgb = painted(64, 64, 3, [](int, int) { return std::vector<std::uint8_t>{180, 90, 60}; });
  VipsImage* wide = nullptr;
  ASSERT_EQ(vips_icc_transform(srgb.get(), &wide, "p3", "input_profile", "srgb", nullptr), 0);
  const test::Image p3(wide);
  ASSERT_FALSE(near(pixel(p3, 5, 5), {180, 90, 60}, 4));  // other numbers for the same colour
  const auto picture = shared_worker().render(encoded(p3, ".png"));
  ASSERT_TRUE(picture);
  EXPECT_TRUE(near(pixel(decoded(picture->large.bytes), 30, 30), {180, 90, 60}, 3));
  VipsImage* inks = nullptr;
  ASSERT_EQ(vips_icc_transform(srgb.get(), &inks, "cmyk", "input_profile", "srgb", nullptr), 0);
  const auto printed = shared_worker().render(encoded(test::Image(inks), ".jpg[Q=95]"));
  ASSERT_TRUE(printed) << printed.error().detail;
  EXPECT_TRUE(near(pixel(decoded(printed->large.bytes), 30, 30), {180, 90, 60}, 12));
}

TEST(MediaWorker, ReadsGreyAndDeepImages) {
  const auto grey = painted(50, 40, 1, [](int, int) { return std::vector<std::uint8_t>{120}; });
  const auto picture = shared_worker().render(encoded(grey, ".png"));
  ASSERT_TRUE(picture) << picture.error().detail;
  EXPECT_TRUE(near(pixel(decoded(picture->large.bytes), 3, 3), {120, 120, 120}));
  VipsImage* deep = nullptr;
  ASSERT_EQ(vips_colourspace(flag(50, 40).get(), &deep, VIPS_INTERPRETATION_RGB16, nullptr), 0);
  const auto sixteen = shared_worker().render(encoded(test::Image(deep), ".png[bitdepth=16]"));
  ASSERT_TRUE(sixteen) << sixteen.error().detail;
  EXPECT_TRUE(near(pixel(decoded(sixteen->large.bytes), 3, 3), {200, 16, 46}));
}

TEST(MediaWorker, KeepsWhatIsTransparent) {
  const auto half = painted(80, 80, 4, [](int x, int) {
    return std::vector<std::uint8_t>{10, 120, 60, static_cast<std::uint8_t>(x < 40 ? 0 : 255)};
  });
  const auto drawn = shared_worker().render(encoded(half, ".png"));
  ASSERT_TRUE(drawn);
  EXPECT_EQ(drawn->large.format, Format::Png);
  EXPECT_EQ(pixel(decoded(drawn->large.bytes), 5, 5).at(3), 0);
  EXPECT_TRUE(near(pixel(decoded(drawn->large.bytes), 70, 5), {10, 120, 60, 255}));
  EXPECT_GT(drawn->average.red, 100);  // white shines through

  const auto cut_out = painted(300, 300, 4, [seed = std::uint32_t{7}](int x, int) mutable {
    seed = seed * 1'664'525 + 1'013'904'223;
    return std::vector<std::uint8_t>{static_cast<std::uint8_t>(seed >> 24), static_cast<std::uint8_t>(seed >> 16), 90,
                                     static_cast<std::uint8_t>(x < 99 ? 0 : 255)};
  });
  const auto photo = shared_worker().render(encoded(cut_out, ".png"));
  ASSERT_TRUE(photo);
  EXPECT_EQ(photo->large.format, Format::Webp);
  EXPECT_EQ(pixel(decoded(photo->large.bytes), 5, 5).at(3), 0);
}

TEST(MediaWorker, KeepsADrawingExactAndMakesAPhotographSmall) {
  const auto drawing = shared_worker().render(encoded(flag(500, 400), ".png"));
  ASSERT_TRUE(drawing);
  EXPECT_EQ(drawing->large.format, Format::Png);
  EXPECT_EQ(pixel(decoded(drawing->large.bytes), 1, 1), (std::vector<int>{200, 16, 46}));
  const auto photo = shared_worker().render(encoded(photograph(500, 400), ".png"));
  ASSERT_TRUE(photo);
  EXPECT_EQ(photo->large.format, Format::Jpeg);
}

TEST(MediaWorker, CropsToTheShapeAroundTheFocalPoint) {
  // Nine fields in a row, each of its own grey: 0, 30, … 240.
  const auto stripes = painted(
      900, 100, 3, [](int x, int) { return std::vector<std::uint8_t>(3, static_cast<std::uint8_t>(x / 100 * 30)); });
  const auto bytes = encoded(stripes, ".png");
  const auto grey_at_centre = [&](Shape shape, double x) {
    RenderOptions options;
    options.shape = shape;
    options.focus = {x, 0};
    const auto picture = shared_worker().render(bytes, options);
    if (!picture) return -1;
    const auto seen = decoded(picture->large.bytes);
    EXPECT_EQ(seen->Xsize, shape == Shape::Square ? 100 : 300);
    EXPECT_EQ(seen->Ysize, 100);
    return pixel(seen, seen->Xsize / 2, 50).front();
  };
  EXPECT_EQ(grey_at_centre(Shape::Square, 0), 120);
  EXPECT_EQ(grey_at_centre(Shape::Square, -1), 0);
  EXPECT_EQ(grey_at_centre(Shape::Square, 1), 240);
  EXPECT_EQ(grey_at_centre(Shape::Banner, 0), 120);
  EXPECT_EQ(grey_at_centre(Shape::Banner, 1), 210);

  RenderOptions options;
  options.shape = Shape::Square;
  options.focus = {0, 1};  // the top
  options.large = 64;
  options.small = 32;
  const auto top = shared_worker().render(encoded(flag(100, 300), ".png"), options);
  ASSERT_TRUE(top);
  EXPECT_EQ(top->large.width, 64U);
  EXPECT_EQ(top->large.height, 64U);
  EXPECT_EQ(top->small.width, 32U);
  EXPECT_TRUE(near(pixel(decoded(top->large.bytes), 32, 60), {200, 16, 46}));
}

TEST(MediaWorker, ReadsAnImageOfOneRow) {
  const auto line = painted(3000, 1, 3, [](int, int) { return std::vector<std::uint8_t>{1, 2, 3}; });
  const auto picture = shared_worker().render(encoded(line, ".png"));
  ASSERT_TRUE(picture) << picture.error().detail;
  EXPECT_EQ(picture->small.height, 1U);
}

TEST(MediaWorker, TellsTheFramesOfAnAnimationAndKeepsTheFirst) {
  auto reel = flag(40, 80);  // two frames of 40 x 40: red, then blue
  vips_image_set_int(reel.get(), VIPS_META_PAGE_HEIGHT, 40);
  const auto picture = shared_worker().render(encoded(reel, ".gif"));
  ASSERT_TRUE(picture) << picture.error().detail;
  EXPECT_EQ(picture->frames, 2U);
  EXPECT_EQ(picture->height, 40U);
  EXPECT_TRUE(near(pixel(decoded(picture->large.bytes), 20, 35), {200, 16, 46}));
}

TEST(MediaWorker, ReadsAnUploadFromItsPlaceInAFile) {
  const test::TempFolder folder;
  const auto bytes = encoded(flag(90, 60), ".png");
  std::ofstream(folder / "body", std::ios::binary) << "before" << bytes << "after";
  const auto picture = shared_worker().render(FileRange{folder / "body", 6, bytes.size()});
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->width, 90U);
  const auto short_of = shared_worker().render(FileRange{folder / "body", 6, bytes.size() + 100});
  ASSERT_FALSE(short_of);
  EXPECT_EQ(short_of.error().code, Errc::Internal);
  EXPECT_TRUE(shared_worker().render(bytes));
}

// A PNG header that promises `width` x `height` pixels and has none.
std::string promised(std::uint32_t width, std::uint32_t height) {
  auto bytes = encoded(flag(8, 8), ".png");
  const auto write = [&](std::size_t at, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (24 - 8 * i));
  };
  write(16, width);
  write(20, height);
  std::uint32_t crc = ~0U;  // of the chunk's name and data (PNG section 5.5)
  for (std::size_t i = 12; i < 29; ++i) {
    crc ^= static_cast<unsigned char>(bytes[i]);
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0xedb88320U : crc >> 1;
  }
  write(29, ~crc);
  return bytes;
}

TEST(MediaWorker, RefusesABombByItsHeader) {
  const auto bomb = shared_worker().render(promised(12'000, 10'000));
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().code, Errc::TooLarge);
  EXPECT_EQ(bomb.error().hint, "the picture has 120 million pixels; at most 40 million are taken");
  const auto strip = shared_worker().render(promised(1'000'000, 2));
  ASSERT_FALSE(strip);
  EXPECT_EQ(strip.error().hint, "the picture has 1000000 by 2 pixels; a side may have at most 32768");
}

TEST(MediaWorker, RefusesTooManyBytesBeforeTheyAreSent) {
  Worker::Options options;
  options.bytes = 1'000'000;
  options.program = "/nonexistent";
  const auto picture = Worker(options).render(std::string(1'500'000, 'x'));
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, Errc::TooLarge);
  EXPECT_EQ(picture.error().hint, "the picture has 1.5 MB; at most 1 MB are taken");
}

TEST(MediaWorker, SaysWhatIsWrongWithADamagedFile) {
  for (const auto* suffix : {".jpg", ".png", ".webp", ".gif"}) {
    const auto whole = encoded(photograph(400, 300), suffix);
    for (const auto part : {whole.size() / 2, std::size_t{20}}) {
      const auto picture = shared_worker().render(whole.substr(0, part));
      ASSERT_FALSE(picture) << suffix << ' ' << part;
      EXPECT_EQ(picture.error().code, Errc::Malformed) << suffix;
      EXPECT_EQ(picture.error().hint, "the picture is damaged or not whole; save it again and send that") << suffix;
    }
  }
}

TEST(MediaWorker, TakesOnlyFourFormats) {
  const std::string svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
  const auto image = flag(20, 20);
  for (const auto& bytes : {svg, std::string("%PDF-1.4"), encoded(image, ".tif"), encoded(image, ".ppm"),
                            std::string("BM"), std::string()}) {
    const auto picture = shared_worker().render(bytes);
    ASSERT_FALSE(picture) << bytes.substr(0, 10);
    EXPECT_EQ(picture.error().code, Errc::Unsupported);
    EXPECT_EQ(picture.error().hint, "only JPEG, PNG, WebP and GIF pictures are taken");
  }
}

TEST(MediaWorker, SaysSoWhenTheProgramIsMissingOrAnother) {
  for (const auto* program : {"/nonexistent/chancery-media", "/bin/true", "/bin/cat"}) {
    Worker::Options options;
    options.program = program;
    options.deadline = 500ms;
    const auto started = Worker(options).start();
    ASSERT_FALSE(started) << program;
    EXPECT_EQ(started.error().code, Errc::Unavailable);
    EXPECT_NE(started.error().detail.find(program), std::string::npos) << started.error().detail;
  }
}

// What a child does that fell to the image it read; see misbehaving_worker.cpp.
Result<Picture> misbehaving(std::string how, std::chrono::milliseconds deadline = 20s) {
  Worker::Options options;
  options.program = CHANCERY_MISBEHAVING_WORKER;
  options.deadline = deadline;
  Worker worker(options);
  auto picture = worker.render(how);
  const auto next = worker.render("answer");
  EXPECT_TRUE(next) << how << ", then: " << next.error().detail;
  return picture;
}

TEST(MediaWorker, SurvivesWhateverItsChildDoes) {
  for (const auto* how : {"crash", "exit", "exit before the end", "garbage", "too long", "too wide", "not a picture",
                          "bad blurhash", "more than was announced"}) {
    const auto picture = misbehaving(how);
    ASSERT_FALSE(picture) << how;
    EXPECT_EQ(picture.error().code, Errc::Malformed) << how;
    EXPECT_EQ(picture.error().hint,
              "no picture could be made of this file; save it again as JPEG or PNG and send that");
  }
}

TEST(MediaWorker, GivesUpAtTheDeadlineAndStartsAnew) {
  const auto picture = misbehaving("hang", 300ms);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, Errc::Timeout);
  EXPECT_EQ(picture.error().hint, "the picture could not be made within 1 seconds; send a smaller one");
}

TEST(MediaWorker, NoticesThatItsChildDiedMeanwhile) {
  Worker::Options options;
  options.program = CHANCERY_MISBEHAVING_WORKER;
  Worker worker(options);
  const auto last = worker.render("answer, then die");
  ASSERT_TRUE(last);
  siginfo_t ended{};
  ASSERT_EQ(::waitid(P_PID, last->frames, &ended, WEXITED | WNOWAIT), 0);
  EXPECT_TRUE(worker.render("answer"));
}

TEST(MediaWorker, ReplacesItsChildAfterSoManyImages) {
  Worker::Options options;
  options.program = CHANCERY_MISBEHAVING_WORKER;
  options.images = 2;
  Worker worker(options);
  std::vector<std::uint32_t> children;  // the child says its process id as the picture's frames
  for (int i = 0; i < 5; ++i) children.push_back(worker.render("answer").value().frames);
  EXPECT_EQ(children[0], children[1]);
  EXPECT_NE(children[1], children[2]);
  EXPECT_EQ(children[2], children[3]);
  EXPECT_NE(children[3], children[4]);
}

TEST(MediaWorker, ServesManyCallersOneAfterTheOther) {
  const auto bytes = encoded(flag(90, 60), ".png");
  std::vector<std::jthread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int k = 0; k < 5; ++k) EXPECT_TRUE(shared_worker().render(bytes));
    });
  }
}

}  // namespace
}  // namespace chancery::media
