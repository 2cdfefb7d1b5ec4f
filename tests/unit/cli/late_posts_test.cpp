#include "cli/late_posts.hpp"

#include <gtest/gtest.h>

#include "answer/migrations.hpp"
#include "answer/notices.hpp"
#include "proof/migrations.hpp"
#include "speak/account_rights.hpp"
#include "speak/migrations.hpp"
#include "speak/posts.hpp"
#include "staff/migrations.hpp"
#include "staff/rows.hpp"
#include "store/accounts.hpp"
#include "support/stores.hpp"

namespace chancery::cli {
namespace {

TEST(LatePosts, ArePublishersToldOfOnce) {
  test::TestStore store{
      test::migrations_of({staff::migrations(), proof::migrations(), speak::migrations(), answer::migrations()})};
  const staff::User anna{
      .id = store.ids.make<staff::UserId>(), .login = "anna", .name = "Anna", .role = staff::Role::Officer};
  const staff::User ada{
      .id = store.ids.make<staff::UserId>(), .login = "ada", .name = "Ada", .role = staff::Role::Admin};
  activity::Account press;
  press.id = store.ids.make<activity::AccountId>();
  press.name = press.display_name = "press";
  press.language = "en";
  press.created_at = store.clock.now();
  const auto made = store->write_now([&](store::Transaction& tx) -> Status {
    const auto now = store.clock.now();
    for (const auto& user : {anna, ada}) {
      if (auto done = staff::rows::insert_user(tx, user, {}); !done) return done;
    }
    if (auto done = store::insert_account(tx, press); !done) return done;
    for (const auto right : {speak::AccountRight::Write, speak::AccountRight::Publish}) {
      if (auto done = speak::grant(tx, {anna.id, press.id, right}, ada, now); !done) return done;
    }
    if (auto done = speak::set_rule(tx, press.id, {.approvals = 0}, ada, now); !done) return done;
    speak::PostBody body;
    body.account = press.id;
    body.texts = {{"en", "We open at noon.", ""}};
    const auto post = speak::draft_post(tx, store.ids.make<speak::PostId>(), {anna, now}, body, "key");
    if (!post) return fail(post.error());
    const auto approved = speak::submit_post(tx, post->id, {anna, now}, post->version, {});
    return approved ? Status{} : fail(approved.error());
  });
  ASSERT_TRUE(made.has_value()) << made.error().detail;
  EXPECT_EQ(tell_of_late_posts(*store).value(), 0U);
  store.clock.advance(std::chrono::minutes{5});
  EXPECT_EQ(tell_of_late_posts(*store).value(), 1U) << "she who publishes, not who administers";
  EXPECT_EQ(tell_of_late_posts(*store).value(), 0U) << "once";
  const auto hers = store->read([&](store::Snapshot& snapshot) { return answer::notices_of(snapshot, anna.id); });
  ASSERT_EQ(hers.size(), 1U);
  EXPECT_EQ(answer::to_string(hers[0].kind), "post_late");
}

}  // namespace
}  // namespace chancery::cli
