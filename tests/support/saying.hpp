// Says something under an account's name at once, the way every post goes: drafted, submitted, sent. The account asks
// for no approval from then on.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "speak/posts.hpp"
#include "speak/publisher.hpp"
#include "speak/sending.hpp"
#include "staff/rows.hpp"
#include "staff/users.hpp"
#include "store/notes.hpp"
#include "store/store.hpp"

namespace chancery::test {

class Speaker {
 public:
  Speaker(store::Store& store, const speak::Publisher& publisher) : store_(store), publisher_(publisher) {}

  // Who speaks; made when first asked for.
  const staff::User& officer() {
    if (officer_.id) return officer_;
    officer_ = {.login = "speaker", .name = "Speaker", .role = staff::Role::Admin};
    officer_.id = store_.ids().make<staff::UserId>();
    run([&](store::Transaction& tx) { return staff::rows::insert_user(tx, officer_, {}); });
    return officer_;
  }

  activity::Note say(activity::AccountId account, std::string text, activity::NoteId in_reply_to = {},
                     std::string language = "en") {
    speak::PostBody body;
    body.account = account;
    body.texts = {{std::move(language), std::move(text), {}}};
    body.in_reply_to = in_reply_to;
    return say(body);
  }

  activity::Note say(const speak::PostBody& body) {
    const auto id = store_.ids().make<speak::PostId>();
    const speak::Acting acting{officer(), store_.clock().now()};
    run([&](store::Transaction& tx) -> Status {
      if (auto allowed = allow(tx, body.account, acting); !allowed) return allowed;
      auto post = speak::draft_post(tx, id, acting, body, id.text());
      if (post) post = speak::submit_post(tx, id, acting, post->version, {});
      return post ? Status{} : fail(post.error());
    });
    return sent(id);
  }

  // Says something else instead.
  activity::Note change(activity::NoteId note, const speak::PostBody& body) {
    const auto before =
        store_.read([&](store::Snapshot& snapshot) { return speak::post_of_note(snapshot, note).value(); });
    const speak::Acting acting{officer(), store_.clock().now()};
    run([&](store::Transaction& tx) -> Status {
      auto post = speak::change_post(tx, before.id, acting, before.version, body);
      if (post) post = speak::submit_post(tx, before.id, acting, post->version, {});
      return post ? Status{} : fail(post.error());
    });
    return sent(before.id);
  }

  // Whoever speaks may, alone and at once.
  Status allow(store::Transaction& tx, activity::AccountId account, const speak::Acting& acting) {
    for (const auto right : {speak::AccountRight::Write, speak::AccountRight::Publish}) {
      if (auto done = speak::grant(tx, {acting.by.id, account, right}, acting.by, acting.now); !done) return done;
    }
    return speak::set_rule(tx, account, {.approvals = 0, .grace = std::chrono::seconds{0}}, acting.by, acting.now);
  }

 private:
  template <class Fn>
  void run(Fn fn) {
    const auto done = store_.write_now(std::move(fn));
    if (!done) throw std::runtime_error(done.error().detail + done.error().hint);
  }
  activity::Note sent(speak::PostId id) {
    if (auto done = speak::send_due(store_, publisher_); !done) throw std::runtime_error(done.error().detail);
    return store_.read([&](store::Snapshot& snapshot) {
      const auto post = speak::post_by_id(snapshot, id);
      auto note = post ? store::note_by_id(snapshot, post->note) : std::nullopt;
      if (!note) throw std::runtime_error("the post did not leave");
      return std::move(*note);
    });
  }

  store::Store& store_;
  const speak::Publisher publisher_;
  staff::User officer_;
};

}  // namespace chancery::test
