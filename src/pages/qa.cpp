#include "pages/qa.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "desk/zone.hpp"
#include "net/url.hpp"
#include "pages/dates.hpp"
#include "pages/note_view.hpp"
#include "pages/qa_labels.hpp"
#include "pages/templates.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::pages {
namespace {

using answer::Qa;
using answer::QaExchange;
using answer::QaState;
using Place = NoteViews::Place;

// Text that no direction of writing around it may turn (UAX #9 section 2.4).
std::string isolated(std::string_view text) {
  return fmt::format("\u2068{}\u2069", text);
}

std::string_view state_of(const Qa& qa, const QaLabels& labels) {
  switch (qa.state) {
    case QaState::Announced:
      return labels.announced;
    case QaState::Open:
      return labels.open;
    case QaState::Closed:
      return labels.closed;
    default:
      return labels.called_off;
  }
}

// As clocks show it in the zone in which it was announced.
struct Wall {
  std::string day, hour;
};
Wall wall(Timestamp at, const desk::Zone& zone, const Labels& labels) {
  const auto local = zone.local(at);
  const auto minutes = local.minute.count();
  return {shown_date(std::chrono::sys_days(local.day), labels), fmt::format("{:02}:{:02}", minutes / 60, minutes % 60)};
}

std::string shown_when(const Qa& qa, const Labels& labels, const QaLabels& words) {
  const auto zone = desk::Zone::named(qa.zone).value_or(desk::Zone::utc());
  const auto from = wall(qa.starts_at, zone, labels);
  const auto to = wall(qa.ends_at, zone, labels);
  const auto name = isolated(zone.name());
  if (from.day == to.day) return filled(words.when, {from.day, isolated(from.hour), isolated(to.hour), name});
  return filled(words.until, {isolated(from.day + ' ' + from.hour), isolated(to.day + ' ' + to.hour), name});
}

std::string named(const std::vector<std::string>& languages) {
  std::string all;
  for (const auto& tag : languages) {
    const auto* labels = labels_for(tag);
    all += (all.empty() ? "" : " · ") + isolated(labels ? labels->own_name : std::string_view(tag));
  }
  return all;
}

// Whole exchanges, as many as fit a page; at least one.
struct Shown {
  std::vector<View> views;
  activity::NoteId last;  // the question that begins the last of them
  bool more = false;
};
Shown fill_exchanges(NoteViews& views, std::span<const QaExchange> exchanges) {
  Shown shown;
  std::size_t weight = 0;
  for (const auto& exchange : exchanges) {
    for (const auto& part : exchange.parts) weight += views.weight(part.note, Place::Thread);
    shown.more = weight > kPageBudget && !shown.views.empty();
    if (shown.more) break;
    for (const auto& part : exchange.parts) {
      shown.views.push_back(views.one(part.note, Place::Thread));
      shown.views.back().set("depth", &part == &exchange.parts.front() ? "d0" : "d1");
    }
    shown.last = exchange.parts.front().note.id;
  }
  return shown;
}

std::span<const QaExchange> beginning_after(const std::vector<QaExchange>& exchanges, activity::NoteId after) {
  const std::span<const QaExchange> all(exchanges);
  const auto found =
      std::ranges::find_if(all, [&](const QaExchange& one) { return one.parts.front().note.id == after; });
  return found == all.end() ? all : all.subspan(static_cast<std::size_t>(found - all.begin()) + 1);
}

void set_links(View& view, const Frame& frame, store::Snapshot& snapshot, const Qa& qa) {
  const auto announcement = qa.announcement ? store::note_by_id(snapshot, qa.announcement) : std::nullopt;
  if (announcement && !announcement->deleted && is_public(*announcement)) {
    view.set("announcement_url", frame.reader.path("/notes/" + announcement->id.text()));
  }
  if (const auto account = store::account_by_id(snapshot, qa.account)) {
    view.set("account_url", frame.reader.path("/@" + account->name))
        .set("acct", frame.site.addresses().acct(account->name));
  }
}

json::Object part_json(NoteViews& views, const QaExchange::Part& part) {
  const auto& note = part.note;
  const auto& author = views.author_of(note);
  json::Array texts;
  for (const auto& text : texts_of(note)) {
    texts.emplace_back(json::Object{{"language", text.language}, {"warning", text.warning}, {"content", text.content}});
  }
  return {{"id", note.uri},
          {"url", note.url.empty() ? note.uri : note.url},
          {"ours", part.ours},
          {"author", json::Object{{"name", author.name}, {"acct", author.acct}}},
          {"published", rfc3339_seconds(note.published)},
          {"in_reply_to", note.in_reply_to},
          {"texts", std::move(texts)}};
}

}  // namespace

std::optional<Qa> public_qa(store::Snapshot& snapshot, answer::QaId id) {
  auto qa = answer::qa_by_id(snapshot, id);
  const bool silent = qa && (qa->state == QaState::Announced || qa->state == QaState::CalledOff) && !qa->announcement;
  if (silent) qa.reset();
  return qa;
}

net::Response qa_page(store::Snapshot& snapshot, Frame frame, Timestamp now, const Qa& qa, activity::NoteId after) {
  const auto& words = qa_labels(frame.labels.language);
  const auto path = "/qa/" + qa.id.text();
  frame.title = qa.title;
  frame.path = path;
  frame.description = shown_when(qa, frame.labels, words);
  NoteViews views(snapshot, frame.site, frame.reader, now);
  const auto exchanges = answer::transcript_of(snapshot, qa);
  auto shown = fill_exchanges(views, beginning_after(exchanges, after));
  const auto figures = answer::figures_of(snapshot, qa.id);
  View view;
  view.set("kind", words.kind)
      .set("state", state_of(qa, words))
      .set("heading", qa.title)
      .set("starts", rfc3339_seconds(qa.starts_at))
      .set("when", frame.description)
      .set("transcript", words.transcript)
      .set("nothing_yet", words.nothing_yet)
      .set("how", qa.over() ? "" : filled(words.how, {isolated('#' + qa.hashtag)}))
      .set("answers", filled(words.answers, {named(qa.languages)}))
      .set("asked", filled(words.asked, {shown_number(figures.asked), shown_number(figures.answered)}))
      .set("not_all", words.not_all)
      .set("announcement", words.announcement)
      .set("as_data", words.as_data)
      .set("data_url", *Url::of("/api/public" + path))
      .set("more", frame.labels.more_replies)
      .set_flag("has_exchanges", !shown.views.empty())
      .set_list("exchanges", std::move(shown.views));
  if (shown.more) view.set("more_url", frame.reader.path(path + "?after=" + shown.last.text()));
  set_links(view, frame, snapshot, qa);
  return page(200, frame, render(templates::qa(), view));
}

json::Object qa_json(store::Snapshot& snapshot, const Frame& frame, Timestamp now, const Qa& qa) {
  const auto& addresses = frame.site.addresses();
  NoteViews views(snapshot, frame.site, frame.reader, now);
  json::Array exchanges;
  for (const auto& exchange : answer::transcript_of(snapshot, qa)) {
    json::Array parts;
    for (const auto& part : exchange.parts) parts.emplace_back(part_json(views, part));
    exchanges.emplace_back(std::move(parts));
  }
  const auto figures = answer::figures_of(snapshot, qa.id);
  const auto account = store::account_by_id(snapshot, qa.account);
  return {{"id", qa.id.text()},
          {"page", addresses.base() + "/qa/" + qa.id.text()},
          {"title", qa.title},
          {"account", account ? json::Value(addresses.acct(account->name)) : json::Value(nullptr)},
          {"hashtag", qa.hashtag},
          {"languages", json::Array(qa.languages.begin(), qa.languages.end())},
          {"starts_at", rfc3339_seconds(qa.starts_at)},
          {"ends_at", rfc3339_seconds(qa.ends_at)},
          {"zone", qa.zone},
          {"state", answer::to_string(qa.state)},
          {"announcement", qa.announcement ? json::Value(addresses.note(qa.announcement)) : json::Value(nullptr)},
          {"asked", figures.asked},
          {"answered", figures.answered},
          {"exchanges", std::move(exchanges)}};
}

}  // namespace chancery::pages
