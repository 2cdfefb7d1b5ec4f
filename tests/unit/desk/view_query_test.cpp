#include "desk/view_query.hpp"

#include <gtest/gtest.h>

namespace chancery::desk {
namespace {

TEST(ViewQuery, ReadsWhatIsAskedFor) {
  const ViewQuery query = parse_view(
                              "place:open desk:5 desk:3 language:ar matter:consular urgency:high topic:visa country:EG "
                              "has:draft is:breached "
                              "from:public-actor account:@press private:no \"my passport\" lost")
                              .value();
  EXPECT_EQ(query.list, ViewQuery::List::Open);
  EXPECT_EQ(query.desks, (std::vector{DeskId{3}, DeskId{5}}));
  EXPECT_EQ(query.matter, Matter::Consular);
  EXPECT_EQ(query.urgency, 2);
  EXPECT_EQ(query.has_draft, true);
  EXPECT_TRUE(query.breached);
  EXPECT_EQ(query.mark, "official");
  EXPECT_EQ(query.account, "press");
  EXPECT_EQ(query.is_private, false);
  EXPECT_EQ(query.words, "\"my passport\" lost");
  EXPECT_EQ(parse_view("").value(), ViewQuery{});
}

TEST(ViewQuery, IsWrittenInOneOrderAndReadBack) {
  for (const auto* text :
       {"", "place:mine", "lost passport", "is:unsorted urgency:1 \"a b\" desk:2", "private:yes has:no-draft place:any",
        "https://a.example/x", "account:press language:zh-Hant is:breached is:flood"}) {
    const ViewQuery query = parse_view(text).value();
    EXPECT_EQ(parse_view(canonical(query)).value(), query) << text;
  }
  EXPECT_EQ(canonical(parse_view("passport desk:2 place:held").value()), "place:held desk:2 passport");
}

TEST(ViewQuery, AMistakeIsToldAtItsPlace) {
  const auto wrong = [](std::string_view text) { return parse_view(text).error(); };
  EXPECT_EQ(wrong("é plce:open").position, 2U);
  EXPECT_EQ(wrong("é plce:open").length, 4U);
  EXPECT_EQ(wrong("plce:open").expected, "did you mean place:?");
  EXPECT_EQ(wrong("place:opn").expected, "did you mean open?");
  EXPECT_EQ(wrong("matter:visa").expected, "one of life, consular, question, dialogue");
  EXPECT_EQ(wrong("desk:cairo").message, "this is no desk");
  EXPECT_EQ(wrong("urgency:1 urgency:2").message, "this is said already");
  EXPECT_EQ(wrong("is:flood is:official").message, "one mark alone can be asked for");
  EXPECT_EQ(wrong("\"a b").message, "a quote is not closed");
  EXPECT_EQ(wrong("topic:").message, "this field has no value");
  EXPECT_EQ(wrong(std::string(2'000, 'x')).message, "this is too long");
}

}  // namespace
}  // namespace chancery::desk
