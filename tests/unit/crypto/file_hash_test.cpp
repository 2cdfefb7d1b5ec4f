#include "crypto/file_hash.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "support/temp_folder.hpp"

namespace chancery::crypto {
namespace {

TEST(FileHash, IsThatOfItsBytesHoweverManyThereAre) {
  const test::TempFolder folder;
  for (const std::size_t size : {0U, 3U, 65'536U, 200'001U}) {
    const std::string bytes(size, 'a');
    const auto path = folder / std::to_string(size);
    std::ofstream(path, std::ios::binary) << bytes;
    const auto file = hash_file(path);
    ASSERT_TRUE(file.has_value()) << size;
    EXPECT_EQ(file->bytes, static_cast<std::int64_t>(size));
    EXPECT_EQ(to_hex(file->sha256), to_hex(sha256(bytes))) << size;
  }
}

TEST(FileHash, OfWhatCannotBeReadThereIsNone) {
  const test::TempFolder folder;
  const auto missing = hash_file(folder / "none");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, Errc::NotFound);
  EXPECT_NE(missing.error().hint.find("none: cannot be opened"), std::string::npos);
  const auto directory = hash_file(folder / "");
  ASSERT_FALSE(directory.has_value()) << "a folder has no bytes";
  EXPECT_EQ(directory.error().code, Errc::Unavailable);
}

}  // namespace
}  // namespace chancery::crypto
