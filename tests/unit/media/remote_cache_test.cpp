#include "media/remote_cache.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "support/temp_folder.hpp"

namespace chancery::media {
namespace {

namespace fs = std::filesystem;

Rendition of_size(std::size_t bytes, Format format = Format::Jpeg) {
  return {format, 1, 1, std::string(bytes, 'x')};
}

std::uint64_t on_disk(const fs::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

// Says when a file was last asked for, as if that had been then.
void asked_for(RemoteCache& cache, std::string_view key, std::chrono::minutes ago) {
  const auto found = cache.find(key);
  ASSERT_TRUE(found) << key;
  fs::last_write_time(found->file.path, fs::file_time_type::clock::now() - ago);
}

TEST(RemoteCache, KeepsWhatFitsAndDropsTheLeastRecentlyUsed) {
  const test::TempFolder folder;
  auto cache = RemoteCache::open(folder / "cache", 1'000).value();
  ASSERT_TRUE(cache.put("https://a.example/1.jpg", of_size(400)));
  ASSERT_TRUE(cache.put("https://b.example/2.png", of_size(400, Format::Png)));
  ASSERT_TRUE(cache.find("https://a.example/1.jpg"));  // used after b
  ASSERT_TRUE(cache.put("https://c.example/3.jpg", of_size(300)));
  EXPECT_TRUE(cache.find("https://a.example/1.jpg"));
  EXPECT_FALSE(cache.find("https://b.example/2.png"));
  EXPECT_TRUE(cache.find("https://c.example/3.jpg"));
  EXPECT_EQ(cache.bytes(), 700U);
  EXPECT_EQ(cache.files(), 2U);
  EXPECT_EQ(on_disk(folder / "cache"), 700U);
}

TEST(RemoteCache, DoesNotTellInItsNamesWhatWasLookedAt) {
  const test::TempFolder folder;
  auto cache = RemoteCache::open(folder / "cache", 1'000).value();
  const auto put = cache.put("https://a.example/1.jpg", of_size(4));
  ASSERT_TRUE(put);
  EXPECT_EQ(put->file.path.string().find("example"), std::string::npos);
  EXPECT_EQ(put->file.path.extension(), ".jpg");
  EXPECT_EQ(put->file.bytes, 4U);
}

TEST(RemoteCache, ReplacesWhatAKeyHad) {
  const test::TempFolder folder;
  auto cache = RemoteCache::open(folder / "cache", 1'000).value();
  ASSERT_TRUE(cache.put("key", of_size(400)));
  ASSERT_TRUE(cache.put("key", of_size(300)));
  EXPECT_EQ(cache.find("key")->file.bytes, 300U);
  ASSERT_TRUE(cache.put("key", of_size(200, Format::Webp)));
  EXPECT_EQ(cache.find("key")->format, Format::Webp);
  EXPECT_EQ(cache.files(), 1U);
  EXPECT_EQ(on_disk(folder / "cache"), 200U);
  cache.remove("key");
  EXPECT_FALSE(cache.find("key"));
  EXPECT_EQ(on_disk(folder / "cache"), 0U);
}

TEST(RemoteCache, RefusesWhatIsLargerThanItself) {
  const test::TempFolder folder;
  auto cache = RemoteCache::open(folder / "cache", 1'000).value();
  ASSERT_TRUE(cache.put("kept", of_size(10)));
  EXPECT_EQ(cache.put("large", of_size(1'001)).error().code, Errc::TooLarge);
  EXPECT_TRUE(cache.find("kept"));
}

TEST(RemoteCache, KnowsAgainAfterARestartWhatWasUsedLast) {
  const test::TempFolder folder;
  {
    auto cache = RemoteCache::open(folder / "cache", 1'000).value();
    for (const auto* key : {"a", "b", "c"}) ASSERT_TRUE(cache.put(key, of_size(300)));
    asked_for(cache, "a", std::chrono::minutes(1));
    asked_for(cache, "b", std::chrono::minutes(3));
    asked_for(cache, "c", std::chrono::minutes(2));
  }
  auto smaller = RemoteCache::open(folder / "cache", 700).value();
  EXPECT_TRUE(smaller.find("a"));
  EXPECT_FALSE(smaller.find("b"));
  EXPECT_TRUE(smaller.find("c"));
  EXPECT_EQ(on_disk(folder / "cache"), 600U);
}

TEST(RemoteCache, RemovesWhatIsNotItsOwnOrNotWhole) {
  const test::TempFolder folder;
  fs::create_directories(folder / "cache/ab");
  std::ofstream(folder / "cache/stray.txt") << "stray";
  std::ofstream(folder / "cache/unfinished-123456") << "half";
  std::ofstream(folder / "cache/ab/name.jpg") << "no hash";
  std::ofstream(folder / "cache/ab" / (std::string(62, 'c') + ".jpg"));
  auto cache = RemoteCache::open(folder / "cache", 1'000).value();
  EXPECT_EQ(cache.files(), 0U);
  EXPECT_EQ(on_disk(folder / "cache"), 0U);
  for (const auto& entry : fs::recursive_directory_iterator(folder / "cache")) EXPECT_TRUE(entry.is_directory());
}

TEST(RemoteCache, GoesOnWhenSomebodyEmptiedItsFolder) {
  const test::TempFolder folder;
  auto cache = RemoteCache::open(folder / "cache", 1'000).value();
  const auto put = cache.put("a", of_size(300));
  fs::remove_all(put->file.path.parent_path());
  EXPECT_FALSE(cache.find("a"));
  EXPECT_EQ(cache.bytes(), 0U);
  EXPECT_TRUE(cache.put("a", of_size(300)));
}

TEST(RemoteCache, StaysWithinItsBoundWhoeverPuts) {
  const test::TempFolder folder;
  auto cache = RemoteCache::open(folder / "cache", 5'000).value();
  {
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < 4; ++caller) {
      callers.emplace_back([&, caller] {
        for (int i = 0; i < 50; ++i) {
          EXPECT_TRUE(cache.put(std::to_string(caller) + '/' + std::to_string(i % 10), of_size(300)));
          (void)cache.find(std::to_string((caller + 1) % 4) + '/' + std::to_string(i % 10));
        }
      });
    }
  }
  EXPECT_LE(cache.bytes(), 5'000U);
  EXPECT_LE(on_disk(folder / "cache"), 5'000U);
}

}  // namespace
}  // namespace chancery::media
