#include "pages/view.hpp"

#include <gtest/gtest.h>

namespace chancery::pages {
namespace {

TEST(View, EscapesTextWhereverItStands) {
  View view;
  view.set("name", "<b>\"Ana\" & 'Ben'</b>");
  EXPECT_EQ(render("<p title=\"{{name}}\">{{name}}</p>", view).text(),
            "<p title=\"&lt;b&gt;&quot;Ana&quot; &amp; &#39;Ben&#39;&lt;/b&gt;\">"
            "&lt;b&gt;&quot;Ana&quot; &amp; &#39;Ben&#39;&lt;/b&gt;</p>");
}

TEST(View, SanitisedContentPassesAndNothingPosesAsIt) {
  activity::Note note;
  note.content = "<p>Hello</p>";
  View view;
  view.set("words_html", sanitised_content(note))
      .set("name", std::string_view("\x01"
                                    "0",
                                    2));
  EXPECT_EQ(render("{{words_html}}|{{name}}", view).text(), "<p>Hello</p>|0");
}

TEST(View, ATemplateInAValueIsOnlyText) {
  View view;
  view.set("name", "{{secret}}{{{secret}}}").set("secret", "s3cret");
  EXPECT_EQ(render("{{name}}", view).text().find("s3cret"), std::string::npos);
}

TEST(View, SectionsShowWhatIsThereAndHideWhatIsNot) {
  View row;
  row.set("name", "Ana");
  View view;
  view.set_list("rows", {row, row}).set_flag("yes", true).set_flag("no", false).set("empty", "");
  EXPECT_EQ(
      render("{{#rows}}{{name}},{{/rows}}{{#yes}}y{{/yes}}{{#no}}n{{/no}}{{#empty}}e{{/empty}}{{^absent}}a{{/absent}}",
             view)
          .text(),
      "Ana,Ana,ya");
}

TEST(View, LinksOnlyToTheWebAndToItsOwnPaths) {
  for (const auto* good : {"https://far.example/a?b=c", "http://127.0.0.1:9101/x", "/notes/1", "/"}) {
    EXPECT_TRUE(Url::of(good).has_value()) << good;
  }
  for (const auto* bad :
       {"javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example",
        "/\\evil.example", "", "notes/1", "https://far.example/a b", "https://far.example/\nx"}) {
    const auto url = Url::of(bad);
    ASSERT_FALSE(url.has_value()) << bad;
    EXPECT_EQ(url.error().code, Errc::Refused) << bad;
  }
}

}  // namespace
}  // namespace chancery::pages
