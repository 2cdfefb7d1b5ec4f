#include "trend/silence.hpp"

#include <algorithm>
#include <cmath>

#include "trend/counts.hpp"
#include "trend/state.hpp"

namespace chancery::trend {

SilenceStep SilenceDetector::add(const SilenceHour& hour) {
  SilenceStep step;
  if (last_ && hour.from <= *last_) return step;
  last_ = hour.from;
  if (hour.source_gap || hour.total_ratio < rule_.global_drop || !hour.expected.known()) return step;
  const double ratio = std::min(1.0, hour.total_ratio);
  const double expected = hour.expected.value * ratio;
  const double variance = std::max(hour.expected.variance * ratio * ratio, expected);
  const double surprise = surprise_below(hour.count, expected, variance);
  const bool quiet =
      expected >= rule_.least_expected && hour.count <= rule_.share * expected && surprise >= rule_.surprise;
  if (quiet) {
    if (!silence_) silence_ = Silence{.from = hour.from};
    silence_->n += hour.count;
    silence_->expected += expected;
    silence_->score = std::max(silence_->score, (expected - hour.count) / std::sqrt(variance));
    silence_->surprise = std::max(silence_->surprise, surprise);
    silence_->total_ratio = std::min(silence_->total_ratio, hour.total_ratio);
    ++silence_->hours;
    loud_hours_ = 0;
    if (!told_ && silence_->hours >= rule_.hours_to_begin) {
      told_ = true;
      step.alert = silence_;
    }
    return step;
  }
  // At night there is too little to hear to say that it is over.
  if (!silence_ || expected <= 0 || hour.count < rule_.recovered * expected ||
      (told_ && expected < rule_.least_expected && hour.count < rule_.least_expected)) {
    return step;
  }
  if (loud_hours_++ == 0) loud_from_ = hour.from;
  if (told_ && loud_hours_ < rule_.hours_to_end) return step;
  silence_->to = loud_from_;
  if (told_) step.ended = std::move(silence_);
  silence_.reset();
  told_ = false;
  loud_hours_ = 0;
  return step;
}

std::optional<Silence> SilenceDetector::current() const {
  return told_ ? silence_ : std::nullopt;
}

void SilenceDetector::write(StateWriter& out) const {
  out.u8(static_cast<std::uint8_t>((last_ ? 1 : 0) | (silence_ ? 2 : 0) | (told_ ? 4 : 0)));
  if (last_) out.time(*last_);
  if (!silence_) return;
  out.time(silence_->from);
  for (const double value :
       {silence_->n, silence_->expected, silence_->score, silence_->surprise, silence_->total_ratio}) {
    out.f64(value);
  }
  out.varint(static_cast<std::uint64_t>(silence_->hours));
  out.varint(static_cast<std::uint64_t>(loud_hours_));
  out.time(loud_from_);
}

void SilenceDetector::read(StateReader& in) {
  *this = SilenceDetector(rule_);
  const std::uint8_t flags = in.u8();
  in.require(flags < 8 && ((flags & 4) == 0 || (flags & 2) != 0));
  if ((flags & 1) != 0) last_ = in.time();
  if ((flags & 2) == 0) return;
  Silence silence;
  silence.from = in.time();
  for (double* value : {&silence.n, &silence.expected, &silence.score, &silence.surprise, &silence.total_ratio}) {
    *value = in.f64(0, 1e18);
  }
  silence.hours = static_cast<int>(in.number(1'000'000));
  loud_hours_ = static_cast<int>(in.number(1'000));
  loud_from_ = in.time();
  silence_ = silence;
  told_ = (flags & 4) != 0;
}

std::string SilenceDetector::save() const {
  StateWriter out;
  out.tag("SIL1");
  write(out);
  return std::move(out).take();
}

Result<SilenceDetector> SilenceDetector::restore(std::string_view bytes, SilenceRule rule) {
  StateReader in(bytes);
  in.tag("SIL1");
  SilenceDetector result(rule);
  result.read(in);
  if (auto status = in.finish("silence detector"); !status) return fail(status.error());
  return result;
}

}  // namespace chancery::trend
