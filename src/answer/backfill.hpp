// What strangers wrote before the desk was, sorted once: a job that goes on where it stopped, and comes back when it is
// told to (store/jobs.hpp, kind "answer.backfill").
//
// Walks the notes in the order in which they came. What strangers sent becomes messages, our answers to them become
// answers of their time. Then what is over is closed: as answered where the last word is ours, as no_reply where it is
// older than kOpenFor; the rest lies with the desks, flagged imported, its clocks running from that hour. Under the key
// "found" it does the same with what speaks to us and was found by our server, and closes nothing but what began so.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>

#include "answer/intake.hpp"
#include "store/store.hpp"

namespace chancery::answer {

class Backfill {
 public:
  static constexpr std::chrono::days kOpenFor{30};

  // Run by one named thread.
  explicit Backfill(const Incoming& incoming)
      : incoming_(incoming), reader_(incoming.languages, incoming.agenda, incoming.urgency) {}

  // Until stopped: does the job whenever it is due.
  void run(const std::stop_token& stop);
  // The job, if it is due, to its end. Gives how many messages were made.
  Result<std::size_t> work(const std::stop_token& stop = {});

 private:
  struct Progress;
  [[nodiscard]] Result<std::size_t> sort_slice(Progress& progress);
  [[nodiscard]] Status close_slice(Progress& progress);
  [[nodiscard]] Status keep(std::int64_t job, const Progress& progress);

  const Incoming incoming_;
  NoteReader reader_;
};

}  // namespace chancery::answer
