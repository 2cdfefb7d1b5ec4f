#include "store/data_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <string>

#include "support/temp_folder.hpp"

namespace chancery::store {
namespace {

using chancery::test::TempFolder;
using testing::HasSubstr;

mode_t mode_of(const std::filesystem::path& path) {
  struct stat found{};
  EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
  return found.st_mode & 0777;
}

std::string first_secret() {
  return std::string("bytes\0of it", 11);
}
std::string second_secret() {
  return "another";
}

TEST(DataFolder, IsMadeForItsOwnerAlone) {
  const TempFolder temp;
  const auto folder = DataFolder::claim(temp / "state" / "data");
  ASSERT_TRUE(folder.has_value()) << folder.error().detail;
  EXPECT_EQ(folder->path(), temp / "state" / "data");
  EXPECT_EQ(folder->control_socket(), folder->path() / "control.sock");
  EXPECT_EQ(mode_of(folder->path()), 0700U);
  EXPECT_EQ(mode_of(folder->path() / "secrets"), 0700U);
}

TEST(DataFolder, ASecondProcessIsToldWhoHoldsIt) {
  const TempFolder temp;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto folder = DataFolder::claim(temp / "data");
    const char claimed = folder.has_value() ? 'y' : 'n';
    if (::write(ends[1], &claimed, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char claimed = 'n';
  ASSERT_EQ(::read(ends[0], &claimed, 1), 1);
  ASSERT_EQ(claimed, 'y');

  const auto second = DataFolder::claim(temp / "data/");
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Errc::Conflict);
  EXPECT_THAT(second.error().hint, HasSubstr("process " + std::to_string(child)));
  EXPECT_THAT(second.error().hint, HasSubstr((temp / "data").string()));
  EXPECT_THAT(second.error().hint, HasSubstr("--data"));

  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(DataFolder::claim(temp / "data").has_value()) << "the kernel freed the lock";
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(DataFolder, IsFreeAgainWhenTheClaimEnds) {
  const TempFolder temp;
  {
    auto folder = DataFolder::claim(temp / "data");
    ASSERT_TRUE(folder.has_value());
    const auto moved = std::move(*folder);
    EXPECT_FALSE(DataFolder::claim(temp / "data").has_value());
  }
  EXPECT_TRUE(DataFolder::claim(temp / "data").has_value());
}

TEST(DataFolder, MovingAnotherClaimInFreesTheFirst) {
  const TempFolder temp;
  auto first = DataFolder::claim(temp / "first");
  auto second = DataFolder::claim(temp / "second");
  *first = std::move(*second);
  EXPECT_EQ(first->path(), temp / "second");
  EXPECT_TRUE(DataFolder::claim(temp / "first").has_value());
  EXPECT_FALSE(DataFolder::claim(temp / "second").has_value());
}

TEST(DataFolder, SaysWhyItCannotBeMade) {
  const TempFolder temp;
  std::ofstream(temp / "file") << "in the way";
  const auto folder = DataFolder::claim(temp / "file");
  ASSERT_FALSE(folder.has_value());
  EXPECT_EQ(folder.error().code, Errc::Unavailable);
  EXPECT_THAT(folder.error().hint, HasSubstr((temp / "file").string()));
}

TEST(Secrets, AreMadeOnceAndKept) {
  const TempFolder temp;
  {
    const auto folder = DataFolder::claim(temp / "data");
    const auto made = folder->secret("session.key", first_secret);
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    EXPECT_EQ(*made, first_secret());
    EXPECT_EQ(mode_of(folder->path() / "secrets" / "session.key"), 0600U);
  }
  const auto folder = DataFolder::claim(temp / "data");
  EXPECT_EQ(folder->secret("session.key", second_secret).value_or(""), first_secret());
}

TEST(Secrets, LeaveNothingHalfWrittenBehind) {
  const TempFolder temp;
  const auto folder = DataFolder::claim(temp / "data");
  // A crash while writing left this.
  std::ofstream(folder->path() / "secrets" / "key.part") << "half";
  EXPECT_EQ(folder->secret("key", first_secret).value_or(""), first_secret());
  EXPECT_FALSE(std::filesystem::exists(folder->path() / "secrets" / "key.part"));
}

TEST(Secrets, AreRefusedWhenOthersCouldHaveReadThem) {
  const TempFolder temp;
  const auto folder = DataFolder::claim(temp / "data");
  ASSERT_TRUE(folder->secret("key", first_secret).has_value());
  const auto file = folder->path() / "secrets" / "key";
  ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
  const auto refused = folder->secret("key", first_secret);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Unavailable);
  EXPECT_THAT(refused.error().hint, HasSubstr("chmod 600"));
}

TEST(Secrets, AreNeverReplacedWhenEmptyTooLongOrALink) {
  const TempFolder temp;
  const auto folder = DataFolder::claim(temp / "data");
  const auto secrets = folder->path() / "secrets";
  std::ofstream(secrets / "empty").flush();
  std::ofstream(secrets / "long") << std::string(65 * 1024, 'x');
  std::ofstream(temp / "elsewhere") << "planted";
  std::filesystem::create_symlink(temp / "elsewhere", secrets / "link");
  for (const auto* name : {"empty", "long"}) ASSERT_EQ(::chmod((secrets / name).c_str(), 0600), 0);
  for (const auto* name : {"empty", "long", "link"}) {
    const auto refused = folder->secret(name, first_secret);
    ASSERT_FALSE(refused.has_value()) << name;
    EXPECT_EQ(refused.error().code, Errc::Unavailable) << name;
  }
  EXPECT_EQ(std::filesystem::file_size(secrets / "empty"), 0U);
}

TEST(Secrets, HaveNamesThatStayInTheirFolder) {
  const TempFolder temp;
  const auto folder = DataFolder::claim(temp / "data");
  for (const auto* name : {"", ".", "..", "../key", "a/b", ".hidden", "KEY", "key\n"}) {
    const auto refused = folder->secret(name, first_secret);
    ASSERT_FALSE(refused.has_value()) << name;
    EXPECT_EQ(refused.error().code, Errc::Invalid) << name;
  }
}

}  // namespace
}  // namespace chancery::store
