// What every template must keep to, whoever writes the next one.
#include "pages/templates.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

namespace chancery::pages {
namespace {

struct Named {
  const char* name;
  std::string_view text;
};

const std::vector<Named>& all_templates() {
  static const std::vector<Named> kAll{
      {"layout", templates::layout()},   {"setting_up", templates::setting_up()},
      {"home", templates::home()},       {"account", templates::account()},
      {"note", templates::note()},       {"conversation", templates::conversation()},
      {"gone", templates::gone()},       {"transparency", templates::transparency()},
      {"verify", templates::verify()},   {"list", templates::list()},
      {"ask", templates::ask()},         {"tag", templates::tag()},
      {"history", templates::history()}, {"embed", templates::embed()},
  };
  return kAll;
}

// Every tag of HTML, with the placeholders inside it.
std::vector<std::string> tags_of(std::string_view text) {
  static const std::regex kTag("<[^!/][^>]*>");
  const std::string html(text);
  return {std::sregex_token_iterator(html.begin(), html.end(), kTag), {}};
}

TEST(Templates, PrintNothingRaw) {
  for (const auto& [name, text] : all_templates()) {
    EXPECT_EQ(text.find("{{{"), std::string_view::npos) << name;
    EXPECT_EQ(text.find("{{&"), std::string_view::npos) << name;
    EXPECT_EQ(text.find("{{="), std::string_view::npos) << name << ": other delimiters would hide a raw value";
  }
}

TEST(Templates, KeepPlaceholdersInQuotedAttributes) {
  static const std::regex kQuoted("\"[^\"]*\"");
  static const std::regex kSection("\\{\\{[#^/][a-z_]+\\}\\}");
  for (const auto& [name, text] : all_templates()) {
    for (const auto& tag : tags_of(text)) {
      const auto bare = std::regex_replace(std::regex_replace(tag, kQuoted, ""), kSection, "");
      EXPECT_EQ(bare.find("{{"), std::string::npos) << name << ": " << tag;
    }
  }
}

TEST(Templates, LinkOnlyToAddressesThatWereChecked) {
  static const std::regex kLink("(href|src|action|formaction|srcset|poster|data)=\"([^\"]*)\"");
  static const std::regex kAllowed("\\{\\{[a-z_]+_url\\}\\}|/|/transparency|/verify|#main");
  for (const auto& [name, text] : all_templates()) {
    const std::string html(text);
    for (std::sregex_iterator at(html.begin(), html.end(), kLink), end; at != end; ++at) {
      EXPECT_TRUE(std::regex_match((*at)[2].str(), kAllowed)) << name << ": " << (*at)[0];
    }
    EXPECT_EQ(html.find("href='"), std::string::npos) << name;
    EXPECT_EQ(html.find("href={{"), std::string::npos) << name;
  }
}

TEST(Templates, PutSanitisedContentBetweenElementsOnly) {
  for (const auto& [name, text] : all_templates()) {
    for (const auto& tag : tags_of(text)) EXPECT_EQ(tag.find("_html}}"), std::string::npos) << name << ": " << tag;
  }
}

TEST(Templates, HaveNoScriptAndNoInlineStyle) {
  static const std::regex kHandler(" on[a-z]+=");
  for (const auto& [name, text] : all_templates()) {
    const std::string html(text);
    EXPECT_EQ(html.find("<script"), std::string::npos) << name;
    EXPECT_EQ(html.find("<style"), std::string::npos) << name;
    EXPECT_EQ(html.find("style="), std::string::npos) << name;
    EXPECT_FALSE(std::regex_search(html, kHandler)) << name;
  }
}

TEST(Templates, TheStyleSheetLoadsNothing) {
  EXPECT_EQ(templates::style_sheet().find("url("), std::string_view::npos);
  EXPECT_EQ(templates::style_sheet().find("@import"), std::string_view::npos);
}

}  // namespace
}  // namespace chancery::pages
