#include "feeds/recording.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/packing.hpp"

namespace chancery::feeds {
namespace {

using test::gzipped;
using test::write_file;
using test::zstandard;

struct Heard {
  std::vector<std::string> lines;
  std::vector<std::uint64_t> numbers;
  std::vector<Error> errors;
};

// Everything a recording gives, until it says that it is at its end.
Heard hear(Recording recording) {
  Heard heard;
  for (;;) {
    const auto line = recording.next();
    if (!line) {
      heard.errors.push_back(line.error());
      continue;
    }
    if (!*line) break;
    heard.lines.emplace_back(**line);
    heard.numbers.push_back(recording.line());
  }
  EXPECT_FALSE(recording.next()->has_value()) << "an end stays an end";
  return heard;
}

Heard hear_bytes(std::string_view bytes) {
  return hear(Recording::from_bytes(bytes, "memory"));
}

using Lines = std::vector<std::string>;

TEST(Recording, GivesTheLinesOfAFile) {
  EXPECT_EQ(hear_bytes("a\nb\nc\n").lines, (Lines{"a", "b", "c"}));
  EXPECT_EQ(hear_bytes("a\nb").lines, (Lines{"a", "b"})) << "the last line needs no end";
  EXPECT_TRUE(hear_bytes("").lines.empty());
  EXPECT_TRUE(hear_bytes("\n\n  \n\r\n\t\r\n").lines.empty()) << "blank lines are none";
}

TEST(Recording, UnderstandsWindowsFiles) {
  EXPECT_EQ(hear_bytes("\xef\xbb\xbf"
                       "a\r\nb\r\n\xef\xbb\xbf"
                       "c\r")
                .lines,
            (Lines{"a", "b",
                   "\xef\xbb\xbf"
                   "c"}))
      << "a byte order mark stands at the start alone";
}

TEST(Recording, NumbersLinesAsAnEditorDoes) {
  EXPECT_EQ(hear_bytes("\n\na\n\nb").numbers, (std::vector<std::uint64_t>{3, 5}));
}

TEST(Recording, KnowsTheFormatByItsFirstBytesNotByItsName) {
  const chancery::test::TempFolder folder;
  const std::string text = "one\ntwo\n";
  for (const auto& bytes : {text, gzipped(text), zstandard(text)}) {
    for (const auto* name : {"posts.ndjson", "posts.gz", "posts.zst", "posts"}) {
      auto recording = Recording::open(write_file(folder, name, bytes));
      ASSERT_TRUE(recording.has_value());
      EXPECT_EQ(hear(*std::move(recording)).lines, (Lines{"one", "two"})) << name;
    }
  }
}

TEST(Recording, JoinsArchivesThatFollowEachOther) {
  EXPECT_EQ(hear_bytes(gzipped("a\nb") + gzipped("c\nd\n")).lines, (Lines{"a", "bc", "d"}));
  EXPECT_EQ(hear_bytes(zstandard("a\nb") + zstandard("c\nd\n")).lines, (Lines{"a", "bc", "d"}));
  const std::string skippable("\x50\x2a\x4d\x18\x03\x00\x00\x00xyz", 11);
  EXPECT_EQ(hear_bytes(skippable + zstandard("a\n") + skippable).lines, (Lines{"a"}));
}

TEST(Recording, GivesLinesThatCrossEveryBoundaryOfItsBuffers) {
  std::string text;
  Lines expected;
  for (std::size_t i = 0; i < 4'000; ++i) {
    expected.push_back(std::to_string(i) + std::string(i % 911, static_cast<char>('a' + i % 26)));
    text += expected.back() + (i % 3 == 0 ? "\r\n" : "\n");
  }
  EXPECT_EQ(hear_bytes(text).lines, expected);
  EXPECT_EQ(hear_bytes(gzipped(text)).lines, expected);
  EXPECT_EQ(hear_bytes(zstandard(text)).lines, expected);
}

TEST(Recording, PassesOverALineThatIsTooLongAndGoesOn) {
  const std::string longest(Recording::kMaxLine, 'x');
  const auto text = "first\n" + longest + "\r\n" + longest + "y\nthird\n" + longest + longest + longest + "\nlast\n" +
                    longest + longest;
  for (const auto& bytes : {text, gzipped(text), zstandard(text)}) {
    const auto heard = hear_bytes(bytes);
    ASSERT_EQ(heard.lines.size(), 4U);
    EXPECT_EQ(heard.lines[0], "first");
    EXPECT_EQ(heard.lines[1].size(), Recording::kMaxLine);
    EXPECT_EQ(heard.lines[2], "third");
    EXPECT_EQ(heard.lines[3], "last");
    ASSERT_EQ(heard.errors.size(), 3U);
    for (const auto& error : heard.errors) EXPECT_EQ(error.code, Errc::TooLarge);
    EXPECT_EQ(heard.errors[0].hint, "memory, line 3: longer than 5 MiB");
    EXPECT_EQ(heard.errors[1].hint, "memory, line 5: longer than 5 MiB");
    EXPECT_EQ(heard.errors[2].hint, "memory, line 7: longer than 5 MiB");
  }
}

TEST(Recording, GivesWhatIsWholeOfACutArchiveAndThenSaysWhereItBroke) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i * 7'919 % 104'729) + "\n";
  for (const auto& whole : {gzipped(text), zstandard(text)}) {
    const auto heard = hear_bytes(std::string_view(whole).substr(0, whole.size() - whole.size() / 4));
    EXPECT_GT(heard.lines.size(), 1'000U);
    EXPECT_LT(heard.lines.size(), 20'000U);
    for (std::size_t i = 0; i < heard.lines.size(); ++i) {
      ASSERT_EQ(heard.lines[i], "line " + std::to_string(i * 7'919 % 104'729)) << "no half line is given";
    }
    ASSERT_EQ(heard.errors.size(), 1U);
    EXPECT_EQ(heard.errors[0].code, Errc::Malformed);
    EXPECT_EQ(heard.errors[0].hint,
              "memory, line " + std::to_string(heard.lines.size() + 1) + ": the archive is cut off");
  }
}

TEST(Recording, FindsEveryPlaceWhereAnArchiveCanBeCut) {
  const auto text = std::string("some lines\nof text\n");
  for (const auto& whole : {gzipped(text), zstandard(text)}) {
    for (std::size_t size = 4; size < whole.size(); ++size) {
      EXPECT_EQ(hear_bytes(std::string_view(whole).substr(0, size)).errors.size(), 1U) << size;
    }
  }
}

TEST(Recording, RefusesADamagedArchive) {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += std::to_string(i * 31 % 977) + "\n";
  for (auto bytes : {gzipped(text), zstandard(text)}) {
    for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 64; ++i) bytes[i] = static_cast<char>(~bytes[i]);
    const auto heard = hear_bytes(bytes);
    ASSERT_EQ(heard.errors.size(), 1U);
    EXPECT_EQ(heard.errors[0].code, Errc::Malformed);
    EXPECT_NE(heard.errors[0].hint.find("damaged"), std::string::npos) << heard.errors[0].hint;
  }
}

TEST(Recording, RefusesBytesBehindAnArchive) {
  const auto heard = hear_bytes(gzipped("a\nb\n") + "and a plain line\n");
  EXPECT_EQ(heard.lines, (Lines{"a", "b"}));
  ASSERT_EQ(heard.errors.size(), 1U);
  EXPECT_EQ(heard.errors[0].code, Errc::Malformed);
  EXPECT_EQ(hear_bytes(zstandard("a\nb\n") + "and a plain line\n").errors.size(), 1U);
}

TEST(Recording, KeepsItsMemoryWhenAnArchiveUnpacksToAlmostNothingButZeros) {
  // A gibibyte of zeros in a few archives of some kilobytes: one line, far too long.
  const auto bomb = zstandard(std::string(64 * 1024 * 1024, '\0'));
  std::string bytes;
  for (int i = 0; i < 16; ++i) bytes += bomb;
  ASSERT_LT(bytes.size(), 256U * 1024);
  const auto heard = hear_bytes(bytes + zstandard("\nafter\n"));
  EXPECT_EQ(heard.lines, (Lines{"after"}));
  ASSERT_EQ(heard.errors.size(), 1U);
  EXPECT_EQ(heard.errors[0].code, Errc::TooLarge);
}

TEST(Recording, RefusesAWindowThatAsksForTooMuchMemory) {
  const auto context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 28);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  const std::string text = "a\n";
  std::string bytes(1'024, '\0');
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  ZSTD_outBuffer out{bytes.data(), bytes.size(), 0};
  // Flushed before it ends: the compressor cannot know that a small window would do.
  ZSTD_compressStream2(context, &out, &in, ZSTD_e_flush);
  ZSTD_compressStream2(context, &out, &in, ZSTD_e_end);
  ZSTD_freeCCtx(context);
  const auto heard = hear_bytes(std::string_view(bytes).substr(0, out.pos));
  ASSERT_EQ(heard.errors.size(), 1U);
  EXPECT_NE(heard.errors[0].hint.find("128 MiB"), std::string::npos) << heard.errors[0].hint;
}

TEST(Recording, SaysWhichFileIsNotThere) {
  const auto missing = Recording::open("/nowhere/posts.ndjson");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, Errc::NotFound);
  EXPECT_NE(missing.error().hint.find("/nowhere/posts.ndjson"), std::string::npos);

  const chancery::test::TempFolder folder;
  const auto directory = Recording::open(folder.path().string());
  ASSERT_FALSE(directory.has_value());
  EXPECT_EQ(directory.error().code, Errc::NotFound);
  EXPECT_NE(directory.error().hint.find(": a folder, where a file is needed"), std::string::npos);
}

TEST(Recording, ReadsAPipeThatGivesOneByteAtATime) {
  const chancery::test::TempFolder folder;
  const auto path = (folder / "pipe").string();
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const auto bytes = gzipped("one\ntwo\n");
  const std::jthread writer([&] {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    for (const char byte : bytes) {
      if (::write(fd, &byte, 1) != 1) break;
    }
    ::close(fd);
  });
  auto recording = Recording::open(path);
  ASSERT_TRUE(recording.has_value());
  EXPECT_EQ(hear(*std::move(recording)).lines, (Lines{"one", "two"}));
}

}  // namespace
}  // namespace chancery::feeds
