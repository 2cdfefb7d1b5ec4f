// The stage on which scenes of the desk play: a ministry with its routes, officers who are signed in, and strangers
// whose notes reach the intake through the log and are sorted by the work of the desks. The clock is the scene's.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "answer/invariants.hpp"
#include "answer/lines.hpp"
#include "answer/routing_rules.hpp"
#include "answer/workload.hpp"
#include "store/events.hpp"
#include "support/saying.hpp"
#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::test {

struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class DeskStage {
  template <class Fn>
  auto read(Fn fn) {
    return bed_.store->read(std::move(fn));
  }

 public:
  using Name = std::string;
  using Text = std::string;

  void at(Timestamp time) { bed_.clock.set(time); }
  [[nodiscard]] Timestamp now() const { return bed_.clock.now(); }
  Testbed& bed() { return bed_; }
  answer::Sorter& sorter() { return sorter_; }

  void account(const Name& name) {
    const auto id = bed_.create_account(admin(), 1, name);
    accounts_[name] = activity::AccountId{parse_id(id).value()};
    if (accounts_.size() == 1) front_ = read([](auto& snapshot) { return front_of(snapshot); });
    const auto chief = user("admin");
    const std::array manages{staff::DeskAction::Read, staff::DeskAction::ReadPrivate, staff::DeskAction::Manage,
                             staff::DeskAction::Lines, staff::DeskAction::Work};
    give(chief, {front_.mission, {}}, manages);
  }
  // Beside the front desk; `languages` are those it reads.
  void desk(const Name& name, const std::vector<std::string>& languages) {
    desks_[name] =
        made(admin().post("/api/staff/desks", json::Object{{"mission", front_.mission.text()}, {"name", name}}));
    work_[name] = {{"calendar", nullptr},
                   {"languages", json::Array(languages.begin(), languages.end())},
                   {"countries", json::Array{"*"}},
                   {"topics", json::Array{"*"}},
                   {"capacity", 0}};
    works(name);
  }
  // Every working day, but for one on which nobody is there.
  void hours(const Name& desk, const std::string& from, const std::string& to, const std::string& zone,
             const std::string& holiday) {
    json::Object week;
    for (const auto* day : {"mon", "tue", "wed", "thu", "fri"})
      week[day] = json::Array{json::Value(json::Array{from, to})};
    const auto calendar = made(
        admin().post("/api/staff/calendars",
                     json::Object{{"name", desk},
                                  {"zone", zone},
                                  {"week", std::move(week)},
                                  {"days", json::Array{json::Object{{"day", holiday}, {"open", json::Array{}}}}}}));
    work_.at(desk)["calendar"] = calendar;
    works(desk);
  }

  // Reads, works and leads there, and writes for every account; or approves for every account what others write.
  void officer(const Name& name, const Name& desk) {
    join(name, desk, {staff::DeskAction::Read, staff::DeskAction::ReadPrivate, staff::DeskAction::Work}, "write");
  }
  void lead(const Name& name, const Name& desk) {
    join(name, desk,
         {staff::DeskAction::Read, staff::DeskAction::ReadPrivate, staff::DeskAction::Work, staff::DeskAction::Lead},
         "write");
  }
  void approver(const Name& name, const Name& desk) {
    join(name, desk, {staff::DeskAction::Read, staff::DeskAction::ReadPrivate, staff::DeskAction::ApproveLines},
         "approve");
  }
  // What is said at once where a matter is private: written by the administrator, approved by somebody else.
  void line_for_private_matters(const std::string& language, const Text& words, const Name& approver) {
    const auto writer = user("admin");
    const auto second = user(approver);
    const auto id = bed_.ids.make<answer::LineId>();
    const answer::Acting writes{&writer, bed_.clock.now()};
    must(bed_.store->write_now([&](store::Transaction& tx) -> Status {
      const answer::Line line{.id = id,
                              .name = "Private matters",
                              .scope = {front_.mission, front_.id},
                              .topics = {},
                              .purpose = answer::LinePurpose::PrivateMatter,
                              .owner = writer.id,
                              .retired_at = {}};
      if (auto made = answer::make_line(tx, line, writes); !made) return fail(made.error());
      auto text = answer::write_text(
          tx, id, {.language = language, .markdown = words, .expires_at = bed_.clock.now() + std::chrono::days{30}},
          writes);
      if (text) text = answer::submit_text(tx, {id, language, 1}, writes);
      if (text) text = answer::approve_text(tx, {id, language, 1}, text->digest, {&second, bed_.clock.now()});
      return text ? Status{} : fail(text.error());
    }));
  }

  // --- what is said ---
  void posts(const Name& account, const Text& words) {
    ours_[words] = speaker().say(accounts_.at(account), words).id;
    const auto rule = admin().put("/api/staff/accounts/" + accounts_.at(account).text() + "/rule",
                                  json::Object{{"approvals", 1}, {"grace", 30}});
    if (rule.status != 200) throw Wrong(rule.body);
  }
  struct Says {
    Name by;
    Text words;
    std::string language = "en";
    activity::Visibility visibility = activity::Visibility::Public;
    activity::NoteId answers{};
    store::AddressedHow how = store::AddressedHow::Reply;
  };
  void says(const Name& account, const Says& what) {
    activity::Note note;
    note.id = bed_.ids.make<activity::NoteId>();
    note.attributed_to = "https://social.example/users/" + what.by;
    note.uri = note.url = note.attributed_to + "/notes/" + note.id.text();
    note.content = "<p>" + what.words + "</p>";
    note.language = what.language;
    note.visibility = what.visibility;
    note.published = note.updated = note.received = bed_.clock.now();
    note.in_reply_to_note = what.answers;
    if (what.answers) note.in_reply_to = bed_.addresses.note(what.answers);
    must(bed_.store->write_now([&](store::Transaction& tx) -> Status {
      activity::Actor actor;
      actor.uri = note.attributed_to;
      actor.preferred_username = what.by;
      actor.name = what.by;
      actor.inbox = actor.uri + "/inbox";
      note.actor = store::save_actor(tx, actor);
      if (auto inserted = store::insert_note(tx, note); !inserted) return inserted;
      store::put_addressed(tx, note.id, std::array{store::Addressed{accounts_.at(account), what.how}});
      store::append_event(tx, activity::events::kNoteReceived, {{"note", note.id.value}, {"actor", note.actor.value}});
      return {};
    }));
    heard_[what.words] = note;
    hear();
  }
  // Of ours by its words: what she answers; the post, or our answer that left last.
  [[nodiscard]] activity::NoteId ours(const Text& words) const { return ours_.at(words); }
  [[nodiscard]] bool is_ours(const Text& words) const { return ours_.contains(words); }
  void takes_back(const Text& words) {
    const auto& note = heard_.at(words);
    must(bed_.store->write_now([&](store::Transaction& tx) -> Status {
      store::bury_note(tx, note.id);
      store::append_event(tx, activity::events::kNoteWithdrawn, {{"note", note.id.value}, {"actor", note.actor.value}});
      return {};
    }));
    hear();
  }
  void leaves(const Name& name) {
    const auto uri = "https://social.example/users/" + name;
    must(bed_.store->write_now([&](store::Transaction& tx) -> Status {
      const auto actor = store::actor_by_uri(tx, uri);
      if (!actor) return fail(Errc::NotFound, "nobody of this name wrote");
      for (const auto note : store::erase_notes_by(tx, actor->id)) {
        store::append_event(tx, activity::events::kNoteWithdrawn, {{"note", note.value}, {"actor", actor->id.value}});
      }
      return {};
    }));
    hear();
  }

  // --- what officers do: each gives what the route answered ---
  Answer claim(const Name& who, const Text& words, bool take_over = false) {
    auto answer = people_.at(who).post(path(words) + "/claim", json::Object{{"take_over", take_over}});
    if (answer.status == 200) tokens_[{who, words}] = answer.json().at("token").as_int64();
    return answer;
  }
  Answer draft(const Name& who, const Text& words, const Text& says) {
    const auto standing = row(who, words);
    const json::Object text{{"language", text_in(standing, "language")}, {"markdown", says}};
    json::Object saved{{"token", token(who, words)}, {"body", json::Object{{"texts", json::Array{text}}}}};
    if (const auto* post = json::object(standing, "draft_post")) {
      saved["version"] = post->at("version");
      saved["digest"] = post->at("digest");
    }
    return people_.at(who).put(path(words) + "/draft", std::move(saved));
  }
  Answer submit(const Name& who, const Text& words) {
    const auto standing = row(who, words);
    const auto* post = json::object(standing, "draft_post");
    if (post == nullptr) throw Wrong("there is no draft");
    return people_.at(who).post(path(words) + "/draft/submit",
                                json::Object{{"token", token(who, words)}, {"version", post->at("version")}});
  }
  Answer approve(const Name& who, const Text& words) {
    const auto standing = row(who, words);
    const auto* post = json::object(standing, "draft_post");
    if (post == nullptr) throw Wrong("there is no draft");
    return people_.at(who).post(path(words) + "/draft/approve",
                                json::Object{{"version", post->at("version")}, {"digest", post->at("digest")}});
  }
  Answer close(const Name& who, const Text& words, const std::string& outcome, const Text& reason) {
    return people_.at(who).post(path(words) + "/close", json::Object{{"outcome", outcome}, {"reason", reason}});
  }
  // Announced by that post, for the day of the clock.
  Answer announce(const Name& who, const Name& account, const Text& post, Timestamp from, Timestamp to) {
    const auto at = read([&](store::Snapshot& snapshot) { return front_of(snapshot).id.text(); });
    const auto granted =
        admin().put("/api/staff/accounts/" + accounts_.at(account).text() + "/rights/" + user(who).id.text(),
                    json::Object{{"rights", json::Array{"write", "publish"}}});
    if (granted.status != 200) throw Wrong(granted.body);
    return people_.at(who).post("/api/staff/qa", json::Object{{"account", accounts_.at(account).text()},
                                                              {"desk", at},
                                                              {"title", "Ask us"},
                                                              {"languages", json::Array{"en"}},
                                                              {"hashtag", "AskUs"},
                                                              {"starts_at", to_rfc3339(from)},
                                                              {"ends_at", to_rfc3339(to)},
                                                              {"zone", "Africa/Nairobi"},
                                                              {"announcement", ours(post).text()}});
  }
  Answer private_matter(const Name& who, const Text& words) {
    return people_.at(who).post(path(words) + "/private",
                                json::Object{{"token", token(who, words)}, {"language", "en"}});
  }
  // All who say the same, written to and submitted.
  Answer answer_all(const Name& who, const Text& words, const Text& says) {
    auto& officer = people_.at(who);
    const auto made = officer.post("/api/staff/floods",
                                   json::Object{{"conversation", id_of(words).text()}, {"leave_out", json::Array{}}});
    if (made.status != 201) return made;
    flood_ = "/api/staff/floods/" + made.text("id");
    const json::Object text{{"language", "en"}, {"markdown", says}};
    auto drafted = officer.put(flood_ + "/draft", json::Object{{"body", json::Object{{"texts", json::Array{text}}}}});
    return drafted.status == 200 ? officer.post(flood_ + "/submit", json::Object{{"version", 1}}) : drafted;
  }
  Answer approve_for_all(const Name& who) {
    const auto post = admin().get(flood_).json().at("post").as_object();
    return people_.at(who).post("/api/staff/posts/" + text_in(post, "id") + "/approve",
                                json::Object{{"version", post.at("version")}, {"digest", post.at("digest")}});
  }
  // What is due leaves, a minute later. How many notes are new.
  std::size_t leave() {
    const auto before = sent_notes();
    bed_.clock.advance(std::chrono::minutes{1});
    auto publisher = bed_.publisher();
    publisher.rules = &rules_;
    for (bool more = true; more;) {
      const auto left = speak::send_due(*bed_.store, publisher);
      must(left ? Status{} : Status(fail(left.error())));
      more = *left > 0;
    }
    hear();
    return sent_notes() - before;
  }

  // --- what is seen ---
  [[nodiscard]] json::Object row(const Name& who, const Text& words) {
    const auto answer = people_.at(who).get(path(words));
    if (answer.status != 200) throw Wrong(who + " reads nothing of it: " + answer.hint());
    return answer.json();
  }
  [[nodiscard]] json::Object row(const Text& words) {
    const auto answer = admin().get(path(words));
    if (answer.status != 200) throw Wrong("it is nowhere: " + answer.hint());
    return answer.json();
  }
  // `the queue of "Arabic"`, who has it, or "closed as answered".
  [[nodiscard]] std::string place(const Text& words) {
    const auto standing = row(words);
    const auto at = text_in(standing, "place");
    if (at == "person") return text_in(standing.at("holder").as_object(), "login");
    if (at == "closed") return "closed as " + text_in(standing, "outcome");
    const auto desk = text_in(standing.at("desk").as_object(), "name");  // behind its mission's
    return "the queue of \"" + desk.substr(desk.rfind('/') == std::string::npos ? 0 : desk.rfind('/') + 2) + '"';
  }
  [[nodiscard]] activity::NoteId note_of(const Text& words) const { return heard_.at(words).id; }
  [[nodiscard]] answer::ConversationId id_of(const Text& words) {
    const auto note = heard_.find(words);
    if (note == heard_.end()) throw Wrong("nobody wrote \"" + words + "\"");
    return read([&](auto& snapshot) { return answer::conversation_of_note(snapshot, note->second.id); });
  }
  // Our notes in its conversation, oldest first, as plain text.
  [[nodiscard]] std::vector<activity::Note> answers_to(const Text& words) {
    const auto id = id_of(words);
    return read([&](store::Snapshot& snapshot) {
      std::vector<activity::Note> notes;
      for (const auto& message : answer::messages_of(snapshot, id)) {
        if (message.direction != answer::Direction::Out) continue;
        if (auto note = store::note_by_id(snapshot, message.note)) notes.push_back(std::move(*note));
      }
      return notes;
    });
  }
  [[nodiscard]] std::vector<activity::Note> notes_of(const Name& account) {
    return read([&](store::Snapshot& snapshot) { return store::notes_of(snapshot, accounts_.at(account), {}, 100); });
  }
  void expect_sound() {
    const auto works = bed_.workplaces.now();
    const auto found = answer::check_invariants(*bed_.store, works->workplace());
    if (!found.broken.empty()) throw Wrong(found.broken.front().rule + ": " + found.broken.front().what);
    if (testing::UnitTest::GetInstance()->ad_hoc_test_result().Failed()) throw Wrong("see above");
  }
  // Of ours that left: later lines answer it by its words.
  void remember(const Text& words, activity::NoteId note) { ours_[words] = note; }

  static std::string text_in(const json::Object& object, std::string_view name) {
    return json::text_or_empty(object, name);
  }

 private:
  static void must(const Status& done) {
    if (!done) throw Wrong(done.error().detail + ": " + done.error().hint);
  }
  static std::string made(const Answer& answer) {
    if (answer.status != 201) throw Wrong(answer.body);
    return answer.text("id");
  }
  static staff::Desk front_of(store::Snapshot& snapshot) {
    const auto all = staff::desks(snapshot);
    return *std::ranges::find_if(all, &staff::Desk::front);
  }
  Browser& admin() {
    if (!people_.contains("admin")) people_.emplace("admin", bed_.set_up());
    return people_.at("admin");
  }
  // Its first note grants to an officer of its own: when the institution is there.
  Speaker& speaker() {
    if (!speaker_) speaker_ = std::make_unique<Speaker>(*bed_.store, bed_.publisher());
    return *speaker_;
  }
  staff::User user(const Name& name) {
    const auto id = Correspondence::user_of(name == "admin" ? admin() : people_.at(name));
    return read([&](store::Snapshot& snapshot) { return staff::user_by_id(snapshot, id).value(); });
  }
  void give(const staff::User& who, const staff::DeskScope& scope, std::span<const staff::DeskAction> actions) {
    must(bed_.store->write_now([&](store::Transaction& tx) {
      return staff::set_desk_grants(tx, who.id, scope, actions, "setup", bed_.clock.now());
    }));
  }
  void join(const Name& name, const Name& desk, std::initializer_list<staff::DeskAction> actions,
            std::string_view right) {
    people_.emplace(name, bed_.officer(admin(), name));
    const auto id = user(name);
    const auto where = desks_.contains(desk) ? staff::DeskId{parse_id(desks_.at(desk)).value()} : front_.id;
    give(id, {front_.mission, where}, std::vector(actions));
    for (const auto& [_, account] : accounts_) {
      const auto answer = admin().put("/api/staff/accounts/" + account.text() + "/rights/" + id.id.text(),
                                      json::Object{{"rights", json::Array{json::Value(right)}}});
      if (answer.status != 200) throw Wrong(answer.body);
    }
  }
  // The desk takes on what it says; whoever sorts knows at once.
  void works(const Name& name) {
    const auto answer = admin().put("/api/staff/desks/" + desks_.at(name) + "/work", work_.at(name));
    if (answer.status != 200) throw Wrong(answer.body);
    read([&](store::Snapshot& snapshot) {
      bed_.workplaces.replace(answer::worked_by(snapshot));
      sorter_.reload(snapshot);
    });
  }
  void hear() { static_cast<void>(consumer_.drain()); }
  std::string path(const Text& words) { return "/api/staff/conversations/" + id_of(words).text(); }
  std::int64_t token(const Name& who, const Text& words) { return tokens_[{who, words}]; }
  std::size_t sent_notes() {
    std::size_t notes = 0;
    for (const auto& [name, _] : accounts_) notes += notes_of(name).size();
    return notes;
  }

  Testbed bed_;
  AskedDesk rules_{bed_};
  answer::Urgency urgency_;
  NobodyIsPublic nobody_;
  answer::Router sorter_{bed_.workplaces};
  const answer::Incoming incoming_{
      *bed_.store, post_models().languages, post_models().agenda, urgency_, sorter_, bed_.workplaces,
      nobody_,     bed_.addresses};
  answer::Intake intake_{incoming_};
  store::Consumer consumer_{
      *bed_.store, std::string(answer::Intake::kConsumer), [this](auto events) { intake_.prepare(events); },
      [this](store::Transaction& tx, const store::Event& event) { return intake_.handle(tx, event); }};
  std::unique_ptr<Speaker> speaker_;
  staff::Desk front_;
  std::map<Name, Browser> people_;
  std::map<Name, activity::AccountId> accounts_;
  std::map<Name, std::string> desks_;  // id, but for the front desk
  std::map<Name, json::Object> work_;
  std::map<Text, activity::NoteId> ours_;
  std::map<Text, activity::Note> heard_;
  std::map<std::pair<Name, Text>, std::int64_t> tokens_;  // by which each believes to have it
  std::string flood_;                                     // made last
};

}  // namespace chancery::test
