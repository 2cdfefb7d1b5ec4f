// What the week's figures are made of, for monday.cpp alone.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "answer/monday.hpp"

namespace chancery::answer::rows {

// Whose a figure is.
struct Counted {
  DeskId desk;
  bool is_private = false;
  bool is_qa = false;
};

struct AskedRow {
  Counted of;
  ConversationId conversation;
  Timestamp at;
  std::string topics;  // between spaces
};
void each_asked(store::Snapshot& snapshot, const WeekSpan& span, const std::function<void(const AskedRow&)>& take);

// Of each conversation that was answered then, once.
struct AnsweredRow {
  Counted of;
  std::optional<Timestamp> first_in;  // none: it was there before the desk was
  std::optional<Timestamp> first_out;
};
void each_answered(store::Snapshot& snapshot, const WeekSpan& span,
                   const std::function<void(const AnsweredRow&)>& take);

struct OpenRow {
  Counted of;
  std::int64_t open = 0;
  std::int64_t overdue = 0;
};
void each_open(store::Snapshot& snapshot, const std::function<void(const OpenRow&)>& take);

}  // namespace chancery::answer::rows
