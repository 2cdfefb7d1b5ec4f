#include "desk/routing.hpp"

#include <algorithm>
#include <tuple>

namespace chancery::desk {
namespace {

using Desks = std::vector<const DeskWork*>;

bool any_of(const std::vector<std::string>& list) {
  return list.empty() || std::ranges::find(list, "*") != list.end();
}

bool has(const std::vector<std::string>& list, const std::string& one) {
  return std::ranges::find(list, one) != list.end();
}

bool names_any(const std::vector<std::string>& list, const std::vector<std::string>& said) {
  return std::ranges::any_of(said, [&](const std::string& one) { return has(list, one); });
}

// "zh-Hant" is read where zh is. What is in no known language is read by whoever reads anything.
bool reads(const DeskWork& desk, const std::string& language) {
  if (desk.languages.empty()) return false;
  if (language.empty() || language == "und" || has(desk.languages, "*") || has(desk.languages, language)) return true;
  return has(desk.languages, language.substr(0, language.find('-')));
}

bool is_full(const DeskWork& desk) {
  return desk.capacity > 0 && desk.open >= desk.capacity;
}

// Those for which it is true, if there are any; tells whether it narrowed to them.
template <class Test>
bool narrow(Desks& desks, const Test& test) {
  Desks some;
  std::ranges::copy_if(desks, std::back_inserter(some), [&](const DeskWork* desk) { return test(*desk); });
  if (some.empty()) return false;
  desks = std::move(some);
  return true;
}

Matter matter_of(const Facts& facts, const Rules::Fitting& fitting) {
  return fitting.matter.value_or(facts.matter);
}

int urgency_of(const Facts& facts, const Rules::Fitting& fitting) {
  return std::clamp(fitting.urgency.value_or(facts.urgency), 0, 3);
}

class Decision {
 public:
  Decision(const Facts& facts, const Rules::Fitting& fitting, std::span<const DeskWork> desks)
      : facts_(facts), fitting_(fitting), desks_(desks) {}

  Routed decide() && {
    found_.matter = matter_of(facts_, fitting_);
    found_.urgency = urgency_of(facts_, fitting_);
    found_.marks = fitting_.marks;
    if (const DeskWork* ruled = by_rule()) {
      found_.desk = ruled->id;
    } else if (const DeskWork* fitting = by_work()) {
      found_.desk = overflow(*fitting).id;
    } else if (const DeskWork* last = front()) {
      why("front", {});
      found_.desk = last->id;
    }
    return std::move(found_);
  }

 private:
  void why(std::string code, std::string value) { found_.why.push_back({std::move(code), std::move(value)}); }
  [[nodiscard]] const DeskWork* of(DeskId id) const {
    const auto found = std::ranges::find(desks_, id, &DeskWork::id);
    return found == desks_.end() ? nullptr : &*found;
  }
  // Where none says it is the front desk, the least of all is.
  [[nodiscard]] const DeskWork* front() const {
    const DeskWork* least = nullptr;
    for (const DeskWork& desk : desks_) {
      if (desk.front) return &desk;
      if (least == nullptr || desk.id < least->id) least = &desk;
    }
    return least;
  }

  const DeskWork* by_rule() {
    const DeskWork* desk = fitting_.desk ? of(*fitting_.desk) : nullptr;
    if (desk == nullptr) return nullptr;
    why("rule", std::to_string(fitting_.rules.empty() ? 0 : fitting_.rules.back()));
    if (!reads(*desk, facts_.language)) why("other_language", facts_.language);
    return desk;
  }

  const DeskWork* by_work() {
    Desks left;
    for (const DeskWork& desk : desks_) {
      if (reads(desk, facts_.language)) left.push_back(&desk);
    }
    if (left.empty()) return nullptr;
    const bool known = !facts_.language.empty() && facts_.language != "und";
    if (known) why("language", facts_.language);
    const bool life = asks_who_is_covered(facts_, fitting_);
    if (life && !narrow(left, [](const DeskWork& desk) { return desk.covered; })) {
      why("closed", {});
      return nullptr;
    }
    if (life) why("life", {});
    by_place(left);
    by_topic(left);
    return least_loaded(left);
  }
  void by_place(Desks& left) {
    const auto country = [&](const DeskWork& desk) { return names_any(desk.countries, facts_.countries); };
    const auto abroad = [&](const DeskWork& desk) {
      return any_of(desk.countries) && has(facts_.countries, desk.mission_country);
    };
    const auto mission = [&](const DeskWork& desk) {
      return facts_.mission_id != 0 && desk.mission == facts_.mission_id;
    };
    if (narrow(left, country) || narrow(left, abroad)) {
      why("country", facts_.countries.front());
    } else {
      // Not to a desk for other countries, while there is another.
      narrow(left, [](const DeskWork& desk) { return any_of(desk.countries); });
      if (narrow(left, mission)) why("mission", std::to_string(facts_.mission_id));
    }
  }
  void by_topic(Desks& left) {
    const auto topic = [&](const DeskWork& desk) { return names_any(desk.topics, facts_.topics); };
    if (narrow(left, topic)) {
      const auto covered = [&](const std::string& one) {
        return std::ranges::any_of(left, [&](const DeskWork* desk) { return has(desk->topics, one); });
      };
      why("topic", *std::ranges::find_if(facts_.topics, covered));
    } else {
      narrow(left, [](const DeskWork& desk) { return any_of(desk.topics); });
    }
  }
  const DeskWork* least_loaded(const Desks& left) {
    if (left.size() > 1) why("load", {});
    const auto load = [](const DeskWork* desk) {
      const double share = desk->capacity > 0 ? static_cast<double>(desk->open) / desk->capacity : 0;
      return std::tuple(share, desk->open, desk->id);
    };
    return *std::ranges::min_element(left, {}, load);
  }

  // From desk to desk while they are full; the last takes it all the same, for somebody must.
  const DeskWork& overflow(const DeskWork& first) {
    const DeskWork* desk = &first;
    for (std::size_t steps = 0; is_full(*desk) && steps < desks_.size(); ++steps) {
      const DeskWork* next = of(desk->overflow);
      if (next == nullptr || next == &first || !reads(*next, facts_.language)) break;
      why("overflow", desk->id.text());
      desk = next;
    }
    return *desk;
  }

  const Facts& facts_;
  const Rules::Fitting& fitting_;
  std::span<const DeskWork> desks_;
  Routed found_;
};

}  // namespace

bool asks_who_is_covered(const Facts& facts, const Rules::Fitting& fitting) {
  return matter_of(facts, fitting) == Matter::Life || urgency_of(facts, fitting) == 3;
}

Routed route(const Facts& facts, const Rules::Fitting& fitting, std::span<const DeskWork> desks) {
  return Decision(facts, fitting, desks).decide();
}

}  // namespace chancery::desk
