// Deletes what was heard once its time is over, through a job that survives restarts: posts 30 days after they were
// stored; alerts, gaps of a stream and the hours of the intake, which hold no text and no author, after 400; how many
// people reacted to a public actor's post after 180, and the sketches that tell them apart after a day.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string_view>

#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::listen {

inline constexpr std::chrono::days kRetention{30};
// A year and the month that a yearly report takes to be written.
inline constexpr std::chrono::days kRecordsKept{400};
inline constexpr std::string_view kRetentionJob = "listen.retention";  // the kind of its job

// Deletes what was heard of the sample. Fails with what the store said.
[[nodiscard]] Result<bool> forget_sample(store::Store& listen);

// Thread safety: `run` has a named thread of its own, made in cli; `run_due` for tests and between.
class Retention {
 public:
  // Borrows listen.db's store for its lifetime.
  explicit Retention(store::Store& listen) : listen_(listen) {}

  // Deletes in slices what is past its time, when the job is due, and schedules the next run in an hour. Gives how
  // many posts went; 0 when nothing was due. Fails with what the store said; the job stays.
  [[nodiscard]] Result<std::int64_t> run_due();
  // Until stopped.
  void run(std::stop_token stop);

 private:
  store::Store& listen_;
};

}  // namespace chancery::listen
