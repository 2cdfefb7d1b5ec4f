// One inbox for a whole ministry: 1,000,000 conversations at 50 desks, 20,000 of them open. Pages of the inbox with
// their excerpts, search, what strangers send until it lies at its desk, claims, and clocks computed a second.
//
//   bench_desk [CONVERSATIONS]
#include <fmt/format.h>
#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/events.hpp"
#include "activity/public_actors.hpp"
#include "answer/claims.hpp"
#include "answer/conversations.hpp"
#include "answer/intake.hpp"
#include "answer/migrations.hpp"
#include "answer/note_reader.hpp"
#include "answer/routing_rules.hpp"
#include "answer/search.hpp"
#include "answer/workload.hpp"
#include "answer/workplaces.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "staff/migrations.hpp"
#include "staff/rows.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "store/sql.hpp"
#include "store/store.hpp"

namespace {

using namespace chancery;
using namespace chancery::answer;
using std::chrono::steady_clock;

constexpr std::int64_t kDesks = 50;
constexpr std::int64_t kOpen = 20'000;
constexpr std::int64_t kFirst = 1'000'000'000'000;  // ids of conversations, notes and messages begin here
constexpr std::int64_t kSlice = 5'000;
constexpr std::int64_t kUser = 7;
constexpr std::size_t kVocabulary = 50'000;

class NobodyPublic final : public activity::PublicActors {
 public:
  [[nodiscard]] std::optional<activity::PublicActor> find(std::string_view, std::string_view) const override {
    return std::nullopt;
  }
};

// Words as they come in a language: the second half as often as the first.
class Words {
 public:
  explicit Words(std::uint64_t seed) : dice_(seed) {
    for (std::size_t i = 0; i < kVocabulary; ++i) {
      std::string word;
      for (auto rest = i * 7919 + 104'729; rest > 0; rest /= 21) word += "abdefghiklmnoprstuvwy"[rest % 21];
      words_.push_back(std::move(word));
    }
  }
  const std::string& word() {
    const auto rank = std::exp(std::uniform_real_distribution<>{0, std::log(double{kVocabulary})}(dice_));
    return words_.at(std::min(static_cast<std::size_t>(rank), kVocabulary - 1));
  }
  std::string text(int count = 14) {
    std::string said;
    for (int i = 0; i < count; ++i) said.append(said.empty() ? "" : " ").append(word());
    return said;
  }
  std::size_t pick(std::size_t of) { return std::uniform_int_distribution<std::size_t>{0, of - 1}(dice_); }

 private:
  std::mt19937_64 dice_;
  std::vector<std::string> words_;
};

std::filesystem::path fresh_folder() {
  auto name = (std::filesystem::temp_directory_path() / "chancery-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  return name;
}

template <class Value>
Value sure(Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return std::move(*result);
}
void sure(const Status& status) {
  if (!status) throw std::runtime_error(status.error().detail);
}

void print(std::string_view what, double figure, std::string_view unit) {
  fmt::print(R"({{"what":"{}","figure":{:.3f},"unit":"{}"}})"
             "\n",
             what, figure, unit);
  std::fflush(stdout);
}

void print_times(const std::string& what, std::vector<double> times) {
  std::ranges::sort(times);
  print(what + ", median", times.at(times.size() / 2), "ms");
  print(what + ", p99", times.at(times.size() * 99 / 100), "ms");
}

// Of this thread, in milliseconds: a page is read by one, and what else the machine does is not the page's.
double processor_time(clockid_t of = CLOCK_THREAD_CPUTIME_ID) {
  timespec time{};
  ::clock_gettime(of, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double thread_time() {
  return processor_time();
}

// What waits for the writer is measured by the wall.
double wall_time() {
  return std::chrono::duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

template <class Fn>
std::vector<double> timed(int runs, Fn fn, double (*clock)() = thread_time) {
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    const auto began = clock();
    fn();
    times.push_back(clock() - began);
  }
  return times;
}

void lay(store::Store& store) {
  sure(store.write_now([](store::Transaction& tx) -> Status {
    auto& db = store::connection(tx);
    db.query("INSERT INTO mission (id, name, kind, country, zone) VALUES (1, 'Capital', 'capital', 'NO', 'UTC')").run();
    for (std::int64_t desk = 1; desk <= kDesks; ++desk) {
      db.query("INSERT INTO desk (id, mission, name, alias, front) VALUES (?, 1, ?, ?, ?)")
          .bind(desk, fmt::format("Desk {}", desk), "Desk", desk == 1)
          .run();
    }
    // Every third reads Arabic alone; all take so many, then hand on to the front desk.
    for (std::int64_t desk = 1; desk <= kDesks; ++desk) {
      Work work;
      work.desk = DeskId{desk};
      work.languages = {desk % 3 == 0 ? "ar" : "*"};
      work.countries = work.topics = {"*"};
      work.capacity = 2'000;
      if (desk != 1) work.overflow = DeskId{1};
      sure(set_work(tx, work, {nullptr, store.clock().now()}));
    }
    activity::Account press;
    press.id = activity::AccountId{1};
    press.name = press.display_name = "press";
    press.language = "en";
    sure(store::insert_account(tx, press));
    return {};
  }));
}

// One conversation with two messages, as if it had come and gone.
void put(store::Connection& db, std::int64_t i, std::int64_t all, Words& words, Timestamp now) {
  const auto id = kFirst + 2 * i;
  const bool open = i >= all - kOpen;
  const auto at = now - std::chrono::minutes{all - i};
  const auto desk = static_cast<std::int64_t>(words.pick(kDesks)) + 1;
  const auto said = words.text();
  db.query("INSERT INTO person (id, actor, name, acct, url) VALUES (?, ?, 'Ana', 'ana@social.example', '')")
      .bind(id, fmt::format("https://social.example/users/{}", i))
      .run();
  db.query(
        "INSERT INTO desk_conversation (id, account, person, root, private, desk, place, kind, urgency, language, "
        "topics,"
        " countries, opened_at, last_at, last_in, messages, due_at, outcome, closed_at) VALUES (?, 1, ?, ?, 0, ?, ?,"
        " 'question', ?, ?, ' visa ', ' EG ', ?, ?, ?, 2, ?, ?, ?)")
      .bind(id, id, fmt::format("https://mfa.example/notes/{}", i), desk, open ? "queue" : "closed",
            static_cast<std::int64_t>(words.pick(40) == 0 ? 2 : 0), words.pick(3) == 0 ? "ar" : "en", at, at, at,
            open ? at + std::chrono::hours{4} : desk::kNever, open ? std::optional<std::string_view>{} : "answered",
            open ? std::optional<Timestamp>{} : std::optional{at})
      .run();
  db.query(
        "INSERT INTO message (id, conversation, note, direction, how, at, uri, language, topics, countries, urgency,"
        " words, state) VALUES (?, ?, ?, 'in', 'reply', ?, ?, 'en', '', '', 0, 0, 'shown')")
      .bind(id, id, id, at, fmt::format("https://social.example/notes/{}", i))
      .run();
  for (const auto* kind : {"received", "routed", "claimed", "answered"}) {
    db.query(
          "INSERT INTO conversation_event (conversation, at, recorded_at, kind, desk, user, note, value) VALUES (?, ?,"
          " ?, ?, ?, NULL, NULL, ?)")
        .bind(id, at, at, kind, desk, std::string_view(kind) == "routed" ? "question 0" : "")
        .run();
  }
  db.query("INSERT INTO desk_search (rowid, words, marks) VALUES (?, ?, ?)")
      .bind(id, said, fmt::format("d{} len kin p0", desk))
      .run();
  db.query("INSERT INTO desk_search_row (id, conversation, kind) VALUES (?, ?, 'message')").bind(id, id).run();
  if (!open) return;
  db.query(
        "INSERT INTO note (id, uri, attributed_to, in_reply_to, content, language, url, visibility, published,"
        " updated, received, deleted) VALUES (?, ?, 'https://social.example/users/ana', '', ?, 'en', '', 'public', ?,"
        " ?, ?, 0)")
      .bind(id, fmt::format("https://social.example/notes/{}", i), "<p>" + said + "</p>", at, at, at)
      .run();
}

void fill(store::Store& store, std::int64_t all, Words& words) {
  const auto began = steady_clock::now();
  const auto now = store.clock().now();
  for (std::int64_t from = 0; from < all; from += kSlice) {
    sure(store.write_now([&](store::Transaction& tx) -> Status {
      for (auto i = from; i < std::min(from + kSlice, all); ++i) put(store::connection(tx), i, all, words, now);
      return {};
    }));
  }
  store.ids().never_below(kFirst + 2 * all);
  print("conversations laid",
        static_cast<double>(all) / std::chrono::duration<double>(steady_clock::now() - began).count(), "a second");
}

// A reader of the first `desks` desks.
Reader reader_of(std::int64_t desks) {
  std::vector<staff::DeskRights::Granted> granted;
  std::vector<std::pair<DeskId, staff::MissionId>> all;
  for (std::int64_t desk = 1; desk <= kDesks; ++desk) {
    all.emplace_back(DeskId{desk}, staff::MissionId{1});
    if (desk > desks) continue;
    granted.push_back({{staff::MissionId{1}, DeskId{desk}}, staff::DeskAction::Read});
  }
  Reader reader;
  reader.user.id = staff::UserId{kUser};
  reader.rights = staff::DeskRights(granted, all, staff::Role::Officer);
  return reader;
}

// A page as the server shows it: the rows, and what each of them says.
void read_page(store::Store& store, const Reader& reader, const InboxQuery& query) {
  store.read([&](store::Snapshot& snapshot) {
    const auto page = sure(inbox(snapshot, reader, query, {}));
    for (const auto& row : page.rows) {
      const auto last = last_message_in(snapshot, row.id);
      const auto note = last ? store::note_by_id(snapshot, last->note) : std::nullopt;
      if (note) static_cast<void>(excerpt_of(*note));
    }
  });
}

void measure_pages(store::Store& store) {
  constexpr int kRuns = 300;
  using View = InboxQuery::View;
  for (const std::int64_t desks : {std::int64_t{1}, std::int64_t{8}, kDesks}) {
    const auto reader = reader_of(desks);
    const auto of = fmt::format("{} desk{}", desks, desks == 1 ? "" : "s");
    print_times("a page of the queue, " + of, timed(kRuns, [&] { read_page(store, reader, {}); }));
    print_times("the same in Arabic alone, " + of, timed(kRuns, [&] { read_page(store, reader, {.language = "ar"}); }));
    print_times("a page of what is closed, " + of,
                timed(kRuns, [&] { read_page(store, reader, {.view = View::Closed}); }));
    print_times("how many, " + of, timed(kRuns / 10, [&] {
                  store.read([&](store::Snapshot& snapshot) { static_cast<void>(counts(snapshot, reader)); });
                }));
  }
}

void measure_search(store::Store& store, Words& words) {
  constexpr int kRuns = 300;
  for (const std::int64_t desks : {std::int64_t{3}, kDesks}) {
    const auto reader = reader_of(desks);
    for (const int count : {1, 2}) {
      print_times(fmt::format("search, {} word{}, {} desks", count, count == 1 ? "" : "s", desks), timed(kRuns, [&] {
                    const auto wanted = words.text(count);
                    store.read([&](store::Snapshot& snapshot) {
                      static_cast<void>(search(snapshot, reader, {.words = wanted, .filter = {}}));
                    });
                  }));
    }
  }
}

// Twenty rules, each with phrases it looks for.
void write_rules(store::Store& store, Words& words) {
  std::string text;
  for (int i = 0; i < 20; ++i) {
    text += fmt::format("rule \"Rule {}\"\n  when says \"{}\" or \"{}\"\n  then desk \"Capital / Desk {}\"\n", i,
                        words.text(2), words.text(2), i * 2 + 1);
  }
  const auto names = store.read([](auto& snapshot) { return routing_names(snapshot); });
  sure(store.write_now(
      [&](store::Transaction& tx) { return put_rules(tx, {0, text, {}, {}}, names, {nullptr, store.clock().now()}); }));
}

void measure_decisions(store::Store& store, Words& words) {
  constexpr int kRuns = 50'000;
  const auto plan = store.read([](auto& snapshot) { return RoutingPlan(snapshot, std::nullopt); });
  auto desks = plan.desks();
  const Workplaces workplaces;
  const auto works = workplaces.now();
  text::Matcher::Scratch scratch;
  std::vector<std::string> said;
  for (int i = 0; i < 1'000; ++i) said.push_back(words.text(25));
  SortFacts facts;
  facts.account = activity::AccountId{1};
  facts.now = store.clock().now();
  const auto began = thread_time();
  for (int i = 0; i < kRuns; ++i) {
    facts.plain = said[i % said.size()];
    facts.language = i % 3 == 0 ? "ar" : "en";
    facts.urgency = i % 50 == 0 ? 3 : 0;
    static_cast<void>(plan.decide(facts, desks, works->workplace(), scratch));
  }
  print("decisions between 50 desks by 20 rules", kRuns / ((thread_time() - began) / 1e3), "a second");
}

void measure_intake(store::Store& store, Words& words) {
  constexpr int kMessages = 6'000;
  const auto addresses = *activity::Addresses::of("https://mfa.example");
  const text::LanguageIdentifier languages;
  const text::Annotator agenda;
  const Urgency urgency;
  const Workplaces workplaces;
  const NobodyPublic nobody;
  Router sorter(workplaces);
  store.read([&](store::Snapshot& snapshot) { sorter.reload(snapshot); });
  Intake intake({store, languages, agenda, urgency, sorter, workplaces, nobody, addresses});
  sure(store.write_now([&](store::Transaction& tx) -> Status {
    constexpr int kStrangers = 500;
    std::vector<activity::Actor> strangers(kStrangers);
    for (int i = 0; i < kStrangers; ++i) {
      strangers[i].uri = fmt::format("https://new.example/users/{}", i);
      strangers[i].preferred_username = strangers[i].name = fmt::format("u{}", i);
      strangers[i].id = store::save_actor(tx, strangers[i]);
    }
    for (int i = 0; i < kMessages; ++i) {
      const auto& actor = strangers[i % kStrangers];
      activity::Note note;
      note.id = store.ids().make<activity::NoteId>();
      note.uri = fmt::format("https://new.example/{}", i);
      note.actor = actor.id;
      note.attributed_to = actor.uri;
      note.content = "<p>" + words.text(25) + "</p>";
      note.language = "und";
      note.published = note.updated = note.received = store.clock().now();
      sure(store::insert_note(tx, note));
      const store::Addressed to{activity::AccountId{1}, store::AddressedHow::Mention};
      store::put_addressed(tx, note.id, std::span(&to, 1));
      store::append_event(tx, activity::events::kNoteReceived, {{"note", note.id.value}, {"actor", actor.id.value}});
    }
    return {};
  }));
  store::Consumer consumer(
      store, std::string(Intake::kConsumer), [&](auto events) { intake.prepare(events); },
      [&](store::Transaction& tx, const store::Event& event) { return intake.handle(tx, event); });
  const auto began = steady_clock::now();
  const auto worked = processor_time(CLOCK_PROCESS_CPUTIME_ID);
  static_cast<void>(consumer.drain());
  print("messages read, sorted and laid at their desk, by the wall",
        kMessages / std::chrono::duration<double>(steady_clock::now() - began).count(), "a second");
  print("the same, a second of processor time", kMessages / ((processor_time(CLOCK_PROCESS_CPUTIME_ID) - worked) / 1e3),
        "messages");
}

void measure_claims(store::Store& store) {
  staff::User user{.id = staff::UserId{kUser}, .login = "ole", .name = "Ole", .role = staff::Role::Officer};
  sure(store.write_now([&](store::Transaction& tx) -> Status {
    auto& db = store::connection(tx);
    sure(staff::rows::insert_user(tx, user, {}));
    for (const auto* action : {"read", "work"}) {
      db.query("INSERT INTO desk_grant (user, mission, desk, action) VALUES (?, 1, 0, ?)").bind(user.id, action).run();
    }
    return {};
  }));
  const Workplaces workplaces;
  Claims claims(store, store.clock(), workplaces);
  std::vector<ConversationId> open;
  store.read([&](store::Snapshot& snapshot) {
    const auto page = sure(inbox(snapshot, reader_of(kDesks), {}, {}, 500));
    for (const auto& row : page.rows) open.push_back(row.id);
  });
  std::size_t at = 0;
  print_times("a claim, durable", timed(
                                      static_cast<int>(open.size()),
                                      [&] {
                                        const auto id = open.at(at++);
                                        sure(store.write_now([&](store::Transaction& tx) {
                                          return claims.claim(tx, id, user, store.clock().now(), false);
                                        }));
                                      },
                                      wall_time));
}

void measure_clocks() {
  std::vector<desk::Event> events;
  Timestamp at = from_micros(1'795'339'800'000'000);
  for (std::int64_t i = 0; i < 12; ++i) {
    desk::Event event;
    event.id = i + 1;
    event.at = at += std::chrono::minutes{37};
    event.kind = i == 1 ? desk::EventKind::Routed : i % 4 == 3 ? desk::EventKind::Answered : desk::EventKind::Received;
    event.desk = DeskId{1};
    event.note = i;
    events.push_back(event);
  }
  const Workplaces workplaces;
  const auto works = workplaces.now();
  constexpr int kRuns = 50'000;
  const auto began = steady_clock::now();
  for (int i = 0; i < kRuns; ++i) static_cast<void>(desk::clocks(events, *works->calendars, works->targets, at));
  print("clocks of a conversation of 12 events computed",
        kRuns / std::chrono::duration<double>(steady_clock::now() - began).count(), "a second");
}

}  // namespace

int main(int argc, char** argv) {
  const auto all = argc > 1 ? std::max<std::int64_t>(kOpen * 2, std::atoll(argv[1])) : 1'000'000;
  const auto folder = fresh_folder();
  const SystemClock clock;
  IdSource ids(clock, 1);
  store::StoreOptions options;
  options.file = folder / "chancery.db";
  options.database = "chancery";
  options.readers = 4;
  for (const auto& module : {store::migrations(), staff::migrations(), answer::migrations()}) {
    options.migrations.insert(options.migrations.end(), module.begin(), module.end());
  }
  {
    auto store = sure(store::Store::open(std::move(options), clock, ids));
    Words words(1);
    lay(*store);
    fill(*store, all, words);
    measure_pages(*store);
    measure_search(*store, words);
    measure_clocks();
    write_rules(*store, words);
    measure_decisions(*store, words);
    measure_intake(*store, words);
    measure_claims(*store);
  }
  std::filesystem::remove_all(folder);
}
