#include "speak/sending.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "activity/events.hpp"
#include "base/log.hpp"
#include "speak/pictures.hpp"
#include "speak/post_rows.hpp"
#include "speak/statements.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "text/markdown.hpp"
#include "text/marks.hpp"

namespace chancery::speak {
namespace {

using activity::Note;
using activity::Visibility;

constexpr std::string_view kSentBy = "sender";  // in the audit log: the program itself, at the time people chose
constexpr std::chrono::minutes kLongestWait{1};

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

void leave(store::Transaction& tx, Post& post, const Note& note, Timestamp now) {
  const bool edit = post.note == note.id;
  post.note = note.id;
  auto facts = facts_of(post);
  if (edit) facts["version"] = post.version;
  store::append_event(tx, edit ? activity::events::kNoteEdited : activity::events::kNotePublished, std::move(facts));
  rows::put_note_version(tx, note, post.version, now);
  post.status = PostStatus::Sent;
  post.sent_version = post.version;
  post.leaves_at.reset();
  post.changed_at = now;
  rows::put_state(tx, post);
  record(tx, post, "send", "", now);
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

Status send(store::Transaction& tx, const Publisher& publisher, Post post, activity::NoteId fresh, Timestamp now) {
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
  if (auto stays = check_stays(tx, post.body.account); !stays && !before) {
    give_back(tx, post, stays.error(), now);
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

Result<std::size_t> send_due(store::Store& store, const Publisher& publisher, std::size_t limit) {
  return store.write_now([&](store::Transaction& tx) -> Result<std::size_t> {
    const auto now = store.clock().now();
    auto due = rows::due_posts(tx, now, limit);
    for (auto& post : due) {
      if (auto sent = send(tx, publisher, std::move(post), store.ids().make<activity::NoteId>(), now); !sent) {
        return fail(sent.error());
      }
    }
    return due.size();
  });
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
