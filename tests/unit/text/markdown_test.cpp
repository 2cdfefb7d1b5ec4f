#include "text/markdown.hpp"

#include <gtest/gtest.h>

#include "text/html.hpp"

namespace chancery::text {
namespace {

constexpr std::string_view kLink = " rel=\"nofollow noopener noreferrer\" target=\"_blank\">";

std::string link(std::string_view href, std::string_view words) {
  return "<a href=\"" + std::string(href) + '"' + std::string(kLink) + std::string(words) + "</a>";
}

MarkLinks links() {
  return {.tag = [](std::string_view name) { return "https://mfa.example/tags/" + std::string(name); },
          .mention = [](std::string_view name) -> std::optional<std::string> {
            if (name != "consul@peer.example") return std::nullopt;
            return "https://peer.example/users/consul";
          }};
}

TEST(Markdown, ParagraphsAndLineBreaksStandAsWritten) {
  EXPECT_EQ(markdown_to_html("One\ntwo\n\nthree"), "<p>One<br>two</p><p>three</p>");
  EXPECT_EQ(markdown_to_html(" \n "), "");
}

TEST(Markdown, WordsAreMarkedLightly) {
  EXPECT_EQ(markdown_to_html("*a* **b** ~~c~~ `d<`"),
            "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;</code></p>");
  EXPECT_EQ(markdown_to_html("# Title\n\ntext"), "<p><strong>Title</strong></p><p>text</p>");
  EXPECT_EQ(markdown_to_html("- a\n- b"), "<ul><li>a</li><li>b</li></ul>");
  EXPECT_EQ(markdown_to_html("> said"), "<blockquote><p>said</p></blockquote>");
  EXPECT_EQ(markdown_to_html("```\nx < y\n```"), "<pre><code>x &lt; y\n</code></pre>");
}

TEST(Markdown, AddressesAndLinksLeadWhereTheySay) {
  EXPECT_EQ(markdown_to_html("See https://mfa.example/visa now"),
            "<p>See " + link("https://mfa.example/visa", "https://mfa.example/visa") + " now</p>");
  EXPECT_EQ(markdown_to_html("[visa](https://mfa.example/?a=1&b=2)"),
            "<p>" + link("https://mfa.example/?a=1&amp;b=2", "visa") + "</p>");
  EXPECT_EQ(markdown_to_html("[visa](javascript:alert(1))"), "<p>visa</p>");
}

TEST(Markdown, HtmlIsText) {
  EXPECT_EQ(markdown_to_html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
}

TEST(Markdown, MarksLeadToTheirPages) {
  EXPECT_EQ(markdown_to_html("In #Port_Selm and #مارينديا", links()),
            "<p>In <a href=\"https://mfa.example/tags/Port_Selm\" class=\"mention hashtag\"" + std::string(kLink) +
                "#Port_Selm</a> and <a href=\"https://mfa.example/tags/مارينديا\" class=\"mention hashtag\"" +
                std::string(kLink) + "#مارينديا</a></p>");
  EXPECT_EQ(markdown_to_html("Ask @consul@peer.example.", links()),
            "<p>Ask <span class=\"h-card\"><a href=\"https://peer.example/users/consul\" class=\"u-url mention\"" +
                std::string(kLink) + "@consul</a></span>.</p>");
  EXPECT_EQ(markdown_to_html("Ask @nobody@peer.example", links()), "<p>Ask @nobody@peer.example</p>");
  EXPECT_EQ(markdown_to_html("`#code`", links()), "<p><code>#code</code></p>");
}

TEST(Markdown, TheSanitiserLeavesItAsItIs) {
  for (const char* text : {"**a\n\n> b\n> - c\n>   1. d", "![alt](https://mfa.example/x.png)", "***", "a\\\nb  \nc",
                           "1. x\n\n   y\n2. z", "&copy; &#0; \xff", "<http://a.example>", "| a |\n|---|"}) {
    const auto html = markdown_to_html(text, links());
    EXPECT_EQ(sanitise(html), html) << text;
  }
}

TEST(Markdown, DeepNestingIsBounded) {
  const auto html = markdown_to_html(std::string(20'000, '>') + " deep");
  EXPECT_EQ(sanitise(html), html);
}

}  // namespace
}  // namespace chancery::text
