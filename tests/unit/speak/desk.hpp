// A ministry with two accounts and three people, for tests of what is written and who agrees to it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "proof/migrations.hpp"
#include "speak/account_rights.hpp"
#include "speak/holding.hpp"
#include "speak/migrations.hpp"
#include "speak/pictures.hpp"
#include "speak/posts.hpp"
#include "speak/releasing.hpp"
#include "speak/sending.hpp"
#include "staff/migrations.hpp"
#include "staff/rows.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "support/stores.hpp"
#include "unit/proof/ministry_log.hpp"

namespace chancery::speak {

class Desk : public testing::Test {
 protected:
  template <class Fn>
  auto run(Fn fn) {
    auto result = store->write_now(std::move(fn));
    EXPECT_TRUE(result.has_value()) << result.error().detail;
    return result;
  }
  // The same for what may be refused.
  template <class Fn>
  auto attempt(Fn fn) {
    return store->write_now(std::move(fn));
  }

  Desk() {
    for (auto* user : {&anna, &ben, &carla, &admin}) user->id = store.ids.make<staff::UserId>();
    for (const auto& user : {anna, ben, carla, admin}) {
      run([&](store::Transaction& tx) { return staff::rows::insert_user(tx, user, {}); });
    }
    press = make_account("press");
    embassy = make_account("nairobi");
    give(anna, AccountRight::Write);
    give(anna, AccountRight::Publish);
    give(ben, AccountRight::Approve);
    give(ben, AccountRight::Publish);
    give(carla, AccountRight::Approve);
    give(carla, AccountRight::Write);
  }

  activity::AccountId make_account(const std::string& name) {
    activity::Account account;
    account.id = store.ids.make<activity::AccountId>();
    account.name = name;
    account.display_name = name;
    account.language = "en";
    account.created_at = store.clock.now();
    run([&](store::Transaction& tx) { return store::insert_account(tx, account); });
    return account.id;
  }
  void give(const staff::User& user, AccountRight right) {
    run([&](store::Transaction& tx) { return grant(tx, {user.id, press, right}, admin, store.clock.now()); });
  }
  void set(const AccountRule& rule) {
    run([&](store::Transaction& tx) { return set_rule(tx, press, rule, admin, store.clock.now()); });
  }

  PostBody says(std::string markdown) const {
    PostBody body;
    body.account = press;
    body.texts = {{"en", std::move(markdown), {}}};
    return body;
  }

  // A picture whose SHA-256 is this character, 64 times.
  MediaId upload(char digit) {
    const std::string sha256(64, digit);
    const Picture picture{.id = store.ids.make<MediaId>(),
                          .large = sha256 + ".webp",
                          .small = sha256 + ".webp",
                          .media_type = "image/webp",
                          .width = 640,
                          .height = 480,
                          .blurhash = {},
                          .uploaded_by = anna.id,
                          .uploaded_at = store.clock.now()};
    run([&](store::Transaction& tx) -> Status {
      insert_picture(tx, picture);
      return {};
    });
    return picture.id;
  }
  Result<Post> draft(const staff::User& by, const PostBody& body, std::string key = "key") {
    return attempt([&](store::Transaction& tx) {
      return draft_post(tx, store.ids.make<PostId>(), {by, store.clock.now()}, body, key);
    });
  }
  Result<Post> change(const staff::User& by, const Post& post, const PostBody& body) {
    return attempt(
        [&](store::Transaction& tx) { return change_post(tx, post.id, {by, store.clock.now()}, post.version, body); });
  }
  Result<Post> submit(const staff::User& by, const Post& post, const Assessment& assessment = {}) {
    return attempt([&](store::Transaction& tx) {
      return submit_post(tx, post.id, {by, store.clock.now()}, post.version, assessment);
    });
  }
  Result<Post> approve(const staff::User& by, const Post& post) {
    return attempt([&](store::Transaction& tx) {
      return approve_post(tx, post.id, {by, store.clock.now()}, post.version, post.digest);
    });
  }
  Result<Post> schedule(const staff::User& by, const Post& post, std::optional<Timestamp> at) {
    return attempt([&](store::Transaction& tx) {
      return schedule_post(tx, post.id, {by, store.clock.now()}, at, "Africa/Nairobi");
    });
  }
  Result<Post> release(const staff::User& by, const Post& post, std::string_view reason) {
    return attempt([&](store::Transaction& tx) {
      return release_post(tx, post.id, {by, store.clock.now()}, {.version = post.version, .reason = reason});
    });
  }
  Result<std::size_t> hold(const staff::User& by, std::string_view reason) {
    return attempt([&](store::Transaction& tx) { return hold_all(tx, {by, store.clock.now()}, reason); });
  }
  // Drafted by Anna and approved by Ben.
  Post agreed(const std::string& markdown, std::string key = "key") {
    auto post = draft(anna, says(markdown), std::move(key)).value();
    post = submit(anna, post).value();
    return approve(ben, post).value();
  }

  std::size_t send() { return send_due(*store, publisher).value(); }
  Post stored(const Post& post) {
    return store->read([&](store::Snapshot& snapshot) { return post_by_id(snapshot, post.id).value(); });
  }
  std::vector<activity::Note> notes() {
    return store->read([&](store::Snapshot& snapshot) { return store::notes_of(snapshot, press, {}, 100); });
  }
  std::vector<std::string> events() {
    std::vector<std::string> types;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto& event : store::events_after(snapshot, 0, 100)) types.push_back(event.type);
    });
    return types;
  }
  std::vector<std::string> steps(const Post& post) {
    std::vector<std::string> names;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto& step : steps_of(snapshot, post.id)) names.push_back(step.actor + ' ' + step.step);
    });
    return names;
  }

  test::TestStore store{test::migrations_of({staff::migrations(), proof::migrations(), migrations()})};
  activity::Addresses addresses = *activity::Addresses::of("https://mfa.example");
  const proof::Log log = chancery::test::MinistryLog::make('s');
  const Publisher publisher{addresses, log};
  staff::User anna{.login = "anna", .name = "Anna", .role = staff::Role::Officer};
  staff::User ben{.login = "ben", .name = "Ben", .role = staff::Role::Editor};
  staff::User carla{.login = "carla", .name = "Carla", .role = staff::Role::Editor};
  staff::User admin{.login = "admin", .name = "Ada", .role = staff::Role::Admin};
  activity::AccountId press;
  activity::AccountId embassy;
};

}  // namespace chancery::speak
