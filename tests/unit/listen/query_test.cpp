#include "listen/query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "unit/listen/query_world.hpp"

namespace chancery::listen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string canonical(std::string_view text) {
  return query(text).canonical();
}

// "position+length message | expected", or "" for what is accepted.
std::string refusal(std::string_view text, const QueryLimits& limits = {}) {
  const auto parsed = Query::parse(text, test_vocabulary(), limits);
  if (parsed) return "";
  const QueryError& error = parsed.error();
  EXPECT_FALSE(error.message.empty()) << text;
  EXPECT_FALSE(error.expected.empty()) << text;
  return std::to_string(error.position) + "+" + std::to_string(error.length) + " " + error.message + " | " +
         error.expected;
}

TEST(Query, ReadsWhatThePeopleOfThisTradeType) {
  EXPECT_EQ(canonical("norway"), "norway");
  EXPECT_EQ(canonical("norway visa"), "norway AND visa");
  EXPECT_EQ(canonical("norway AND visa OR embassy"), "(norway AND visa) OR embassy");
  EXPECT_EQ(canonical("norway (visa OR embassy) NOT travel"), "norway AND (visa OR embassy) AND NOT travel");
  EXPECT_EQ(canonical("norway AND NOT (visa OR travel)"), "norway AND NOT (visa OR travel)");
  EXPECT_EQ(canonical("\"foreign  ministry\""), "\"foreign ministry\"");
  EXPECT_EQ(canonical("embass* \"foreign minist*\""), "embass* AND \"foreign minist*\"");
  EXPECT_EQ(canonical("a1 NEAR/5 b1"), "a1 NEAR/5 b1");
  EXPECT_EQ(canonical("a1 ONEAR/5 b1"), "a1 ONEAR/5 b1");
  EXPECT_EQ(canonical("a1 NEAR/5f b1"), "a1 ONEAR/5 b1");
  EXPECT_EQ(canonical("(visa OR permit*) NEAR/3 \"long queue\""), "(visa OR permit*) NEAR/3 \"long queue\"");
  EXPECT_EQ(canonical("#Climate OR @mfa.example"), "#Climate OR @mfa.example");
  EXPECT_EQ(canonical("norway lang:AR country:no topic:Climate from:mfa.example network:bluesky has:link is:reply"),
            "norway AND lang:ar AND country:NO AND topic:climate AND from:@mfa.example AND network:bluesky AND has:link"
            " AND is:reply");
  EXPECT_EQ(canonical("norway topic:\"Human rights\" lang:HI-latn"), "norway AND topic:human-rights AND lang:hi-Latn");
}

TEST(Query, TakesSmartQuotesAndWideFormsForPlainOnes) {
  EXPECT_EQ(canonical("“foreign ministry”"), "\"foreign ministry\"");
  EXPECT_EQ(canonical("«ministère des affaires»"), "\"ministère des affaires\"");
  EXPECT_EQ(canonical("„Auswärtiges Amt“"), "\"Auswärtiges Amt\"");
  EXPECT_EQ(canonical("「外務省」（大使館 OR ＃外交）"), "外務省 AND (大使館 OR #外交)");
  EXPECT_EQ(canonical("وزارة\u00A0الخارجية"), "وزارة AND الخارجية");
}

TEST(Query, BindsNearBeforeNotBeforeAndBeforeOr) {
  EXPECT_EQ(canonical("aa OR bb cc NEAR/2 dd NOT ee"), "aa OR (bb AND cc NEAR/2 dd AND NOT ee)");
  EXPECT_EQ(canonical("((aa) AND (bb (cc)))"), "aa AND bb AND cc");
  EXPECT_EQ(canonical("aa NOT NOT bb"), "aa AND NOT NOT bb");
}

TEST(Query, KeepsOperatorsInQuotesAndLowerCaseForWords) {
  EXPECT_EQ(canonical("\"AND\" \"bread and butter\""), "\"AND\" AND \"bread and butter\"");
  const Query lower = query("war or peace near/5 talks");
  EXPECT_EQ(lower.canonical(), "war AND \"or\" AND peace AND \"near/5\" AND talks");
  ASSERT_EQ(lower.warnings().size(), 2U);
  EXPECT_EQ(lower.warnings()[0].position, 4U);
  EXPECT_THAT(lower.warnings()[0].expected, HasSubstr("OR"));
  EXPECT_THAT(lower.warnings()[1].expected, HasSubstr("NEAR/5"));
}

TEST(Query, WarnsWhereAndAndOrMeetWithoutParentheses) {
  EXPECT_EQ(query("norway visa OR embassy").warnings().size(), 1U);
  EXPECT_THAT(query("(norway visa) OR embassy").warnings(), IsEmpty());
  EXPECT_THAT(query("norway (visa OR embassy)").warnings(), IsEmpty());
}

TEST(Query, ListsItsPositiveTermsInOrder) {
  const Query parsed = query("norway NOT visa (#oslo OR aa NEAR/3 bb) lang:no");
  std::vector<std::string> terms;
  for (const QueryNode* term : parsed.positive_terms()) terms.push_back(to_text(*term));
  EXPECT_THAT(terms, ElementsAre("norway", "#oslo", "aa", "bb"));
}

TEST(Query, PointsAtWhatIsMissing) {
  EXPECT_EQ(refusal(""), "0+0 the query is empty | a word, a \"phrase in quotes\", a #tag or an @actor");
  EXPECT_THAT(refusal("  "), HasSubstr("empty"));
  EXPECT_THAT(refusal("norway AND"), HasSubstr("10+0 the query ends here"));
  EXPECT_THAT(refusal("OR norway"), HasSubstr("0+2 OR stands where a term is needed"));
  EXPECT_THAT(refusal("norway AND OR visa"), HasSubstr("11+2 OR stands"));
  EXPECT_THAT(refusal("norway (visa"), HasSubstr("7+1 this parenthesis is never closed | )"));
  EXPECT_THAT(refusal("norway ()"), HasSubstr("7+2 these parentheses are empty"));
  EXPECT_THAT(refusal("norway)"), HasSubstr("6+1 no parenthesis is open here"));
  EXPECT_THAT(refusal("norway \"visa"), HasSubstr("7+1 this quote is never closed"));
  EXPECT_THAT(refusal("سفارة \"visa"), HasSubstr("6+1 this quote"));  // characters, not bytes
  EXPECT_THAT(refusal("norway\"visa\""), HasSubstr("6+1 a quote stands inside a word"));
  EXPECT_THAT(refusal("\"visa\"norway"), HasSubstr("6+6 a word follows the quote at once"));
}

TEST(Query, SaysHowOperatorsOfOtherToolsAreWrittenHere) {
  EXPECT_THAT(refusal("norway -visa"), HasSubstr("7+1 a minus sign is no operator here | NOT visa"));
  EXPECT_THAT(refusal("norway -\"visa queue\""), HasSubstr("| NOT"));
  EXPECT_THAT(refusal("\"foreign ministry\"~5"), HasSubstr("foreign NEAR/5 ministry"));
  EXPECT_THAT(refusal("norway NEAR visa"),
              HasSubstr("7+4 NEAR needs a distance in words | NEAR/n with n from 1 to 100"));
  EXPECT_THAT(refusal("norway NEAR5 visa"), HasSubstr("slash"));
  EXPECT_THAT(refusal("norway NEAR/0 visa"), HasSubstr("7+6 this distance is not allowed"));
  EXPECT_THAT(refusal("norway ONEAR/101 visa"), HasSubstr("ONEAR/n with n from 1 to 100"));
  EXPECT_THAT(refusal("norway NEAR/99999999999999 visa"), HasSubstr("not allowed"));
  EXPECT_THAT(refusal("norway NEAR/x visa"), HasSubstr("whole number"));
  EXPECT_THAT(refusal("aa NEAR/3 bb NEAR/3 cc"), HasSubstr("13+6 NEAR joins two"));
  EXPECT_THAT(refusal("aa NEAR/3 #bb"), HasSubstr("10+3 NEAR cannot take this"));
  EXPECT_THAT(refusal("aa NEAR/3 (bb cc)"), HasSubstr("10+7 NEAR cannot take this"));
  EXPECT_THAT(refusal("nor*way"), HasSubstr("0+7 a wildcard stands at the end"));
  EXPECT_THAT(refusal("*way"), HasSubstr("wildcard"));
  EXPECT_THAT(refusal("*"), HasSubstr("wildcard"));
  EXPECT_THAT(refusal("\"foreign minist\"*"), HasSubstr("inside the quotes"));
}

TEST(Query, NamesTheFieldOrValueThatWasMeant) {
  EXPECT_EQ(refusal("norway langauge:ar"), "7+9 there is no field \"langauge:\" | did you mean lang:?");
  EXPECT_THAT(refusal("norway language:ar"), HasSubstr("did you mean lang:?"));
  EXPECT_THAT(refusal("norway contry:NO"), HasSubstr("did you mean country:?"));
  EXPECT_THAT(refusal("norway author:x"), HasSubstr("did you mean from:?"));
  EXPECT_THAT(refusal("norway site:x"), HasSubstr("lang:, country:, topic:"));
  EXPECT_EQ(refusal("norway topic:climat"), "13+6 topic: knows no \"climat\" | did you mean climate?");
  EXPECT_THAT(refusal("norway topic:cybersec"), HasSubstr("did you mean cybersecurity?"));
  EXPECT_THAT(refusal("norway topic:zzz"), HasSubstr("one of cybersecurity, privacy, data-governance"));
  EXPECT_THAT(refusal("norway country:UK"), HasSubstr("did you mean country:GB?"));
  EXPECT_THAT(refusal("norway country:Norway"), HasSubstr("did you mean country:NO?"));
  EXPECT_THAT(refusal("norway country:QQ"), HasSubstr("ISO 3166-1"));
  EXPECT_THAT(refusal("norway lang:Arabic"), HasSubstr("did you mean lang:ar?"));
  EXPECT_THAT(refusal("norway lang:xyz"), HasSubstr("ISO 639-1"));
  EXPECT_THAT(refusal("norway has:links"), HasSubstr("did you mean link?"));
  EXPECT_THAT(refusal("norway is:qoute"), HasSubstr("did you mean quote?"));
  EXPECT_THAT(refusal("norway network:blue"), HasSubstr("did you mean bluesky?"));
  EXPECT_THAT(refusal("norway lang: ar"), HasSubstr("7+5 lang: needs a value"));
  EXPECT_THAT(refusal("https://mfa.example"), HasSubstr("the text in \"quotes\""));
  EXPECT_EQ(refusal("\"https://mfa.example\""), "");
  EXPECT_EQ(refusal("16:30 norway"), "");
}

TEST(Query, NeedsAPositiveTermOnEveryBranch) {
  EXPECT_THAT(refusal("lang:no"), HasSubstr("0+7 this narrows a match and cannot stand alone"));
  EXPECT_THAT(refusal("NOT norway"), HasSubstr("0+10 NOT takes away"));
  EXPECT_THAT(refusal("lang:no country:NO"), HasSubstr("0+18 this narrows"));
  EXPECT_THAT(refusal("norway OR lang:no"), HasSubstr("10+7 this narrows"));
  EXPECT_THAT(refusal("norway OR NOT visa"), HasSubstr("10+8 NOT takes away"));
  EXPECT_THAT(refusal("norway OR (lang:no AND (has:link OR has:media))"), HasSubstr("10+37"));
  EXPECT_THAT(refusal("NOT NOT norway"), HasSubstr("NOT takes away"));
  EXPECT_THAT(refusal("from:@mfa.example"), HasSubstr("cannot stand alone"));
  EXPECT_EQ(refusal("norway (lang:no OR lang:sv)"), "");
  EXPECT_EQ(refusal("lang:no AND (norway OR #oslo OR @mfa.example)"), "");
}

TEST(Query, NamesNobodyOutsideTheRegister) {
  for (const auto* text :
       {"@jane.example", "norway from:@jane.example", "norway from:did:plc:jane", "did:plc:abc", "\"did:plc:abc\"",
        "jane@host.example", "\"write to jane@host.example\"", "jane.bsky.social", "\"jane bsky social\"", "\"@jane\"",
        "at://did:plc:abc/app.bsky.feed.post/1", "acct:jane@host.example", "\"＠jane\"",
        "\"https://bsky.app/profile/jane\"", "\"x.com/jane\"", "\"did plc abcdef\"", "mailto:jane@host.example",
        "norway NEAR/3 \"@jane\"", "norway NOT jane.bsky.social"}) {
    EXPECT_THAT(refusal(text), HasSubstr("registered public actor")) << text;
  }
  EXPECT_EQ(refusal("@mfa.example"), "");
  EXPECT_EQ(refusal("@MFA.example"), "");
  EXPECT_EQ(refusal("norway from:did:plc:mfa"), "");
  EXPECT_EQ(refusal("regjeringen.no"), "");  // a ministry's site, not a person
  EXPECT_EQ(refusal("R&D"), "");
}

TEST(Query, RefusesWhatIsTooShortTooLongTooManyOrTooDeep) {
  EXPECT_THAT(refusal("x"), HasSubstr("0+1"));
  EXPECT_EQ(refusal("norway 本"), "") << "one character is a word there";
  EXPECT_THAT(refusal("norway !!!"), HasSubstr("holds no word"));
  EXPECT_THAT(refusal("norway #"), HasSubstr("a # needs a tag"));
  EXPECT_THAT(refusal("norway #a-b"), HasSubstr("letters, digits and _"));
  EXPECT_THAT(refusal("norway @"), HasSubstr("an @ needs an actor"));
  EXPECT_THAT(refusal(std::string(101, 'x')), HasSubstr("at most 100"));
  EXPECT_THAT(refusal("norway " + std::string(4000, ' ')), HasSubstr("4000+7 the query is too long"));
  std::string many = "t0";
  for (int i = 1; i < 200; ++i) many += " OR t" + std::to_string(i);
  EXPECT_EQ(refusal(many), "");
  EXPECT_THAT(refusal(many + " OR one"), HasSubstr("at most 200 terms"));
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "norway" + std::string(depth, ')'); };
  EXPECT_EQ(refusal(nested(32)), "");
  EXPECT_THAT(refusal(nested(33)), HasSubstr("32+1 this is nested too deeply"));
  std::string nots = "norway ";
  for (int i = 0; i < 600; ++i) nots += "NOT ";
  EXPECT_THAT(refusal(nots + "visa"), HasSubstr("nested too deeply"));
}

TEST(Query, RefusesCharactersNobodySees) {
  EXPECT_THAT(refusal("norway \xFF"), HasSubstr("7+1 this is not valid UTF-8"));
  EXPECT_THAT(refusal("nor\u202Eway"), HasSubstr("3+1 an invisible character that turns text around (U+202E)"));
  EXPECT_THAT(refusal(std::string{"nor\0way", 7}), HasSubstr("3+1 a control character"));
  EXPECT_EQ(canonical("\u200Fسفارة\u200F"), "سفارة");
}

TEST(Query, TellsItsErrorInOneSentence) {
  const Error error = to_error(Query::parse("norway langauge:ar", test_vocabulary()).error());
  EXPECT_EQ(error.code, Errc::Invalid);
  EXPECT_EQ(error.hint, "character 8: there is no field \"langauge:\": did you mean lang:?");
  EXPECT_EQ(to_error(Query::parse("norway (visa", test_vocabulary()).error()).hint,
            "character 8: this parenthesis is never closed: expected )");
}

// The rows of a table of the analysts' page: the query, and the cell behind it.
std::vector<std::pair<std::string, std::string>> rows_of_page(std::string_view heading) {
  std::ifstream page(CHANCERY_SOURCE "/docs/watch-language.md");
  std::vector<std::pair<std::string, std::string>> rows;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) inside = line.substr(3) == heading;
    const auto first = line.find('`');
    const auto last = line.rfind('`');
    if (!inside || !line.starts_with("| ") || first == std::string::npos) continue;
    const std::string query = line.substr(first + 1, line.find('`', first + 1) - first - 1);
    rows.emplace_back(query, last + 4 < line.size() ? line.substr(last + 4, line.size() - last - 6) : "");
  }
  return rows;
}

TEST(Query, IsToldToAnalystsAsItIs) {
  const auto examples = rows_of_page("Examples");
  EXPECT_EQ(examples.size(), 5U);
  for (const auto& [text, nothing] : examples) EXPECT_EQ(refusal(text), "") << text;
  const auto refused = rows_of_page("When a query is refused");
  EXPECT_EQ(refused.size(), 7U);
  for (const auto& [text, message] : refused) {
    const auto parsed = Query::parse(text, test_vocabulary());
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(to_error(parsed.error()).hint, message);
  }
}

// Random trees, written and read back.
class Trees {
 public:
  explicit Trees(unsigned seed) : random_(seed) {}

  std::string text(int depth) {
    switch (depth == 0 ? number(4) : number(9)) {
      case 0:
        return pick({"norway", "Visa", "外務省", "سفارة", "R&D", "embass*", "don't", "COVID-19", "and", "near/5"});
      case 1:
        return pick({"\"foreign ministry\"", "«visa queue*»", "\"OR\"", "“a (b) c”", "\"#tag\"", "\"16:30\""});
      case 2:
        return pick({"#oslo", "#外交", "@mfa.example"});
      case 3:
        return "norway " + pick({"lang:ar", "country:no", "topic:trade", "has:link", "is:quote", "from:mfa.example"});
      case 4:
        return '(' + text(depth - 1) + ')';
      case 5:
        return text(depth - 1) + pick({" ", " AND "}) + text(depth - 1);
      case 6:
        return text(depth - 1) + " OR " + text(depth - 1);
      case 7:
        return text(depth - 1) + " NOT (" + text(depth - 1) + ')';
      default:
        return "(aa OR \"bb cc\" OR (dd* OR ee)) " + pick({"NEAR/", "ONEAR/"}) + std::to_string(1 + number(100)) +
               " \"ff gg\"";
    }
  }

 private:
  int number(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::string pick(const std::vector<std::string>& from) {
    return from[static_cast<std::size_t>(number(static_cast<int>(from.size())))];
  }
  std::mt19937 random_;
};

TEST(Query, IsTheSameQueryOnceWrittenAndReadAgain) {
  int read = 0;
  for (unsigned seed = 0; seed < 500; ++seed) {
    const std::string text = Trees(seed).text(3);
    const auto parsed = Query::parse(text, test_vocabulary());
    if (!parsed) continue;  // a branch without a positive term
    ++read;
    const std::string written = parsed->canonical();
    const auto again = Query::parse(written, test_vocabulary());
    ASSERT_TRUE(again.has_value()) << text << "\n" << written << "\n" << to_error(again.error()).hint;
    EXPECT_EQ(*again, *parsed) << text << "\n" << written;
    EXPECT_EQ(again->canonical(), written);
    EXPECT_THAT(again->warnings(), IsEmpty()) << written;
  }
  EXPECT_GT(read, 400);
}

}  // namespace
}  // namespace chancery::listen
