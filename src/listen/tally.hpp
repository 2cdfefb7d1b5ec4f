// What a report counted, before it is told. Private to listen.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "listen/cells.hpp"
#include "text/tone.hpp"
#include "trend/baseline.hpp"
#include "trend/burst.hpp"

namespace chancery::listen {

struct TallyHour {
  std::uint64_t posts = 0;  // whether matched or not
  Count matched;
};

struct Tally {
  std::uint64_t events = 0;
  std::uint64_t bad_lines = 0;
  std::uint64_t posts = 0;
  Count matched;
  std::map<std::string, Count> languages;
  std::map<std::string, Count> topics;
  std::map<std::string, Count> countries;
  std::map<std::string, Count> sentiment;               // by tone
  std::map<std::string, text::ToneCount> tone;          // by language
  std::map<std::vector<std::int64_t>, Count> together;  // by the watches that matched, by position from 1
  std::map<Timestamp, TallyHour> hours;
  std::vector<std::map<Timestamp, Count>> bins;  // ten minutes, of each watch; of all where there is none
  std::uint64_t sampled = 0;                     // of what matched no watch
  std::map<std::string, Count> sample_languages;
};

// Rows of which too few people stand behind, and, where rows part a total that is known, those that would give them
// away, are nothing.
[[nodiscard]] std::map<std::string, std::optional<std::int64_t>> shown_rows(const std::map<std::string, Count>& rows,
                                                                            bool part);
// The hours' matched posts by that rule: they part the total.
[[nodiscard]] std::map<Timestamp, std::optional<std::int64_t>> shown_hours(const Tally& tally);
// How many posts matched in all; nothing: too few people wrote them.
[[nodiscard]] std::optional<std::int64_t> shown_total(const Tally& tally);
// How many posts each of `watches` watches matched, by the rule of hidden_watches.
[[nodiscard]] std::vector<std::optional<std::int64_t>> shown_watches(const Tally& tally, std::size_t watches);

struct TallyBurst {
  std::size_t watch = 0;
  trend::Burst burst;
};
// Every burst of ten people at least, by time, of the `watches` watches that are shown (0: of all posts), its posts
// told in tens. The hours of the recording, from its first to its last, are its only history.
[[nodiscard]] std::vector<TallyBurst> bursts(const Tally& tally, std::size_t watches);

}  // namespace chancery::listen
