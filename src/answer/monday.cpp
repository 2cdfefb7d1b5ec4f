#include "answer/monday.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "answer/monday_rows.hpp"
#include "base/spaced.hpp"

namespace chancery::answer {
namespace {

using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::sys_days;

std::optional<microseconds> median(std::vector<microseconds>& values) {
  if (values.empty()) return std::nullopt;
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

// The figures of one week, as the rows come.
class Week {
 public:
  Week(const Reader& reader, const WeekSpan& span, const desk::Calendars& calendars)
      : reader_(reader), span_(span), calendars_(calendars) {
    for (const auto desk : reader.rights.desks(staff::DeskAction::Read)) found_.desks[desk] = {};
  }

  void asked(const rows::AskedRow& row) {
    if (!counts(row.of)) return;
    const auto weeks = row.at >= span_.from ? 0 : 1 + static_cast<int>((span_.from - row.at) / days{7});
    if (weeks == 0 && asked_.insert(row.conversation).second) each(row.of, [](auto& figures) { ++figures.asked; });
    if (row.of.is_qa) return;
    for (auto& topic : from_between_spaces(row.topics)) topics_.emplace(std::move(topic), weeks, row.conversation);
  }
  void answered(const rows::AnsweredRow& row) {
    if (!counts(row.of)) return;
    each(row.of, [](auto& figures) { ++figures.answered; });
    if (!row.first_in || !row.first_out || *row.first_out < span_.from || *row.first_out >= span_.to) return;
    const auto took = calendars_.calendar(row.of.desk).open_between(*row.first_in, *row.first_out);
    took_[{row.of.desk, row.of.is_qa}].push_back(took);
    took_[{DeskId{}, row.of.is_qa}].push_back(took);
  }
  void open(const rows::OpenRow& row) {
    if (!counts(row.of)) return;
    each(row.of, [&](auto& figures) {
      figures.open += row.open;
      figures.overdue += row.overdue;
    });
  }

  Monday finish() {
    for (auto& [of, values] : took_) {
      auto& at = of.first ? found_.desks[of.first] : found_.all;
      (of.second ? at.qa : at.dialogue).first_answer = median(values);
    }
    found_.topics = topics();
    return std::move(found_);
  }

 private:
  [[nodiscard]] bool counts(const rows::Counted& of) const {
    if (!found_.desks.contains(of.desk)) return false;
    return !of.is_private || reader_.rights.may(staff::DeskAction::ReadPrivate, of.desk);
  }
  template <class Fn>
  void each(const rows::Counted& of, Fn fn) {
    for (auto* at : {&found_.desks[of.desk], &found_.all}) fn(of.is_qa ? at->qa : at->dialogue);
  }
  [[nodiscard]] std::vector<TopicNews> topics() const {
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> counted;  // now, before
    for (const auto& [topic, weeks, conversation] : topics_) {
      auto& [now, before] = counted[topic];
      ++(weeks == 0 ? now : before);
    }
    std::vector<TopicNews> news;
    for (const auto& [topic, numbers] : counted) {
      const auto [now, before] = numbers;
      if (now == 0) continue;
      const auto usual = static_cast<double>(before) / kWeeksBefore;
      news.push_back({topic, now, usual, now >= 3 && static_cast<double>(now) > 2 * usual});
    }
    std::ranges::stable_sort(news, std::ranges::greater{},
                             [](const TopicNews& one) { return std::pair{one.is_new, one.asked}; });
    return news;
  }

  const Reader& reader_;
  const WeekSpan span_;
  const desk::Calendars& calendars_;
  Monday found_;
  std::set<ConversationId> asked_;
  std::set<std::tuple<std::string, int, ConversationId>> topics_;      // topic, weeks before, who
  std::map<std::pair<DeskId, bool>, std::vector<microseconds>> took_;  // by desk (none: all) and whether of a Q&A
};

}  // namespace

WeekSpan week_of(const desk::Zone& zone, sys_days day) {
  const auto since = std::chrono::weekday(day) - std::chrono::Monday;
  const sys_days monday = day - since;
  return {zone.instant({monday}), zone.instant({monday + days{7}})};
}

WeekSpan last_week(const desk::Zone& zone, Timestamp now) {
  return week_of(zone, sys_days(zone.local(now).day) - days{7});
}

Monday monday(store::Snapshot& snapshot, const Reader& reader, const WeekSpan& week, const desk::Calendars& calendars) {
  Week counted(reader, week, calendars);
  const WeekSpan with_those_before{week.from - days{7 * kWeeksBefore}, week.to};
  rows::each_asked(snapshot, with_those_before, [&](const auto& row) { counted.asked(row); });
  rows::each_answered(snapshot, week, [&](const auto& row) { counted.answered(row); });
  rows::each_open(snapshot, [&](const auto& row) { counted.open(row); });
  return counted.finish();
}

}  // namespace chancery::answer
