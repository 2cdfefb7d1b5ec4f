#include "activitypub/read.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "unit/activitypub/own_addresses.hpp"

namespace chancery::activitypub {
namespace {

using test::kPeers;

// JSON with ' for ", so that a line of it can be read.
std::string quoted(std::string text) {
  std::ranges::replace(text, '\'', '"');
  return text;
}

json::Object object(const std::string& text) {
  auto parsed = json::parse_object(quoted(text));
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(json::Object{});
}
Result<ReceivedActivity> activity_of(const std::string& text) {
  return read_activity(quoted(text), kPeers);
}

json::Object actor(const std::string& more = "") {
  return object(
      "{'id':'https://far.example/u/ana','type':'Person','preferredUsername':'ana',"
      "'inbox':'https://far.example/u/ana/inbox','publicKey':{'id':'https://far.example/u/ana#main-key',"
      "'owner':'https://far.example/u/ana','publicKeyPem':'PEM'}" +
      more + "}");
}

TEST(Read, TakesAnActivityInTheFormsFoundInTheWild) {
  for (const auto* form :
       {"{'id':'https://far.example/1','type':'Follow','actor':'https://far.example/u/ana',"
        "'object':'https://mfa.example/actors/1'}",
        "{'id':'https://far.example/1','type':['Follow'],'actor':{'id':'https://far.example/u/ana','type':'Person'},"
        "'object':{'id':'https://mfa.example/actors/1'}}",
        "{'@context':[{'x':'y'}],'id':'https://far.example/1','type':['x:Unknown','Follow'],"
        "'actor':['https://far.example/u/ana'],'object':['https://mfa.example/actors/1'],"
        "'proof':{'type':'DataIntegrityProof'}}"}) {
    const auto activity = activity_of(form);
    ASSERT_TRUE(activity.has_value()) << form << activity.error().detail;
    EXPECT_EQ(activity->verb, Verb::Follow) << form;
    EXPECT_EQ(activity->actor, "https://far.example/u/ana") << form;
    EXPECT_EQ(activity->object, "https://mfa.example/actors/1") << form;
    EXPECT_FALSE(activity->embedded) << form;
  }
}

TEST(Read, PassesOverTypesItDoesNotKnow) {
  const auto activity =
      activity_of("{'type':'Arrive','actor':'https://far.example/u/ana','object':{'type':'Xyz','a':1}}");
  ASSERT_TRUE(activity.has_value());
  EXPECT_EQ(activity->verb, Verb::Other);
}

TEST(Read, TakesThePageOfANoteFromItsOwnOriginAlone) {
  const auto page = [](const std::string& url) {
    return read_note(object("{'id':'https://far.example/1','type':'Note','attributedTo':'https://far.example/u/ana',"
                            "'content':'x','url':" +
                            url + "}"),
                     kPeers)
        ->url;
  };
  EXPECT_EQ(page("'https://far.example/@ana/1'"), "https://far.example/@ana/1");
  for (const auto* url : {"'https://bank.example/login'", "'https://far.example:8443/1'", "'http://far.example/1'",
                          "[{'type':'Link','href':'https://bank.example/1'}]"}) {
    EXPECT_EQ(page(url), "") << url;
  }
}

TEST(Read, RefusesIdentifiersThatAreNoPublicHttpsAddress) {
  for (const auto* id : {"", "ana", "http://far.example/u/ana", "https://127.0.0.1/u/ana", "https://10.1.2.3/u/ana",
                         "https://[::1]/u/ana", "https://far.example:8443/u/ana", "https://a@far.example/u/ana",
                         "javascript:alert(1)", "file:///etc/passwd", "https://mfa.example/actors/1",
                         "https://MFA.example/actors/1", "ws://far.example/u", "https://far.example /u"}) {
    const json::Object follow{{"type", "Follow"}, {"actor", id}, {"object", "https://mfa.example/actors/1"}};
    EXPECT_FALSE(read_activity(boost::json::serialize(follow), kPeers).has_value()) << id;
  }
  const json::Object endless{{"type", "Follow"}, {"actor", "https://far.example/" + std::string(3'000, 'x')}};
  EXPECT_FALSE(read_activity(boost::json::serialize(endless), kPeers).has_value());
}

TEST(Read, TakesAQuoteByWhicheverNameItHas) {
  const auto quote_of = [](const std::string& members) {
    return read_note(object("{'id':'https://far.example/1','type':'Note','attributedTo':'https://far.example/u/ana'," +
                            members + "}"),
                     kPeers)
        ->quote;
  };
  const std::string ours = "https://mfa.example/notes/1";
  for (const auto* name : {"quote", "quoteUrl", "quoteUri", "_misskey_quote"}) {
    EXPECT_EQ(quote_of('\'' + std::string(name) + "':'" + ours + '\''), ours) << name;
  }
  const auto link = "'type':'Link','mediaType':'application/activity+json','href':'" + ours + "'";
  EXPECT_EQ(quote_of("'tag':[{" + link + ",'rel':'https://misskey-hub.net/ns#_misskey_quote'}]"), ours);
  EXPECT_EQ(quote_of("'tag':{" + link + "}"), "") << "a link is no quote";
}

TEST(Read, TakesOfSeveralAddressesThePageAndOfAPictureTheTypeItsLinkSays) {
  const auto note = read_note(
      object("{'id':'https://far.example/1','type':'Video','attributedTo':'https://far.example/u/ana','name':'Film',"
             "'url':[{'type':'Link','mediaType':'video/mp4','href':'https://far.example/1.mp4'},"
             "{'type':'Link','mediaType':'Text/HTML ; charset=UTF-8','href':'https://far.example/w/1'}],"
             "'attachment':{'type':'Document','url':[{'type':'Link','mediaType':'Image/PNG; v=1',"
             "'href':'https://far.example/1.png'}]}}"),
      kPeers);
  ASSERT_TRUE(note.has_value()) << note.error().detail;
  EXPECT_EQ(note->url, "https://far.example/w/1");
  ASSERT_EQ(note->attachments.size(), 1U);
  EXPECT_EQ(note->attachments[0].media_type, "image/png");
}

TEST(Read, TakesAnActorsPageFromItsOwnServerAlone) {
  EXPECT_EQ(read_actor(actor(",'url':'https://far.example/@ana'"), kPeers)->url, "https://far.example/@ana");
  EXPECT_EQ(read_actor(actor(",'url':'https://gov.example/@minister'"), kPeers)->url, "");
  EXPECT_EQ(read_actor(actor(",'url':['https://gov.example/@minister']"), kPeers)->url, "");
}

TEST(Read, SaysATitleFirstAndLinksWhatIsNoText) {
  const auto read = [](const std::string& members) {
    return read_note(
        object("{'id':'https://far.example/1','attributedTo':'https://far.example/u/ana'," + members + "}"), kPeers);
  };
  EXPECT_EQ(read("'type':'Article','name':'News <b>','content':'<p>Long</p>'")->content,
            "<p><strong>News &lt;b&gt;</strong></p><p>Long</p>");
  EXPECT_EQ(read("'type':'Page','name':'Only a title','inReplyTo':'https://mfa.example/notes/1'")->vote, false);
  EXPECT_EQ(read("'type':'Page','name':'News','attachment':[{'type':'Link','href':'https://news.example/?a=1&b=2'}]")
                ->content,
            "<p><strong>News</strong></p><p><a "
            "href=\"https://news.example/?a=1&amp;b=2\">https://news.example/?a=1&amp;b=2</a>"
            "</p>");
  EXPECT_EQ(read("'type':'Event','name':'Open day','content':'<p>Come</p>','url':'https://far.example/e'")->content,
            "<p><a href=\"https://far.example/e\">Open day</a></p>");
  EXPECT_EQ(read("'type':'Note','name':'Not shown','content':'<p>Text</p>'")->content, "<p>Text</p>");
  EXPECT_EQ(read("'type':'ChatMessage','name':'Not shown','content':'<p>Text</p>'")->content, "<p>Text</p>");
  EXPECT_EQ(read("'type':'Article','summary':'An abstract','content':'<p>Text</p>'")->summary, "");
  EXPECT_EQ(read("'type':'Article','summary':'War','sensitive':true,'content':'<p>Text</p>'")->summary, "War");
  const auto forms = activity_of(
      "{'type':'Create','actor':'https://far.example/u/ana','object':{'id':'https://far.example/2','type':'Event'}}");
  ASSERT_TRUE(forms.has_value()) << "no author is given: passed over";
  EXPECT_FALSE(forms->note.has_value());
}

TEST(Read, RefusesAnActivityNamedOnAnotherServerThanItsActor) {
  const auto activity =
      activity_of("{'id':'https://other.example/1','type':'Follow','actor':'https://far.example/u/ana','object':'x'}");
  ASSERT_FALSE(activity.has_value());
  EXPECT_EQ(activity.error().code, Errc::Invalid);
}

TEST(Read, StaysWithinItsBounds) {
  const auto deep = "{'type':'Follow','actor':'https://far.example/u/ana','object':" + std::string(40, '[') +
                    std::string(40, ']') + "}";
  EXPECT_FALSE(activity_of(deep).has_value());
  std::string many = "{'type':'Follow','actor':'https://far.example/u/ana','to':[";
  for (int i = 0; i < 11'000; ++i) many += "1,";
  EXPECT_EQ(activity_of(many + "1]}").error().code, Errc::TooLarge);
  EXPECT_EQ(activity_of(std::string(1024 * 1024 + 1, ' ')).error().code, Errc::TooLarge);
  EXPECT_FALSE(activity_of("{'type':'Foll").has_value()) << "truncated";
  EXPECT_FALSE(activity_of("{'actor':'\xff\xfe'}").has_value()) << "invalid UTF-8";
}

TEST(Read, UnderstandsANoteAndItsMentions) {
  const auto activity = activity_of(
      "{'id':'https://far.example/c/1','type':'Create','actor':'https://far.example/u/ana',"
      "'object':{'id':'https://far.example/n/1','type':'Note','attributedTo':['https://far.example/u/ana'],"
      "'inReplyTo':{'id':'https://mfa.example/notes/7'},'contentMap':{'pt-BR':'<p>Olá</p>'},"
      "'published':'2026-11-22T10:30:00+01:00','url':[{'type':'Link','href':'javascript:alert(1)'},"
      "{'type':'Link','href':'https://far.example/@ana/1'}],'to':'as:Public',"
      "'cc':['https://far.example/u/ana/followers',7,null],'tag':[{'type':'Hashtag','name':'#x'},"
      "{'type':'Mention','href':'https://mfa.example/actors/1'},'odd',{'type':'Mention','name':'@nobody'}]}}");
  ASSERT_TRUE(activity.has_value()) << activity.error().detail;
  ASSERT_TRUE(activity->note.has_value());
  const auto& note = *activity->note;
  EXPECT_EQ(note.in_reply_to, "https://mfa.example/notes/7");
  EXPECT_EQ(note.content, "<p>Olá</p>");
  EXPECT_EQ(note.language, "pt-BR");
  EXPECT_EQ(note.url, "https://far.example/@ana/1");
  EXPECT_EQ(note.published, *from_rfc3339("2026-11-22T09:30:00Z"));
  EXPECT_EQ(note.audience.to, std::vector<std::string>{"as:Public"});
  EXPECT_EQ(note.audience.cc, std::vector<std::string>{"https://far.example/u/ana/followers"});
  ASSERT_EQ(note.mentions.size(), 1U);
  EXPECT_EQ(note.mentions[0].href, "https://mfa.example/actors/1");
  EXPECT_FALSE(note.vote);
}

TEST(Read, TakesWhatIsNoHtmlAsItWasTyped) {
  const auto content_of = [](const std::string& type) {
    const auto note = read_note(object("{'id':'https://far.example/1','type':'Note','attributedTo':"
                                       "'https://far.example/u/ana','content':'1 < 2\\n\\n**so**','mediaType':'" +
                                       type + "'}"),
                                kPeers);
    return note ? note->content : note.error().detail;
  };
  for (const auto* type : {"text/plain", "text/markdown", "Text/Plain;charset=utf-8", " text/PLAIN ; charset=UTF-8"}) {
    EXPECT_EQ(content_of(type), "<p>1 &lt; 2</p><p>**so**</p>") << type;
  }
  EXPECT_EQ(content_of("text/html"), "1 < 2\n\n**so**");
}

TEST(Read, CutsWhatIsTooLongAtACharacter) {
  std::string content;
  while (content.size() <= kMaxContent) content += "中";
  auto long_note = object("{'id':'https://far.example/n','type':'Note','attributedTo':'https://far.example/u'}");
  long_note["content"] = content;
  long_note["contentMap"] = json::Object{{"en", "x"}, {"zh", content}};
  const auto note = read_note(long_note, kPeers);
  ASSERT_TRUE(note.has_value());
  EXPECT_LE(note->content.size(), kMaxContent);
  EXPECT_GT(note->content.size(), kMaxContent - 3);
  EXPECT_EQ(note->content.size() % 3, 0U);
  EXPECT_EQ(note->language, "zh") << "cutting does not hide which language it is";
}

TEST(Read, CutsWhatWasTypedAtItsOwnCharacters) {
  auto typed = object(
      "{'id':'https://far.example/n','type':'Note','attributedTo':'https://far.example/u','mediaType':'text/plain'}");
  for (const std::string_view letter : {"&", "中", "a"}) {
    std::string content;
    while (content.size() <= kMaxContent) content += letter;
    typed["content"] = content;
    const auto note = read_note(typed, kPeers);
    ASSERT_TRUE(note.has_value());
    const std::string html = letter == "&" ? "&amp;" : std::string(letter);
    const auto letters = note->content.size() - std::string_view("<p></p>").size();
    EXPECT_LE(note->content.size(), kMaxContent) << letter;
    EXPECT_GT(note->content.size(), kMaxContent - 16) << letter << ": no more is lost than must be";
    EXPECT_EQ(letters % html.size(), 0U) << letter << ": none is cut in two";
    EXPECT_TRUE(note->content.ends_with(html + "</p>")) << letter;
  }
}

TEST(Read, DoesNotGuessALanguage) {
  const auto language = [](const std::string& more) {
    const auto note = read_note(
        object("{'id':'https://far.example/n','type':'Note','attributedTo':'https://far.example/u','content':'a'" +
               more + "}"),
        kPeers);
    return note ? note->language : std::string("refused");
  };
  EXPECT_EQ(language(""), "und");
  EXPECT_EQ(language(",'contentMap':{'en':'b','fr':'a'}"), "fr");
  EXPECT_EQ(language(",'contentMap':{'en':'b','fr':'c'}"), "und");
  EXPECT_EQ(language(",'contentMap':{'><script>':'a'}"), "und");
  EXPECT_EQ(language(",'contentMap':['a']"), "und");
}

TEST(Read, TakesAnActorWithItsKeyAndItsInboxesOnItsOwnServer) {
  const auto ana = read_actor(
      actor(",'name':'Ana \\u202eevil\\nline','endpoints':{'sharedInbox':'https://far.example/inbox'}"), kPeers);
  ASSERT_TRUE(ana.has_value()) << ana.error().detail;
  EXPECT_EQ(ana->name, "Ana evilline");
  EXPECT_EQ(ana->shared_inbox, "https://far.example/inbox");
  EXPECT_EQ(ana->public_key_id, "https://far.example/u/ana#main-key");
  const auto other = read_actor(actor(",'endpoints':{'sharedInbox':'https://victim.example/inbox'}"), kPeers);
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(other->shared_inbox, "") << "nobody has us post to a third party";
  auto site = actor();
  site.erase("preferredUsername");
  EXPECT_EQ(read_actor(site, kPeers)->preferred_username, "far.example") << "it may be left out";
}

TEST(Read, RefusesAnActorThatIsIncompleteOrPointsElsewhere) {
  const auto with = [](const char* key, const json::Value& value) {
    auto changed = actor();
    changed[key] = value;
    return read_actor(changed, kPeers).has_value();
  };
  EXPECT_FALSE(with("type", "Note"));
  EXPECT_FALSE(with("id", "https://10.0.0.1/ana"));
  EXPECT_FALSE(with("preferredUsername", json::Value(std::string(401, 'a'))));
  EXPECT_FALSE(with("inbox", "https://victim.example/inbox"));
  EXPECT_FALSE(with("inbox", nullptr));
  EXPECT_FALSE(with("publicKey", nullptr));
  EXPECT_FALSE(with("publicKey", json::Object{{"id", "https://far.example/u/ana#main-key"},
                                              {"owner", "https://far.example/u/eve"},
                                              {"publicKeyPem", "PEM"}}));
  EXPECT_FALSE(with("publicKey", json::Object{{"id", "https://victim.example/u/bob#main-key"},
                                              {"owner", "https://far.example/u/ana"},
                                              {"publicKeyPem", "PEM"}}));
}

constexpr auto kEmoji = "{'type':'Emoji','name':':blob:','icon':{'type':'Image','url':'https://cdn.example/blob.png'}}";

TEST(Read, TakesTheEmojiThatStandInTheTextsEachOnce) {
  const auto note =
      read_note(object("{'type':'Note','id':'https://far.example/1','attributedTo':'https://far.example/u/ana',"
                       "'content':'<p>:blob: :blob: :other: :bare:</p>','summary':':warned:','tag':[" +
                       std::string(kEmoji) + "," + kEmoji +
                       ",{'type':'Emoji','name':'bare','icon':{'url':'https://cdn.example/bare.png'}},"
                       "{'type':'Emoji','name':':warned:','icon':{'url':[{'href':'https://cdn.example/warned.png'}]}},"
                       "{'type':'Emoji','name':':unused:','icon':{'url':'https://cdn.example/unused.png'}},"
                       "{'type':'Emoji','name':':other:','icon':{'url':'javascript:alert(1)'}},"
                       "{'type':'Emoji','name':':o ther:','icon':{'url':'https://cdn.example/x.png'}},"
                       "{'type':'Emoji','name':':other:'},{'type':'Emoji'}]}"),
                kPeers);
  ASSERT_TRUE(note.has_value()) << note.error().detail;
  const std::vector<activity::Emoji> expected{{"blob", "https://cdn.example/blob.png"},
                                              {"bare", "https://cdn.example/bare.png"},
                                              {"warned", "https://cdn.example/warned.png"}};
  EXPECT_EQ(note->emojis, expected);
}

TEST(Read, KeepsFewOfAThousandEmoji) {
  std::string content;
  std::string tags;
  for (int i = 0; i < 1'000; ++i) {
    const auto name = ":e" + std::to_string(i) + ":";
    content += name + ' ';
    tags += std::string(i == 0 ? "" : ",") + "{'type':'Emoji','name':'" + name +
            "','icon':{'url':'https://cdn.example/1.png'}}";
  }
  const auto note = read_note(object("{'type':'Note','id':'https://far.example/1','attributedTo':"
                                     "'https://far.example/u/ana','content':'" +
                                     content + "','tag':[" + tags + "]}"),
                              kPeers);
  ASSERT_TRUE(note.has_value());
  EXPECT_EQ(note->emojis.size(), kMaxEmojis);
}

TEST(Read, TakesTheEmojiOfANameAndNoOthers) {
  const auto read = read_actor(actor(std::string(",'name':'Ana :blob:','summary':':x:','tag':[") + kEmoji +
                                     ",{'type':'Emoji','name':':x:','icon':{'url':'https://cdn.example/x.png'}}]"),
                               kPeers);
  ASSERT_TRUE(read.has_value()) << read.error().detail;
  const std::vector<activity::Emoji> expected{{"blob", "https://cdn.example/blob.png"}};
  EXPECT_EQ(read->emojis, expected);
}

}  // namespace
}  // namespace chancery::activitypub
