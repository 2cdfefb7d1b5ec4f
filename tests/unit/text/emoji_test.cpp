#include "text/emoji.hpp"

#include <gtest/gtest.h>

#include "text/html.hpp"

namespace chancery::text {
namespace {

// Each known shortcode is shown as [shortcode].
std::string shown(std::string_view html) {
  auto out = with_emoji(html, [](std::string_view shortcode) {
    return shortcode == "blob" || shortcode == "b_2" ? "/p/" + std::string(shortcode) : std::string();
  });
  for (const std::string name : {"blob", "b_2"}) {
    const auto image = "<img class=\"emoji\" src=\"/p/" + name + "\" alt=\":" + name + ":\" title=\":" + name +
                       ":\" height=\"20\" loading=\"lazy\" decoding=\"async\">";
    for (auto at = out.find(image); at != std::string::npos; at = out.find(image)) {
      out.replace(at, image.size(), "[" + name + "]");
    }
  }
  return out;
}

TEST(Emoji, StandWhereTheirShortcodeStood) {
  EXPECT_EQ(shown("<p>A :blob: and :b_2:!</p>"), "<p>A [blob] and [b_2]!</p>");
  EXPECT_EQ(shown(":blob::b_2:"), "[blob][b_2]");
  EXPECT_EQ(shown("日本:blob:語"), "日本[blob]語");
  EXPECT_EQ(shown("::blob::"), ":[blob]:");
  EXPECT_EQ(shown("<p>x<br>:blob:</p>"), "<p>x<br>[blob]</p>");
}

TEST(Emoji, WhatIsNoShortcodeStaysAsItStands) {
  for (const auto* text : {"", "plain", "12:blob:30", "a:blob:", ":blob:a", ":unknown:", ":blob",
                           "blob:", "::", ": blob :", ":", "<code>:blob:</code>", "<pre>x <b>:blob:</b></pre>",
                           "<a href=\"https://far.example/:blob:\" rel=\"nofollow\">there</a>", "&lt;:nobody:&gt;"}) {
    EXPECT_EQ(shown(text), text);
  }
}

TEST(Emoji, AfterCodeTheyAreShownAgain) {
  EXPECT_EQ(shown("<code>:blob:</code> :blob:"), "<code>:blob:</code> [blob]");
}

TEST(Emoji, AnAddressCannotLeaveItsAttribute) {
  const auto html = with_emoji(":x:", [](std::string_view) { return "\"><script>"; });
  EXPECT_EQ(html.find("<script"), std::string::npos);
}

TEST(Emoji, WhatTheSanitiserGivesStaysWhole) {
  const auto safe = sanitise("<p>1 < 2 & :blob: <b title=':blob:'>x</b><script>:blob:</script>");
  EXPECT_EQ(shown(safe), "<p>1 &lt; 2 &amp; [blob] <b>x</b></p>");
}

}  // namespace
}  // namespace chancery::text
