#include "text/marks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chancery::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> tags(std::string_view text) {
  std::vector<std::string> out;
  for (auto tag = next_tag(text, 0); tag; tag = next_tag(text, tag->end)) out.emplace_back(tag->name);
  return out;
}
std::vector<std::string> mentions(std::string_view text) {
  std::vector<std::string> out;
  for (auto name = next_mention(text, 0); name; name = next_mention(text, name->end)) out.emplace_back(name->name);
  return out;
}

TEST(Marks, FindsWholeTagsInEveryScript) {
  EXPECT_THAT(tags("#oslo, (#Climate_Action) and #2026!"), ElementsAre("oslo", "Climate_Action", "2026"));
  EXPECT_THAT(tags("昨日 #外務省 ＃大使館。#سفارة_النرويج #दूतावास"),
              ElementsAre("外務省", "大使館", "سفارة_النرويج", "दूतावास"));
  EXPECT_THAT(tags("#oslo#bergen"), ElementsAre("oslo"));
  EXPECT_THAT(tags("# #! C#sharp https://a.example/#part &#39; ##"), IsEmpty());
  EXPECT_THAT(tags("#\xFF #ab\xC3"), ElementsAre("ab"));
  EXPECT_THAT(tags(""), IsEmpty());
}

TEST(Marks, FindsNamesWithAndWithoutTheirHost) {
  EXPECT_THAT(mentions("@mfa.example said to @press@mfa.example."), ElementsAre("mfa.example", "press@mfa.example"));
  EXPECT_THAT(mentions("(@did:plc:mfa) cc:@Mfa.Example…"), ElementsAre("did:plc:mfa", "Mfa.Example"));
  EXPECT_THAT(mentions("press@mfa.example 5 @ 3 @@ @. @"), IsEmpty());
}

}  // namespace
}  // namespace chancery::text
