#include "text/rel_me.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace chancery::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(RelMe, FindsAnchorsAndLinksInTheOrderOfThePage) {
  EXPECT_THAT(rel_me_links(R"(<!doctype html><head><link rel="me" href="https://mfa.example/@press"></head>
    <body><p>We are <a href="https://mfa.example/@geneva" rel="me">here</a>, not
    <a href="https://other.example/">there</a>.)"),
              ElementsAre("https://mfa.example/@press", "https://mfa.example/@geneva"));
}

TEST(RelMe, TakesMeInAnyCaseAndAmongOthers) {
  EXPECT_THAT(rel_me_links("<a rel='nofollow me' href=/1><A REL=ME HREF=/2><a href=/3 rel=\"me\n\tnoopener\">"
                           "<a rel=' Me ' href=/4>"),
              ElementsAre("/1", "/2", "/3", "/4"));
}

TEST(RelMe, TakesNoWordThatOnlyHoldsMe) {
  EXPECT_THAT(rel_me_links("<a rel=home href=/1><a rel='me-too' href=/2><a rel='m e' href=/3><a rel='' href=/4>"
                           "<a rel href=/5><a rev=me href=/6><a data-rel=me href=/7><a rel='me,home' href=/8>"),
              IsEmpty());
}

TEST(RelMe, TakesNoOtherElementAndNoLinkWithoutAnAddress) {
  EXPECT_THAT(rel_me_links("<area rel=me href=/1><form rel=me href=/2></form></a rel=me href=/3><abbr rel=me href=/4>"
                           "<a rel=me><a rel=me href=''><a rel=me href='  '>"),
              IsEmpty());
}

TEST(RelMe, DecodesEntitiesAndTrims) {
  EXPECT_THAT(rel_me_links("<a rel='&#109;e' href=' https&#58;//mfa.example/&#x40;press?a=1&amp;b=2\n'>"),
              ElementsAre("https://mfa.example/@press?a=1&b=2"));
}

TEST(RelMe, ReadsNothingFromCommentsScriptsAndTornTags) {
  EXPECT_THAT(rel_me_links("<!-- <a rel=me href=/1> --><script>'<a rel=me href=/2>'</script>"
                           "<style><a rel=me href=/3></style><textarea><a rel=me href=/4></textarea>"
                           "&lt;a rel=me href=/5&gt;<p title='<a rel=me href=/6>'>text</p><a rel=me href=/7"),
              IsEmpty());
}

TEST(RelMe, TheFirstOfTwoAttributesCounts) {
  EXPECT_THAT(rel_me_links("<a rel=nofollow rel=me href=/1><a rel=me href=/2 href=/3>"), ElementsAre("/2"));
}

TEST(RelMe, AGiantPageIsReadToItsBoundAlone) {
  const std::string link = "<a rel=me href=/x>";
  std::string page;
  while (page.size() < 4 * kMaxRelMePage) page += link;
  EXPECT_EQ(rel_me_links(page).size(), kMaxRelMeLinks);
  EXPECT_THAT(rel_me_links(std::string(kMaxRelMePage, ' ') + link), IsEmpty());
  EXPECT_THAT(rel_me_links("<a rel=me href=/" + std::string(kMaxRelMeLink, 'x') + ">"), IsEmpty());
  EXPECT_THAT(rel_me_links("<a " + std::string(kMaxRelMePage, 'y')), IsEmpty());
  std::string open;
  while (open.size() < kMaxRelMePage) open += "<a rel='";
  EXPECT_THAT(rel_me_links(open), IsEmpty());
}

}  // namespace
}  // namespace chancery::text
