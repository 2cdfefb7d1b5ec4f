#include "desk/waits.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace chancery::desk {
namespace {

constexpr Timestamp kEarliest = from_micros(0);

struct Message {
  std::int64_t note = 0;
  Timestamp at;
};

// A wait with what stands of hers and of ours in it.
struct Open {
  Wait wait;
  std::vector<Message> asked;
  std::vector<std::int64_t> answers;
};

// By their own time, then as they were recorded. Times out of any calendar are drawn to its edge.
std::vector<Event> in_time(std::span<const Event> events) {
  std::vector<Event> sorted(events.begin(), events.end());
  for (Event& event : sorted) event.at = std::clamp(event.at, kEarliest, kNever);
  std::ranges::sort(sorted, {}, [](const Event& e) { return std::tuple(e.at, e.id, e.kind, e.note); });
  return sorted;
}

// When each note was taken back: hers, or one of ours.
std::map<std::int64_t, Timestamp> gone(std::span<const Event> sorted, EventKind kind) {
  std::map<std::int64_t, Timestamp> when;
  for (const Event& event : sorted) {
    if (event.kind == kind) when.try_emplace(event.note, event.at);
  }
  return when;
}

class Walk {
 public:
  explicit Walk(std::span<const Event> sorted)
      : withdrawn_(gone(sorted, EventKind::Withdrawn)), taken_back_(gone(sorted, EventKind::TakenBack)) {
    for (const Event& event : sorted) step(event);
  }

  Waits result() && {
    for (Open& open : all_) found_.all.push_back(std::move(open.wait));
    return std::move(found_);
  }

 private:
  void step(const Event& event) {
    switch (event.kind) {
      case EventKind::Received:
        return received(event);
      case EventKind::Withdrawn:
        return withdrawn(event);
      case EventKind::Answered:
        return answered(event);
      case EventKind::TakenBack:
        return taken_back(event);
      case EventKind::Closed:
      case EventKind::MergedInto:
        return closed(event);
      case EventKind::Reopened:
        return reopened(event);
      case EventKind::Imported:
        found_.imported = std::max(found_.imported, event.at);
        return;
      default:
        return;
    }
  }

  [[nodiscard]] Open* running() { return !all_.empty() && !all_.back().wait.stopped ? &all_.back() : nullptr; }
  static bool was_gone(const std::map<std::int64_t, Timestamp>& when, const Event& event) {
    const auto found = when.find(event.note);
    return event.note != 0 && found != when.end() && found->second <= event.at;
  }

  void begin(std::vector<Message> asked) {
    Wait wait;
    wait.started = asked.front().at;
    wait.ran = {{wait.started, kNever}};
    wait.first = !found_.first;
    wait.course = course_;
    all_.push_back({std::move(wait), std::move(asked), {}});
  }
  void end(Open& open, Timestamp at, bool answered) {
    Wait& wait = open.wait;
    wait.ran.back().to = at;
    wait.stopped = at;
    wait.answered = answered;
    if (wait.first && !found_.first) found_.first = wait;
  }
  // Nothing of ours stands any more: what had been waited counts on.
  void resume(Timestamp at) {
    if (all_.empty()) return;
    Open& open = all_.back();
    if (!open.wait.stopped || !open.answers.empty() || open.asked.empty()) return;
    open.wait.stopped.reset();
    open.wait.answered = false;
    open.wait.resumed = true;
    open.wait.ran.push_back({at, kNever});
    begin_later(open.wait, open.asked.front().at);
  }
  static void begin_later(Wait& wait, Timestamp at) {
    wait.started = std::max(wait.started, at);
    std::erase_if(wait.ran, [&](const Span& span) { return span.to <= wait.started; });
    if (!wait.ran.empty()) wait.ran.front().from = std::max(wait.ran.front().from, wait.started);
  }

  void received(const Event& event) {
    if (was_gone(withdrawn_, event) || (event.note != 0 && !seen_.insert(event.note).second)) return;
    const Message message{event.note, event.at};
    if (found_.closed) {
      pending_.push_back(message);
    } else if (Open* open = running()) {
      open->asked.push_back(message);
    } else {
      begin({message});
    }
  }

  void withdrawn(const Event& event) {
    const auto is_it = [&](const Message& message) { return message.note == event.note; };
    std::erase_if(pending_, is_it);
    for (Open& open : all_) std::erase_if(open.asked, is_it);
    Open* open = running();
    if (open == nullptr) return;
    if (!open->asked.empty()) return begin_later(open->wait, open->asked.front().at);
    if (open->wait.resumed) return end(*open, event.at, false);
    all_.pop_back();
  }

  void answered(const Event& event) {
    if (!event.counts_as_answer || was_gone(taken_back_, event)) return;
    pending_.clear();
    if (all_.empty()) return;
    all_.back().answers.push_back(event.note);
    if (Open* open = running()) end(*open, event.at, true);
  }

  void taken_back(const Event& event) {
    for (Open& open : all_) {
      const bool had = std::erase(open.answers, event.note) > 0;
      if (had && !found_.closed && &open == &all_.back()) resume(event.at);
    }
  }

  void closed(const Event& event) {
    if (found_.closed) return;
    found_.closed = event.at;
    found_.merged = event.kind == EventKind::MergedInto;
    if (Open* open = running()) end(*open, event.at, false);
  }

  // By her, who wrote since; or by hand, and then the closing is as if it had not been, but for the time it took.
  void reopened(const Event& event) {
    if (!found_.closed) return;
    found_.closed.reset();
    found_.merged = false;
    if (pending_.empty()) return resume(event.at);
    ++course_;
    begin(std::exchange(pending_, {}));
  }

  std::map<std::int64_t, Timestamp> withdrawn_, taken_back_;
  std::set<std::int64_t> seen_;
  std::vector<Open> all_;
  std::vector<Message> pending_;  // came while it was closed
  int course_ = 0;
  Waits found_;
};

bool names_desk(const Event& event) {
  return (event.kind == EventKind::Routed || event.kind == EventKind::Moved) && event.desk;
}
bool names_matter(const Event& event) {
  return event.kind == EventKind::Routed || event.kind == EventKind::Classified;
}

std::vector<Regime> regimes(std::span<const Event> sorted) {
  Regime now{kEarliest, {}, Matter::Dialogue};
  if (const auto first = std::ranges::find_if(sorted, names_desk); first != sorted.end()) now.desk = first->desk;
  if (const auto first = std::ranges::find_if(sorted, names_matter); first != sorted.end()) now.matter = first->matter;
  std::vector<Regime> found{now};
  bool by_person = false;
  for (const Event& event : sorted) {
    if (!names_desk(event) && !names_matter(event)) continue;
    if (names_desk(event)) now.desk = event.desk;
    const bool person = event.kind == EventKind::Classified && event.user;
    if (names_matter(event) && (person || !by_person)) {
      now.matter = event.matter;
      by_person = person;
    }
    now.from = event.at;
    // What lasted no time was nowhere.
    if (found.back().from == now.from) found.pop_back();
    const bool changed = found.empty() || found.back().desk != now.desk || found.back().matter != now.matter;
    if (changed) found.push_back(now);
  }
  return found;
}

}  // namespace

Waits waits(std::span<const Event> events) {
  const std::vector<Event> sorted = in_time(events);
  Waits found = Walk(sorted).result();
  found.regimes = regimes(sorted);
  return found;
}

}  // namespace chancery::desk
