#include "feeds/feed_encoding.hpp"

#include <gtest/gtest.h>

#include <string>

#include "text/utf8.hpp"

namespace chancery::feeds {
namespace {

using namespace std::string_literals;

TEST(FeedEncoding, ReadsTheNameInAContentType) {
  EXPECT_EQ(charset_of("text/xml; charset=UTF-8"), "utf-8");
  EXPECT_EQ(charset_of("text/xml;charset = \"windows-1251\"; x=y"), "windows-1251");
  EXPECT_EQ(charset_of("application/rss+xml"), "");
  EXPECT_EQ(charset_of("text/xml; charset"), "");
  EXPECT_EQ(charset_of("text/xml; charset=\"<script>"), "");
}

TEST(FeedEncoding, BelievesTheServerBeforeTheDocument) {
  // E4 is "ä" in windows-1252 and "д" in windows-1251.
  const auto read = decode_document("<?xml version='1.0' encoding='windows-1252'?><a>\xE4 word</a>",
                                    "text/xml; charset=windows-1251");
  EXPECT_NE(read.text.find("д word"), std::string::npos);
  EXPECT_EQ(read.encoding, "windows-1251");
  EXPECT_FALSE(read.corrected);
}

TEST(FeedEncoding, CountsWhatNoEncodingExplains) {
  const auto read = decode_document(
      "<a>caf\xC3\xA9 \xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8"
      "\xC3\xA8 \xFF</a>",
      "text/xml; charset=utf-8");
  EXPECT_EQ(read.encoding, "UTF-8");
  EXPECT_EQ(read.lost_characters, 1U);
  EXPECT_FALSE(read.corrected);
}

TEST(FeedEncoding, DoesNotTakeADeclarationOfUtf16InSingleBytesSeriously) {
  const auto read = decode_document("<?xml version='1.0' encoding='utf-16'?><a>plain</a>", "");
  EXPECT_EQ(read.text, "<?xml version='1.0' encoding='utf-16'?><a>plain</a>");
  EXPECT_EQ(read.encoding, "UTF-8");
}

TEST(FeedEncoding, ReadsUtf16And32ByTheirMark) {
  EXPECT_EQ(decode_document("\xFE\xFF\0<\x04\x16"s, "").text, "<Ж");
  EXPECT_EQ(decode_document("\xFF\xFE<\0\x16\x04"s, "").text, "<Ж");
  EXPECT_EQ(decode_document("\0\0\xFE\xFF\0\0\0<"s, "").text, "<");
  EXPECT_EQ(decode_document("\xFF\xFE<\0\x16"s, "").text, "<\xEF\xBF\xBD") << "half a character is lost, not dropped";
}

TEST(FeedEncoding, SurvivesNamesNobodyKnows) {
  for (const auto* name :
       {"x-unknown", "utf-7", "\xFF\xFE", "UTF-8; DROP", "iso-8859-99", "scsu", "hz", "imap-mailbox-name"}) {
    const auto read = decode_document("<a>caf\xE9</a>", std::string("text/xml; charset=") + name);
    EXPECT_TRUE(text::is_valid_utf8(read.text)) << name;
    EXPECT_NE(read.text.find("caf"), std::string::npos) << name;
  }
}

TEST(FeedEncoding, ReadsNothingFromNothing) {
  const auto read = decode_document("", "");
  EXPECT_EQ(read.text, "");
  EXPECT_FALSE(read.corrected);
}

}  // namespace
}  // namespace chancery::feeds
