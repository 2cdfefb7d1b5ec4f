#include "media/files.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/temp_folder.hpp"

namespace chancery::media {
namespace {

const Rendition kPicture{Format::Webp, 1, 1, "abc"};
// FIPS 180-2 appendix B.1.
constexpr auto kName = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.webp";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(MediaFiles, NameAPictureByItsBytes) {
  const test::TempFolder folder;
  auto files = Files::open(folder / "media");
  ASSERT_TRUE(files);
  const auto name = files->put(kPicture);
  ASSERT_TRUE(name);
  EXPECT_EQ(name->text(), kName);
  const auto stored = files->find(*name);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->path, folder / "media/ba" / std::string(kName).substr(2));
  EXPECT_EQ(stored->bytes, 3U);
  EXPECT_EQ(read(stored->path), "abc");
}

TEST(MediaFiles, KeepTheSamePictureOnce) {
  const test::TempFolder folder;
  auto files = Files::open(folder / "media").value();
  EXPECT_EQ(files.put(kPicture).value(), files.put(kPicture).value());
  ASSERT_TRUE(files.remove(FileName::parse(kName).value()));
  EXPECT_EQ(files.find(FileName::parse(kName).value()).error().code, Errc::NotFound);
  EXPECT_TRUE(files.remove(FileName::parse(kName).value()));
  EXPECT_TRUE(files.put(kPicture));
}

TEST(MediaFiles, ForgetWhatAKilledProcessWasWriting) {
  const test::TempFolder folder;
  (void)Files::open(folder / "media").value().put(kPicture);
  std::ofstream(folder / "media/unfinished-Ab12Cd") << "half";
  const auto files = Files::open(folder / "media");
  ASSERT_TRUE(files);
  EXPECT_FALSE(std::filesystem::exists(folder / "media/unfinished-Ab12Cd"));
  EXPECT_TRUE(files->find(FileName::parse(kName).value()));
}

TEST(MediaFiles, AreOpenToNobodyElse) {
  const test::TempFolder folder;
  auto files = Files::open(folder / "media").value();
  const auto stored = files.find(files.put(kPicture).value()).value();
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(stored.path).permissions() & (perms::group_all | perms::others_all), perms::none);
  EXPECT_EQ(std::filesystem::status(folder / "media").permissions(), perms::owner_all);
}

TEST(MediaFiles, SayThatTheFolderCannotBeWritten) {
  EXPECT_EQ(Files::open("/proc/nowhere").error().code, Errc::Unavailable);
}

TEST(FileName, IsNothingButAHashAndAnExtension) {
  EXPECT_EQ(FileName::parse(kName)->format(), Format::Webp);
  const std::string hash = std::string(kName).substr(0, 64);
  for (const auto& text :
       {std::string(), hash, hash + ".svg", hash + ".webp/", hash + "x.webp", hash.substr(1) + ".webp",
        "../" + hash.substr(3) + ".webp", 'B' + hash.substr(1) + ".png", hash + "/webp"}) {
    EXPECT_EQ(FileName::parse(text).error().code, Errc::NotFound) << text;
  }
}

}  // namespace
}  // namespace chancery::media
