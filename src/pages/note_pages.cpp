#include "pages/note_pages.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pages/ask_us.hpp"
#include "pages/conversation.hpp"
#include "pages/dates.hpp"
#include "pages/note_view.hpp"
#include "pages/templates.hpp"
#include "speak/note_history.hpp"
#include "store/notes.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::pages {
namespace {

using Place = NoteViews::Place;

constexpr std::size_t kNoteDescription = 300;  // bytes
constexpr std::size_t kDeepest = 4;            // indented; what stands deeper stays there

std::string description_of(const Reader& reader, const activity::Note& note) {
  const auto text = text_for(reader, note);
  if (!text.warning.empty()) return std::string(text.warning);
  auto plain = text::to_plain(text.content);
  std::ranges::replace(plain, '\n', ' ');
  return plain.size() <= kNoteDescription ? plain : std::string(text::cut_at_character(plain, kNoteDescription)) + "…";
}

// What a link to this note shows elsewhere.
void introduce_note(Frame& frame, const activity::Note& note, const Author& author) {
  const auto& addresses = frame.site.addresses();
  frame.title = filled(frame.labels.said_by, {author.name, shown_date(note.published, frame.labels)});
  frame.path = "/notes/" + note.id.text();
  frame.kind = "article";
  frame.published = rfc3339_seconds(note.published);
  frame.description = description_of(frame.reader, note);
  if (const auto url = Url::of(note.uri)) frame.document_url = *url;
  const auto oembed = addresses.base() + "/api/public/oembed?url=" + net::percent_encode(note.uri);
  if (const auto url = Url::of(oembed)) frame.oembed_url = *url;
  if (note.parts.attachments.empty() || note.parts.sensitive || !note.parts.summary.empty()) return;
  const auto& picture = note.parts.attachments.front();
  if (!picture.url.starts_with(addresses.media(""))) return;
  if (const auto url = Url::of(picture.url)) frame.picture_url = *url;
  frame.picture_alt = alt_for(frame.reader, picture);
}

// The languages a note is in, as links; nothing when it is in one.
void set_texts(View& view, const Frame& frame, const activity::Note& note) {
  const auto texts = texts_of(note);
  if (texts.size() < 2) return;
  const auto shown = text_for(frame.reader, note).language;
  std::vector<View> links;
  for (const auto& text : texts) {
    const auto* labels = labels_for(text.language);
    links.emplace_back()
        .set("tag", text.language)
        .set("tongue", labels ? labels->own_name : text.language)
        .set("text_url", in_language(frame.path, text.language))
        .set_flag("current", text.language == shown);
  }
  view.set_flag("has_texts", true).set("also_in", frame.labels.also_in).set_list("texts", std::move(links));
}

struct Page {
  std::vector<View> replies;
  activity::NoteId last;
  bool more = false;
};

// As many replies as fit beside what stands above them.
Page fill_replies(store::Snapshot& snapshot, NoteViews& views, std::span<const store::ThreadEntry> replies,
                  std::size_t weight, const Labels& labels) {
  Page page;
  const auto depth_of = [](const store::ThreadEntry& reply) {
    return "d" + std::to_string(std::min(reply.depth, kDeepest));
  };
  for (const auto& reply : replies) {
    if (!reply.readable && page.replies.size() < kRepliesPerPage) {
      page.replies.emplace_back().set("hole", labels.not_shown).set("depth", depth_of(reply));
      page.last = reply.id;
      continue;
    }
    const auto note = store::note_by_id(snapshot, reply.id);
    if (!note) continue;
    weight += views.weight(*note, Place::Thread);
    const bool full = page.replies.size() == kRepliesPerPage || weight > kPageBudget;
    if (full && !page.replies.empty()) {
      page.more = true;
      break;
    }
    auto view = views.one(*note, Place::Thread);
    view.set("depth", depth_of(reply));
    page.replies.push_back(std::move(view));
    page.last = reply.id;
  }
  return page;
}

// The parts of a thread that fit a page with the one it is about: that one, what follows it, what was before it.
struct Window {
  std::size_t first = 0;
  std::size_t end = 0;
  std::size_t weight = 0;
};

Window window_around(NoteViews& views, std::span<const activity::Note> thread, activity::NoteId id) {
  const auto found = std::ranges::find(thread, id, &activity::Note::id);
  const auto at = static_cast<std::size_t>(found - thread.begin());
  Window window{at, at + 1, views.weight(thread[at], Place::Whole)};
  const auto fits = [&](std::size_t part) {
    const auto more = views.weight(thread[part], Place::Part);
    if (window.weight + more > kPageBudget) return false;
    window.weight += more;
    return true;
  };
  while (window.end < thread.size() && fits(window.end)) ++window.end;
  while (window.first > 0 && fits(window.first - 1)) --window.first;
  return window;
}

// The thread as one text: each part numbered, the one the page is about at its place.
void set_thread(View& view, NoteViews& views, const Frame& frame, std::span<const activity::Note> thread,
                const Window& window, activity::NoteId id) {
  const auto part_label = [&](std::size_t part) {
    return filled(frame.labels.part_of, {std::to_string(part + 1), std::to_string(thread.size())});
  };
  const auto url_of = [&](std::size_t part) { return frame.reader.path("/notes/" + thread[part].id.text()); };
  std::vector<View> parts;
  for (auto part = window.first; part < window.end; ++part) {
    parts.push_back(views.one(thread[part], thread[part].id == id ? Place::Whole : Place::Part));
    if (thread.size() > 1) parts.back().set("part_of", part_label(part));
  }
  view.set_list("post", std::move(parts));
  if (window.first > 0) {
    view.set("thread_before", part_label(window.first - 1)).set("before_url", url_of(window.first - 1));
  }
  if (window.end < thread.size()) view.set("thread_after", part_label(window.end)).set("after_url", url_of(window.end));
}

std::span<const store::ThreadEntry> beginning_after(const std::vector<store::ThreadEntry>& replies,
                                                    activity::NoteId after) {
  const std::span<const store::ThreadEntry> all(replies);
  const auto found = std::ranges::find(all, after, &store::ThreadEntry::id);
  return found == all.end() ? all : all.subspan(static_cast<std::size_t>(found - all.begin()) + 1);
}

// A version as a note of its own.
activity::Note note_then(const speak::NoteVersion& version) {
  activity::Note then;
  then.content = version.content;
  then.language = version.language;
  then.parts = version.parts;
  return then;
}

// What it adds to the page of what kPageBudget allows: it is shown in all its languages.
std::size_t weight_of(const Reader& reader, const speak::NoteVersion& version) {
  constexpr std::size_t kAround = 45;  // compressed, of what stands around the words
  std::size_t weight = kAround;
  for (const auto& text : texts_of(note_then(version))) {
    weight += kAround + compressed_estimate(text.warning) + compressed_estimate(text.content);
  }
  for (const auto& picture : version.parts.attachments) weight += compressed_estimate(alt_for(reader, picture));
  return weight;
}

View version_view(const Frame& frame, const speak::NoteVersion& version) {
  const auto& labels = frame.labels;
  std::vector<View> texts;
  for (const auto& text : texts_of(note_then(version))) {
    texts.emplace_back()
        .set("tag", text.language)
        .set("text_direction", direction_of(text.language))
        .set("warning", text.warning)
        .set("words_html", sanitised_wording({std::string(text.language), std::string(text.content)}));
  }
  std::vector<View> pictures;
  for (const auto& picture : version.parts.attachments)
    pictures.emplace_back().set("alt", alt_for(frame.reader, picture));
  View view;
  view.set("when", rfc3339_seconds(version.at))
      .set("when_shown", shown_time(version.at, labels))
      .set("warning_label", labels.warning)
      .set("picture_label", labels.picture)
      .set_list("texts", std::move(texts))
      .set_list("pictures", std::move(pictures));
  return view;
}

}  // namespace

net::Response conversation_page(store::Snapshot& snapshot, Frame frame, Timestamp now, const activity::Note& note,
                                activity::NoteId after) {
  const auto& labels = frame.labels;
  NoteViews views(snapshot, frame.site, frame.reader, now);
  const auto author = views.author_of(note);
  introduce_note(frame, note, author);
  const auto name = author.acct.substr(0, author.acct.find('@'));
  frame.feeds = feeds_of(frame.reader, "/feed/" + name);
  const auto thread = thread_around(snapshot, note);
  const auto window = window_around(views, thread, note.id);
  auto weight = window.weight;
  std::vector<View> earlier;
  const auto above = earlier_than(snapshot, thread.front());
  for (const auto& before : above.notes) {
    weight += views.weight(before, Place::Thread);
    earlier.push_back(views.one(before, Place::Thread));
  }
  const auto replies = replies_below(snapshot, thread);
  auto shown = fill_replies(snapshot, views, beginning_after(replies, after), weight, labels);
  View view;
  view.set("heading", frame.title)
      .set_flag("has_earlier", above.more || !earlier.empty())
      .set("earlier_hole", above.more ? labels.not_shown : std::string_view())
      .set("earlier_label", labels.earlier)
      .set_list("earlier", std::move(earlier))
      .set("check_url", frame.reader.path("/verify?link=" + net::percent_encode(note.uri)))
      .set("check_this", labels.check_this)
      .set("ask_html", ask_us(frame, author.acct))
      .set("replies_label", labels.replies)
      .set("no_replies", labels.no_replies)
      .set("more", labels.more_replies)
      .set_flag("has_replies", !shown.replies.empty())
      .set_list("replies", std::move(shown.replies));
  if (shown.more) view.set("more_url", frame.reader.path(frame.path + "?after=" + shown.last.text()));
  set_thread(view, views, frame, thread, window, note.id);
  set_texts(view, frame, note);
  return page(200, frame, render(templates::conversation(), view));
}

net::Response history_page(store::Snapshot& snapshot, Frame frame, const activity::Note& note, std::int64_t before) {
  const auto& labels = frame.labels;
  frame.path = "/notes/" + note.id.text() + "/history";
  frame.title = labels.versions;
  auto history = speak::note_history(snapshot, note.id);
  std::ranges::reverse(history);
  const auto newest = history.empty() ? 0 : history.front().version;
  if (before > 0) std::erase_if(history, [&](const auto& each) { return each.version >= before; });
  const auto label_of = [&](int version) { return filled(labels.version, {std::to_string(version)}); };
  View view;
  std::vector<View> versions;
  std::size_t weight = 0;
  for (const auto& each : history) {
    weight += weight_of(frame.reader, each);
    if (weight > kPageBudget && !versions.empty()) {
      view.set("more", label_of(each.version))
          .set("more_url", frame.reader.path(frame.path + "?before=" + std::to_string(each.version + 1)));
      break;
    }
    versions.push_back(version_view(frame, each));
    versions.back().set("version", label_of(each.version)).set("stands", each.version == newest ? labels.stands : "");
  }
  view.set("heading", labels.versions)
      .set("explained", labels.versions_explained)
      .set_list("versions", std::move(versions))
      .set("post_url", frame.reader.path("/notes/" + note.id.text()))
      .set("back_to_post", labels.back_to_post);
  return page(200, frame, render(templates::history(), view));
}

}  // namespace chancery::pages
