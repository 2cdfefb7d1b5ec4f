#include "speak/sending.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "activity/events.hpp"
#include "base/log.hpp"
#include "speak/permissions.hpp"
#include "speak/pictures.hpp"
#include "speak/post_rows.hpp"
#include "speak/statements.hpp"
#include "staff/audit.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "store/shares.hpp"
#include "text/markdown.hpp"
#include "text/marks.hpp"

namespace chancery::speak {
namespace {

using activity::Note;
using activity::Visibility;

constexpr std::string_view kSentBy = "sender";  // in the audit log: the program itself, at the time people chose
constexpr std::chrono::minutes kLongestWait{1};
constexpr std::chrono::minutes kLookAgain{1};    // after a server did not answer
constexpr std::chrono::minutes kLookedLong{60};  // after which a post goes back
constexpr std::size_t kLooks = 4;                // at other servers, before what else is due has its turn

// Each tag once, as it was first written.
std::vector<std::string> hashtags_in(const std::vector<PostText>& texts) {
  std::vector<std::string> tags;
  for (const auto& text : texts) {
    std::size_t from = 0;
    while (const auto mark = text::next_tag(text.markdown, from)) {
      if (std::ranges::find(tags, mark->name) == tags.end()) tags.emplace_back(mark->name);
      from = mark->end;
    }
  }
  return tags;
}

// Fails with Errc::NotFound when a picture is gone.
Result<std::vector<activity::Attachment>> attachments_of(store::Transaction& tx, const PostBody& body,
                                                         const activity::Addresses& addresses) {
  std::vector<activity::Attachment> attachments;
  for (const auto& wanted : body.pictures) {
    const auto picture = picture_by_id(tx, wanted.media);
    if (!picture || picture->sha256() != wanted.sha256) {
      return fail(Errc::NotFound, "pictures: one of them is not there any more");
    }
    attachments.push_back({.url = addresses.media(picture->large),
                           .media_type = picture->media_type,
                           .alt = wanted.alt,
                           .width = picture->width,
                           .height = picture->height,
                           .blurhash = picture->blurhash,
                           .focus = wanted.focus});
  }
  return attachments;
}

activity::NoteParts parts_of(const PostBody& body, const activity::Addresses& addresses, Timestamp now) {
  activity::NoteParts parts;
  parts.summary = body.texts.front().warning;
  parts.sensitive = body.sensitive || !parts.summary.empty();
  for (std::size_t i = 1; i < body.texts.size(); ++i) {
    const auto& text = body.texts[i];
    parts.translations.push_back({text.language, html_of(text, body, addresses)});
    if (!text.warning.empty()) parts.summary_translations.push_back({text.language, text.warning});
  }
  parts.mentions = body.mentions;
  parts.hashtags = hashtags_in(body.texts);
  if (body.poll) {
    activity::Question question{.multiple = body.poll->multiple, .ends = now + body.poll->open_for};
    for (const auto& option : body.poll->options) question.options.push_back({option, 0});
    parts.question = std::move(question);
  }
  parts.quote = body.quote;
  parts.policy = body.policy;
  parts.herself = body.hand == Hand::Herself;
  return parts;
}

// Fails with Errc::NotFound when what is answered is not there or was deleted.
Status set_parent(store::Transaction& tx, activity::NoteId parent, Note& note) {
  if (!parent) return {};
  const auto found = store::note_by_id(tx, parent);
  if (!found || found->deleted) return fail(Errc::NotFound, "in_reply_to: what this answers is not there any more");
  note.in_reply_to = found->uri;
  if (found->account) note.in_reply_to_note = found->id;
  // An answer is never more public than what it answers.
  note.visibility = std::max(note.visibility, found->visibility);
  if (found->actor && note.visibility == Visibility::Followers && found->visibility == Visibility::Followers) {
    note.visibility = Visibility::Direct;  // the stranger's followers are not ours
  }
  return {};
}

json::Object facts_of(const Post& post) {
  return {{"note", post.note.value}, {"account", post.body.account.value}};
}

// The program takes this step, when people's time has come.
void record(store::Transaction& tx, const Post& post, std::string_view step, std::string_view reason, Timestamp now) {
  rows::append_step(tx, post.id,
                    {.at = now,
                     .actor = std::string(kSentBy),
                     .step = std::string(step),
                     .version = post.version,
                     .reason = std::string(reason)});
  staff::append_audit(tx, now, kSentBy, "post." + std::string(step), "post:" + post.id.text());
}

void close(store::Transaction& tx, Post& post, Timestamp now) {
  post.status = PostStatus::Sent;
  post.sent_version = post.version;
  post.leaves_at.reset();
  post.changed_at = now;
  rows::put_state(tx, post);
  record(tx, post, "send", "", now);
}

void leave(store::Transaction& tx, Post& post, const Note& note, Timestamp now) {
  const bool edit = post.note == note.id;
  post.note = note.id;
  auto facts = facts_of(post);
  if (edit) facts["version"] = post.version;
  store::append_event(tx, edit ? activity::events::kNoteEdited : activity::events::kNotePublished, std::move(facts));
  rows::put_note_version(tx, note, post.version, now);
  close(tx, post, now);
}

// One that cannot leave goes back to who wrote it.
void give_back(store::Transaction& tx, Post& post, const Error& why, Timestamp now) {
  rows::forget_approvals(tx, post.id, post.version);
  post.status = PostStatus::Draft;
  post.leaves_at.reset();
  post.changed_at = now;
  rows::put_state(tx, post);
  record(tx, post, "return", why.hint, now);
}

// A poll that stays the same keeps its votes and its end.
void keep_votes(const Note& before, Note& after) {
  const auto& cast = before.parts.question;
  auto& asked = after.parts.question;
  const auto names = [](const activity::Question::Option& option) -> const std::string& { return option.name; };
  if (cast && asked && cast->multiple == asked->multiple &&
      std::ranges::equal(cast->options, asked->options, {}, names, names)) {
    asked = cast;
  }
}

// Nothing of ours is made of another's post but the fact that it is shared.
Status send_share(store::Transaction& tx, const Publisher& publisher, Post post, activity::ActivityId fresh,
                  Timestamp now) {
  const auto& shared = *post.body.share;
  if (store::standing_share(tx, post.body.account, shared.uri)) {
    give_back(tx, post, Error{Errc::Conflict, "twice", "share: this account shares it already"}, now);
    return {};
  }
  const store::Share share{.id = fresh,
                           .account = post.body.account,
                           .post = post.id.value,
                           .uri = shared.uri,
                           .author = shared.author,
                           .digest = shared.digest,
                           .at = now,
                           .undone_at = {}};
  if (auto told = record_share(tx, publisher, proof::Kind::Shared, share, now); !told) {
    give_back(tx, post, told.error(), now);
    return {};
  }
  store::insert_share(tx, share);
  store::append_event(tx, activity::events::kNoteShared, {{"share", share.id.value}, {"account", share.account.value}});
  close(tx, post, now);
  return {};
}

Status send(store::Transaction& tx, const Publisher& publisher, Post post, activity::NoteId fresh, Timestamp now) {
  if (auto allowed = may_amplify(tx, post.body, publisher.known, now); !allowed) {
    give_back(tx, post, allowed.error(), now);
    return {};
  }
  if (post.body.share) return send_share(tx, publisher, std::move(post), activity::ActivityId{fresh.value}, now);
  auto note = note_of(tx, publisher.addresses, post.body, post.note ? post.note : fresh, now);
  if (!note) {
    give_back(tx, post, note.error(), now);
    return {};
  }
  const auto before = post.note ? store::note_by_id(tx, post.note) : std::nullopt;
  if (post.note && (!before || before->deleted)) {
    give_back(tx, post, Error{Errc::NotFound, "deleted", "the note was deleted: there is nothing to change"}, now);
    return {};
  }
  const auto kind = before ? proof::Kind::Edited : proof::Kind::Published;
  if (auto told = record_statement(tx, publisher, kind, *note, now); !told) {
    give_back(tx, post, told.error(), now);
    return {};
  }
  if (!before) {
    if (auto inserted = store::insert_note(tx, *note); !inserted) return inserted;
  } else {
    keep_votes(*before, *note);
    note->published = before->published;
    note->updated = now;
    store::rewrite_note(tx, post.note, {note->content, note->language, note->visibility, now, note->parts});
  }
  leave(tx, post, *note, now);
  return {};
}

bool may_pass(const Error& error) {
  return error.code == Errc::Timeout || error.code == Errc::Unavailable || error.code == Errc::TooMany;
}

// Its server does not answer: it is tried again, and after an hour its writers decide.
void wait_or_give_back(store::Transaction& tx, Post post, Timestamp now) {
  const auto due = std::max(post.scheduled.value_or(post.changed_at), post.changed_at);
  if (now - due > kLookedLong) {
    give_back(tx, post,
              Error{Errc::Timeout, "no answer", "the server of the post it speaks of has not answered for an hour"},
              now);
    return;
  }
  post.leaves_at = now + kLookAgain;
  rows::put_state(tx, post);
}

Status take_look(store::Transaction& tx, const Post& post, const Result<activity::SourceNote>& looked, Timestamp now) {
  if (!looked) {
    store::drop_source(tx, amplified(post.body));
    return {};
  }
  store::put_source(tx, *looked, now);
  // Her inbox: she is told.
  if (!looked->ours && !looked->author.inbox.empty()) static_cast<void>(store::save_actor(tx, looked->author));
  return {};
}

// Whether it stands as it stood when its subject was looked at.
bool still_due(const std::optional<Post>& post, const Post& before, Timestamp now) {
  return post && post->status == PostStatus::Approved && post->digest == before.digest && post->leaves_at &&
         *post->leaves_at <= now;
}

// What speaks of another's post: looked at first, while nothing is locked. True when it left, went back or waits.
Result<bool> send_amplified(store::Store& store, const Publisher& publisher, const Post& due) {
  auto looked = publisher.sources
                    ? publisher.sources->look(amplified(due.body), due.body.account)
                    : Result<activity::SourceNote>(fail(Errc::NotFound, "nothing looks at other servers"));
  return store.write_now([&](store::Transaction& tx) -> Result<bool> {
    const auto now = store.clock().now();
    auto post = rows::post(tx, due.id);
    if (!still_due(post, due, now)) return false;
    if (!looked && may_pass(looked.error())) {
      wait_or_give_back(tx, std::move(*post), now);
      return false;
    }
    if (publisher.sources || due.body.share) {
      if (auto taken = take_look(tx, *post, looked, now); !taken) return fail(taken.error());
    }
    if (auto sent = send(tx, publisher, std::move(*post), store.ids().make<activity::NoteId>(), now); !sent) {
      return fail(sent.error());
    }
    return true;
  });
}

}  // namespace

std::string html_of(const PostText& text, const PostBody& body, const activity::Addresses& addresses) {
  const auto mentioned = [&](std::string_view name) -> std::optional<std::string> {
    for (const auto& mention : body.mentions) {
      if (std::string_view(mention.acct).substr(1) == name) return mention.actor;
    }
    return std::nullopt;
  };
  return text::markdown_to_html(
      text.markdown, {.tag = [&](std::string_view tag) { return addresses.tag(tag); }, .mention = mentioned});
}

Result<Note> note_of(store::Transaction& tx, const activity::Addresses& addresses, const PostBody& body,
                     activity::NoteId id, Timestamp now) {
  Note note;
  note.id = id;
  note.uri = addresses.note(id);
  note.url = note.uri;
  note.account = body.account;
  note.attributed_to = addresses.actor(body.account);
  note.content = html_of(body.texts.front(), body, addresses);
  note.language = body.texts.front().language;
  note.visibility = body.visibility;
  note.published = now;
  note.received = now;
  note.parts = parts_of(body, addresses, now);
  auto attachments = attachments_of(tx, body, addresses);
  if (!attachments) return fail(attachments.error());
  note.parts.attachments = std::move(*attachments);
  if (auto parent = set_parent(tx, body.in_reply_to, note); !parent) return fail(parent.error());
  return note;
}

namespace {

// What says nothing of another's post; and permissions whose time is over end.
Result<std::size_t> send_own(store::Store& store, const Publisher& publisher, std::size_t limit) {
  return store.write_now([&](store::Transaction& tx) -> Result<std::size_t> {
    const auto now = store.clock().now();
    if (auto ended = end_lapsed(tx, publisher, now); !ended) return ended;
    auto due = rows::due_posts(tx, now, false, limit);
    for (auto& post : due) {
      if (auto sent = send(tx, publisher, std::move(post), store.ids().make<activity::NoteId>(), now); !sent) {
        return fail(sent.error());
      }
    }
    return due.size();
  });
}

}  // namespace

Result<std::size_t> send_due(store::Store& store, const Publisher& publisher, std::size_t limit) {
  auto sent = send_own(store, publisher, limit);
  if (!sent) return sent;
  const auto amplifying = store.read([&](store::Snapshot& snapshot) {
    return rows::due_posts(snapshot, store.clock().now(), true, std::min(limit, kLooks));
  });
  for (const auto& post : amplifying) {
    const auto left = send_amplified(store, publisher, post);
    if (!left) return fail(left.error());
    *sent += *left ? 1 : 0;
  }
  return sent;
}

bool LeapGuard::trusts(Timestamp now, std::chrono::steady_clock::time_point steady) {
  if (last_ && now - *last_ > steady - last_steady_ + kLeap) doubted_ = steady;
  last_ = now;
  last_steady_ = steady;
  if (doubted_ && steady - *doubted_ < kDoubt) return false;
  doubted_.reset();
  return true;
}

void Sender::run(const std::stop_token& stop) {
  LeapGuard guard;
  while (!stop.stop_requested()) {
    auto wait = std::chrono::milliseconds{kLongestWait};
    const auto& clock = store_.clock();
    if (!guard.trusts(clock.now(), clock.steady())) {
      log::warn("speak", "the clock leapt ahead: nothing leaves until it stood for a minute");
    } else if (const auto sent = send_due(store_, publisher_); !sent) {
      log::error("speak", "what is due does not leave: {}", sent.error().detail);
    } else if (*sent > 0) {
      continue;  // perhaps more is due
    } else if (const auto next = store_.read([](store::Snapshot& snapshot) { return next_departure(snapshot); })) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - clock.now());
      wait = std::clamp(left, std::chrono::milliseconds{1}, wait);
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, wait, [this] { return nudged_; });
    nudged_ = false;
  }
}

void Sender::nudge() {
  {
    const std::lock_guard lock(mutex_);
    nudged_ = true;
  }
  wake_.notify_one();
}

}  // namespace chancery::speak
