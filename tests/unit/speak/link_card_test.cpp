// Which link of a post gets a card, and that an approval is of the card too.
#include "speak/link_card.hpp"

#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

class LinkCard : public Desk {
 protected:
  [[nodiscard]] std::string link(const std::string& markdown) const {
    return link_for_card(says(markdown), *activity::Addresses::of("https://mfa.example"));
  }
  [[nodiscard]] PostBody with_card(std::string title) const {
    auto body = says("See https://port.example/ferry");
    body.card = PostCard{.url = "https://port.example/ferry",
                         .title = std::move(title),
                         .description = "When the boats leave",
                         .site = "Port of Orsa",
                         .media = {},
                         .sha256 = {}};
    return body;
  }
};

TEST_F(LinkCard, IsOfTheFirstLinkThatLeadsToAPageOfOthers) {
  EXPECT_EQ(link("See https://port.example/ferry?x=1&y=2 and https://other.example/"),
            "https://port.example/ferry?x=1&y=2");
  EXPECT_EQ(link("Ask [the port](https://port.example/ferry)."), "https://port.example/ferry");
  EXPECT_EQ(link("As we said at https://mfa.example/notes/1, #ferries leave: https://port.example/"),
            "https://port.example/");
  EXPECT_EQ(link("Nothing to see, @ana@far.example #ferries"), "");
  EXPECT_EQ(link("https://mfa.example"), "");
  EXPECT_EQ(link("https://mfa.example.evil.example/"), "https://mfa.example.evil.example/");
}

TEST_F(LinkCard, GivesWayToPicturesAndPolls) {
  auto body = says("See https://port.example/ferry");
  const auto ours = *activity::Addresses::of("https://mfa.example");
  EXPECT_FALSE(link_for_card(body, ours).empty());
  body.poll = PostPoll{.options = {"Yes", "No"}};
  EXPECT_TRUE(link_for_card(body, ours).empty());
  body.poll.reset();
  body.pictures = {{.media = MediaId{1}, .sha256 = {}, .alt = {}, .focus = {}}};
  EXPECT_TRUE(link_for_card(body, ours).empty());
}

TEST_F(LinkCard, IsPartOfWhatIsApproved) {
  const auto body = with_card("Ferry timetable");
  EXPECT_EQ(read_body(write_body(body)).value(), body);
  EXPECT_NE(digest_of(body), digest_of(with_card("Free phones")));
  EXPECT_NE(digest_of(body), digest_of(says("See https://port.example/ferry")));
}

TEST_F(LinkCard, AVersionWithACardUsesItsPicture) {
  auto body = with_card("Ferry timetable");
  body.card->media = upload('c');
  const auto post = draft(anna, body).value();
  EXPECT_EQ(post.body.card->sha256, std::string(64, 'c'));
  run([&](store::Transaction& tx) -> Status {
    EXPECT_TRUE(take_unused_pictures(tx, store.clock.now() + std::chrono::hours{1}, 10).empty());
    return {};
  });
}

}  // namespace
}  // namespace chancery::speak
