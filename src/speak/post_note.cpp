#include "speak/post_note.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "speak/pictures.hpp"
#include "store/notes.hpp"
#include "text/markdown.hpp"
#include "text/marks.hpp"

namespace chancery::speak {
namespace {

using activity::Note;
using activity::Visibility;

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

// A change of words changes neither the conversation nor its audience.
void stand_as(const Note& before, Note& note) {
  note.in_reply_to = before.in_reply_to;
  note.in_reply_to_note = before.in_reply_to_note;
  note.visibility = before.visibility;
  if (note.parts.quote == before.parts.quote) note.parts.quote_authorization = before.parts.quote_authorization;
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
                     activity::NoteId id, Timestamp now, const Note* before) {
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
  if (before) {
    stand_as(*before, note);
  } else if (auto parent = set_parent(tx, body.in_reply_to, note); !parent) {
    return fail(parent.error());
  }
  return note;
}

}  // namespace chancery::speak
