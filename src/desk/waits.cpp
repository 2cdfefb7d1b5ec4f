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

struct Gone {
  std::map<std::int64_t, Timestamp> withdrawn, taken_back;
};

// One conversation, as long as it is one.
class Walk {
 public:
  explicit Walk(const Gone& gone) : gone_(&gone) {}

  Waits result() && {
    found_.answered = !all_.empty() && all_.back().wait.stopped && !all_.back().answers.empty() && pending_.empty();
    if (const Open* open = running(); open != nullptr) {
      for (const Message& message : open->asked) found_.asking.push_back(message.note);
    }
    for (Open& open : all_) found_.all.push_back(std::move(open.wait));
    return std::move(found_);
  }

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

  // The other becomes part of this one: what still runs there and here runs on as one.
  void merge(Walk other) {
    std::optional<Open> runs = take_running();
    const std::optional<Open> theirs = other.take_running();
    if (theirs) runs = runs ? together(*runs, *theirs) : *theirs;
    if (found_.closed) {  // nothing waits past the end
      std::erase_if(other.all_, [&](const Open& open) { return open.wait.started > *found_.closed; });
    }
    const int course = std::max(course_, other.course_);
    for (Open& open : all_) open.wait.course += course - course_;
    for (Open& open : other.all_) {
      open.wait.course += course - other.course_;
      all_.push_back(std::move(open));
    }
    course_ = course;
    std::ranges::stable_sort(all_, {}, [](const Open& open) { return *open.wait.stopped; });
    if (!found_.first || (other.found_.first && *other.found_.first->stopped < *found_.first->stopped)) {
      found_.first = std::move(other.found_.first);
    }
    found_.imported = std::max(found_.imported, other.found_.imported);
    for (Open& open : all_) open.wait.first = open.wait.first && is_first(open.wait);
    if (runs && found_.closed) {
      for (const Message& message : runs->asked) hear(message);
    } else if (runs) {
      runs->wait.course = course_;
      runs->wait.first = !found_.first;
      all_.push_back(std::move(*runs));
    }
    for (const Message& message : other.pending_) hear(message);
    seen_.merge(other.seen_);
  }

 private:
  [[nodiscard]] bool is_first(const Wait& wait) const {
    return found_.first && wait.started == found_.first->started && wait.stopped == found_.first->stopped;
  }
  std::optional<Open> take_running() {
    if (running() == nullptr) return std::nullopt;
    std::optional<Open> taken = std::move(all_.back());
    all_.pop_back();
    return taken;
  }
  static Open together(Open one, const Open& other) {
    one.wait.started = std::min(one.wait.started, other.wait.started);
    one.wait.ran.insert(one.wait.ran.end(), other.wait.ran.begin(), other.wait.ran.end());
    one.wait.ran = united(std::move(one.wait.ran));
    one.wait.resumed = one.wait.resumed || other.wait.resumed;
    one.asked.insert(one.asked.end(), other.asked.begin(), other.asked.end());
    std::ranges::stable_sort(one.asked, {}, &Message::at);
    one.answers.insert(one.answers.end(), other.answers.begin(), other.answers.end());
    return one;
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
  // Of one that runs: its last span has no end, and stays even where it begins at the end of time.
  static void begin_later(Wait& wait, Timestamp at) {
    wait.started = std::max(wait.started, at);
    wait.ran.erase(wait.ran.begin(), std::ranges::find_if(wait.ran, [&](const Span& span) {
                     return span.to > wait.started || span.to == kNever;
                   }));
    wait.ran.front().from = std::max(wait.ran.front().from, wait.started);
  }

  void received(const Event& event) {
    if (was_gone(gone_->withdrawn, event) || (event.note != 0 && !seen_.insert(event.note).second)) return;
    hear({event.note, event.at});
  }
  void hear(const Message& message) {
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
    if (!event.counts_as_answer || was_gone(gone_->taken_back, event)) return;
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

  const Gone* gone_;
  std::set<std::int64_t> seen_;
  std::vector<Open> all_;
  std::vector<Message> pending_;  // came while it was closed
  int course_ = 0;
  Waits found_;
};

// The conversation, with those that became part of it.
class Strands {
 public:
  explicit Strands(std::span<const Event> sorted)
      : gone_{gone(sorted, EventKind::Withdrawn), gone(sorted, EventKind::TakenBack)} {
    for (const Event& event : sorted) {
      if (event.kind == EventKind::MergedIn && event.merged != 0) apart_.insert(event.merged);
    }
    for (const Event& event : sorted) step(event);
  }
  Waits result() && { return std::move(of(0)).result(); }

 private:
  void step(const Event& event) {
    if (event.kind != EventKind::MergedIn) return of(event.strand).step(event);
    const auto known = walks_.find(event.merged);
    apart_.erase(event.merged);
    if (event.merged == 0 || known == walks_.end()) return;  // nothing of it waited
    Walk other = std::move(known->second);
    walks_.erase(known);
    of(event.strand).merge(std::move(other));
  }
  // Of what is no strand, or is merged already, it is this conversation itself.
  Walk& of(std::int64_t strand) {
    return walks_.try_emplace(apart_.contains(strand) ? strand : 0, gone_).first->second;
  }

  Gone gone_;
  std::set<std::int64_t> apart_;  // strands not merged yet
  std::map<std::int64_t, Walk> walks_;
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

std::vector<Span> united(std::vector<Span> spans) {
  std::ranges::sort(spans, {}, &Span::from);
  std::vector<Span> apart;
  for (const Span& span : spans) {
    if (apart.empty() || apart.back().to < span.from) {
      apart.push_back(span);
    } else {
      apart.back().to = std::max(apart.back().to, span.to);
    }
  }
  return apart;
}

Waits waits(std::span<const Event> events) {
  const std::vector<Event> sorted = in_time(events);
  Waits found = Strands(sorted).result();
  found.regimes = regimes(sorted);
  return found;
}

}  // namespace chancery::desk
