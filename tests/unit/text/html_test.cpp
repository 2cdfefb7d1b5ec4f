#include "text/html.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "text/utf8.hpp"

namespace chancery::text {
namespace {

constexpr auto kRel = R"( rel="nofollow noopener noreferrer" target="_blank">)";

TEST(Sanitise, KeepsWhatThePeopleOfTheFediverseWrite) {
  for (const auto* html : {"<p>hello<br>you</p><p>again</p>", "<ul><li>a</li><li>b</li></ul>",
                           "<blockquote><p>said</p></blockquote>", "<pre><code>a  b\n c</code></pre>",
                           "<p><strong>a</strong> <em>b</em> <b>c</b> <i>d</i> <u>e</u> <s>f</s> <del>g</del></p>"}) {
    EXPECT_EQ(sanitise(html), html);
  }
}

TEST(Sanitise, KeepsMentionsAndHashtags) {
  EXPECT_EQ(
      sanitise("<span class=\"h-card x\" translate=\"no\"><a href=\"https://a.example/@ana\" class=\"u-url mention\" "
               "onclick=\"x()\">@<span>ana</span></a></span>"),
      std::string{"<span class=\"h-card\"><a href=\"https://a.example/@ana\" class=\"u-url mention\""} + kRel +
          "@ana</a></span>");
}

TEST(Sanitise, WritesEveryLinkWithoutReferrerOrOpener) {
  EXPECT_EQ(sanitise("<a href='HTTPS://a.example/?x=1&y=2' rel='me' target='_top' style='color:red'>a</a>"),
            std::string{"<a href=\"https://a.example/?x=1&amp;y=2\""} + kRel + "a</a>");
}

TEST(Sanitise, UnwrapsLinksThatLeadElsewhere) {
  for (const auto* href :
       {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
        "&#106;avascript:alert(1)", "&#x6A&#x61;vascript:alert(1)", "data:text/html,<b>", "vbscript:x", "file:///etc",
        "//evil.example", "/path", "https:evil.example", "https:\\\\evil.example", "https://", "https:///x",
        "https://mfa.example@evil.example/", "mailto:a@b.example", "", "https://a.example/ b"}) {
    EXPECT_EQ(sanitise("<a href=\"" + std::string{href} + "\">x</a>"), "x") << href;
  }
}

TEST(Sanitise, DropsScriptAndItsLikeWithTheirContent) {
  EXPECT_EQ(sanitise("a<script>alert(1)</script>b"), "ab");
  EXPECT_EQ(sanitise("a<ScRiPt/x>alert(1)</sCrIpT >b"), "ab");
  EXPECT_EQ(sanitise("a<style>p{}</style><svg><p>x</p><svg></svg></svg><math>y</math>b"), "ab");
  EXPECT_EQ(sanitise("a<iframe srcdoc='<p>x'>y</iframe><textarea><b>z</textarea>b"), "ab");
  EXPECT_EQ(sanitise("before<script>never closed"), "before");
}

TEST(Sanitise, UnwrapsWhatItDoesNotKnowAndPartsItsBlocks) {
  EXPECT_EQ(sanitise("<font color=red>a</font><marquee>b</marquee><img src=x onerror=alert(1)>"), "ab");
  EXPECT_EQ(sanitise("<div>a</div><div>b</div>"), "a<br>b");
  EXPECT_EQ(sanitise("<h1>Title</h1>text"), "<p><strong>Title</strong></p>text");
}

TEST(Sanitise, CountsAHeadingAsTheTwoElementsItBecomes) {
  for (std::size_t deep = kMaxHtmlDepth - 3; deep <= kMaxHtmlDepth; ++deep) {
    std::string html;
    for (std::size_t i = 0; i < deep; ++i) html += "<b>";
    const auto safe = sanitise(html + "<h1><i>x");
    EXPECT_EQ(sanitise(safe), safe) << deep;
  }
}

TEST(Sanitise, LeavesOfAPictureInTheTextWhatItSays) {
  EXPECT_EQ(sanitise("<p>Thanks <img src=x class=emoji alt=':smile:' title=y></p>"), "<p>Thanks :smile:</p>");
  EXPECT_EQ(sanitise("<img alt='&lt;b&gt; & \u202e'>"), "&lt;b&gt; &amp; ");
  EXPECT_EQ(sanitise("<div>a</div><img alt=b>"), "a<br>b");
}

TEST(Sanitise, RepairsWhatIsNestedWrongly) {
  EXPECT_EQ(sanitise("<b><i>x</b>y</i>"), "<b><i>x</i></b>y");
  EXPECT_EQ(sanitise("<p>a<p>b"), "<p>a</p><p>b</p>");
  EXPECT_EQ(sanitise("<ul><li>a<li>b</ul>c"), "<ul><li>a</li><li>b</li></ul>c");
  EXPECT_EQ(sanitise("</p></b></div>x"), "x");
  EXPECT_EQ(
      sanitise("<a href=https://a.example>a<a href=https://b.example>b</a></a>"),
      std::string{"<a href=\"https://a.example\""} + kRel + "a</a><a href=\"https://b.example\"" + kRel + "b</a>");
}

TEST(Sanitise, EscapesEveryTextAndAttribute) {
  EXPECT_EQ(sanitise("&lt;script&gt; 1 < 2 & \"3\""), "&lt;script&gt; 1 &lt; 2 &amp; &quot;3&quot;");
  EXPECT_EQ(sanitise("<a href=\"https://a.example/&quot;onmouseover=&quot;x\">l</a>"),
            std::string{"<a href=\"https://a.example/&quot;onmouseover=&quot;x\""} + kRel + "l</a>");
  EXPECT_EQ(sanitise("<p title=\"><script>alert(1)</script>\">x</p>"), "<p>x</p>");
  EXPECT_EQ(sanitise("&eacute;&#233;&#xE9;&nope;&#0;&#xD800;"), "ééé&amp;nope;\uFFFD\uFFFD");
}

TEST(Sanitise, TakesOutWhatTurnsTextAroundOrIsNoText) {
  EXPECT_EQ(sanitise("a\u202Eb&#x202E;c&#1;\x01\u2066"), "abc");
  EXPECT_EQ(sanitise("\xFF<p>\xC0\xAF"), "\uFFFD<p>\uFFFD\uFFFD</p>");
}

TEST(Sanitise, StaysShallowAndQuickOnDeepInput) {
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "<blockquote>";
  deep += "x";
  const auto before = std::chrono::steady_clock::now();
  const std::string safe = sanitise(deep);
  // Formatting elements a tree builder would reopen in every paragraph: 8,000 times 8,000.
  std::string formatting;
  for (int i = 0; i < 8'000; ++i) formatting += "<b a=" + std::to_string(i) + ">";
  for (int i = 0; i < 8'000; ++i) formatting += "<p>x";
  EXPECT_LT(sanitise(formatting).size(), 1'000'000U);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{5});
  EXPECT_LE(safe.size(), kMaxHtmlDepth * 25 + 1);
  EXPECT_NE(safe.find('x'), std::string::npos);
}

TEST(Sanitise, CutsWhatIsTooLongAtACharacter) {
  std::string text;
  while (text.size() < kMaxHtmlBytes + 100) text += "中";
  const std::string safe = sanitise(text);
  EXPECT_LE(safe.size(), kMaxHtmlBytes);
  EXPECT_TRUE(is_valid_utf8(safe));
}

TEST(ToHtml, MakesParagraphsLineBreaksAndLinks) {
  EXPECT_EQ(to_html("Dear all,\nwelcome.\n\n\nSee https://mfa.example/visa."),
            std::string{"<p>Dear all,<br>welcome.</p><p>See <a href=\"https://mfa.example/visa\""} + kRel +
                "https://mfa.example/visa</a>.</p>");
  EXPECT_EQ(to_html(" \n\n "), "");
  EXPECT_EQ(to_html("a\r\nb"), "<p>a<br>b</p>");
}

TEST(ToHtml, EscapesAndLinksNothingThatIsNoWebAddress) {
  EXPECT_EQ(to_html("<b>1 & 2</b> javascript:alert(1)"), "<p>&lt;b&gt;1 &amp; 2&lt;/b&gt; javascript:alert(1)</p>");
  EXPECT_EQ(to_html("http:// xhttps://a.example"), "<p>http:// xhttps://a.example</p>");
}

TEST(ToHtml, EndsAnAddressWhereTheSentenceGoesOn) {
  EXPECT_NE(to_html("(https://a.example/x_(y))").find("\"https://a.example/x_(y)\""), std::string::npos);
  EXPECT_NE(to_html("见https://a.example/x。谢谢").find("\"https://a.example/x\""), std::string::npos);
  EXPECT_NE(to_html("«https://a.example/x»").find("\"https://a.example/x\""), std::string::npos);
}

TEST(ToHtml, PassesTheSanitiserUnchanged) {
  for (const auto* text : {"a\nb\n\nhttps://a.example/?q=1&r='2' \"x\" <y>", "\tx  y", "مرحبا https://a.example"}) {
    EXPECT_EQ(sanitise(to_html(text)), to_html(text)) << text;
  }
}

TEST(ToPlain, GivesTheTextAsReadersSeeIt) {
  EXPECT_EQ(to_plain("<p>Hello<br>you &amp; me</p>\n<p>again</p><script>x</script>"), "Hello\nyou & me\n\nagain");
  EXPECT_EQ(to_plain("<ul><li>a</li><li>b</li></ul>c"), "a\nb\n\nc");
  EXPECT_EQ(to_plain("  a \n b  "), "a b");
  EXPECT_EQ(to_plain("<p>a<b> b</b>c</p>"), "a bc");
}

TEST(ToPlain, GivesBackWhatAnOfficerWrote) {
  const std::string text = "Dear all,\nwelcome & good day.\n\nSee https://mfa.example/visa";
  EXPECT_EQ(to_plain(to_html(text)), text);
}

}  // namespace
}  // namespace chancery::text
