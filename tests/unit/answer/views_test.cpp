#include "answer/views.hpp"

#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

class Views : public Inbox {
 protected:
  using Names = std::vector<std::string>;
  Result<SavedView> save(const staff::User& by, std::string name, std::string query, DeskId desk = {}) {
    return attempt([&](store::Transaction& tx) {
      return save_view(tx,
                       {.id = store.ids.make<ViewId>(),
                        .owner = {},
                        .desk = desk,
                        .name = std::move(name),
                        .query = std::move(query)},
                       {&by, store.clock.now()});
    });
  }
  Result<SavedView> change(const staff::User& by, const SavedView& view) {
    return attempt([&](store::Transaction& tx) { return change_view(tx, view, {&by, store.clock.now()}); });
  }
  Status remove(const staff::User& by, const SavedView& view) {
    return attempt([&](store::Transaction& tx) { return remove_view(tx, view.id, {&by, store.clock.now()}); });
  }
  Names seen_by(const staff::User& user) {
    const auto reader = eyes(user);
    Names names;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto& view : views_of(snapshot, reader)) names.push_back(view.name);
    });
    return names;
  }
};

TEST_F(Views, HerOwnAreHersAloneInTheOrderSheGivesThem) {
  ASSERT_TRUE(save(ole, "  Visas ", "topic:visa   place:open"));
  const auto late = save(ole, "Late", "is:breached").value();
  ASSERT_TRUE(save(ole, "Arabic", "language:ar"));
  EXPECT_EQ(seen_by(ole), (Names{"Visas", "Late", "Arabic"}));
  EXPECT_EQ(seen_by(amina), Names{});
  auto first = late;
  first.position = 0;
  ASSERT_TRUE(change(ole, first));
  EXPECT_EQ(seen_by(ole), (Names{"Late", "Visas", "Arabic"}));
  EXPECT_EQ(change(amina, first).error().code, Errc::NotFound);
  EXPECT_EQ(remove(amina, first).error().code, Errc::NotFound);
  ASSERT_TRUE(remove(ole, first));
  ASSERT_TRUE(save(ole, "Life", "urgency:3"));
  EXPECT_EQ(seen_by(ole), (Names{"Visas", "Arabic", "Life"}));
}

TEST_F(Views, AQueryIsKeptAsTheLanguageWritesItAndABadOneSaysWhereItIsWrong) {
  EXPECT_EQ(save(ole, "Visas", "  topic:visa place:open \"lost passport\" ").value().query,
            "place:open topic:visa \"lost passport\"");
  const auto bad = save(ole, "Visas", "place:open langage:ar");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Errc::Invalid);
  EXPECT_EQ(bad.error().hint, "query: at character 12: there is no field \"langage\" (did you mean language:?)");
}

TEST_F(Views, ANameIsOneShortLine) {
  for (const auto& name :
       {std::string(), std::string("   "), std::string("two\nlines"), std::string(61, 'a'), std::string("\xff")}) {
    const auto refused = save(ole, name, "");
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().hint.substr(0, 5), "name:") << name;
  }
  EXPECT_TRUE(save(ole, std::string(60, 'a'), ""));
}

TEST_F(Views, ASharedOneIsSeenByWhoReadsThereAndKeptByWhoLeads) {
  EXPECT_EQ(save(ole, "Late", "is:breached", front).error().code, Errc::Forbidden);
  const auto shared = save(lea, "Late", "is:breached", front).value();
  EXPECT_EQ(seen_by(ole), Names{"Late"});
  EXPECT_EQ(seen_by(admin), Names{}) << "she reads at no desk";
  EXPECT_EQ(change(ole, shared).error().code, Errc::Forbidden);
  EXPECT_EQ(remove(ole, shared).error().code, Errc::Forbidden);
  EXPECT_EQ(remove(admin, shared).error().code, Errc::NotFound);
  auto moved = shared;
  moved.desk = arabic;
  moved.name = "Overdue";
  ASSERT_TRUE(change(lea, moved));
  EXPECT_EQ(seen_by(ole), Names{"Overdue"});
  moved.desk = {};
  ASSERT_TRUE(change(lea, moved));
  EXPECT_EQ(seen_by(ole), Names{});
  EXPECT_EQ(seen_by(lea), Names{"Overdue"});
}

TEST_F(Views, WhoReadsNowhereSavesNothing) {
  EXPECT_EQ(save(admin, "All", "").error().code, Errc::Forbidden);
}

TEST_F(Views, ThereAreNotTooMany) {
  for (std::size_t n = 0; n < kMaxViews; ++n) ASSERT_TRUE(save(ole, "View", ""));
  EXPECT_EQ(save(ole, "One more", "").error().code, Errc::Conflict);
  EXPECT_TRUE(save(amina, "Hers", ""));
}

}  // namespace
}  // namespace chancery::answer
