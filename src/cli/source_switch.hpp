// Starts and stops the one stream that is listened to: the public Bluesky stream, the sample, or a recording.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "activity/public_post.hpp"
#include "activity/source_control.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/address_guard.hpp"
#include "net/url.hpp"
#include "store/store.hpp"

namespace chancery::cli {

struct SourceSwitchOptions {
  std::string jetstream;               // its address
  std::string compression = "none";    // listen.jetstream_compression
  std::filesystem::path dictionary;    // listen.jetstream_dictionary
  std::filesystem::path dictionaries;  // the folder where fetched ones are kept
  net::AddressGuard guard;
  std::string user_agent;
  std::string replay;       // a recording's path; empty: none was given
  double replay_speed = 1;  // above zero
  // Set for the fictional ministry: its talk, whose story ends then, takes the sample's place.
  std::function<Timestamp()> demo_story_ends;
  // What takes the place of the sample's invented country, so that the institution's own watch hears it.
  std::function<std::string()> stand_in;
  // Called before the sample or a real stream starts: what was heard of the sample goes.
  std::function<void()> forget_sample;
  // Told what a person chose, to be taken up again after a restart.
  std::function<void(activity::SourceKind)> chosen;
};

// Thread safety: any thread.
class SourceSwitch final : public activity::SourceControl {
 public:
  // Borrows sink, clock and listen.db's store (cursors) for its lifetime.
  SourceSwitch(SourceSwitchOptions options, activity::PostSink& sink, const Clock& clock, const store::Store& listen);
  ~SourceSwitch() override;

  [[nodiscard]] Status start(activity::SourceKind kind) override;
  void stop() override;
  [[nodiscard]] activity::SourceStatus status() const override;
  // Stops for the process's end: what was chosen stays chosen.
  void pause();

 private:
  struct Running;

  [[nodiscard]] Result<std::string> fetch(const net::Url& url) const;
  [[nodiscard]] std::unique_ptr<Running> make(activity::SourceKind kind);
  // What runs, handed out so that nobody waits for its thread while holding the lock.
  [[nodiscard]] std::unique_ptr<Running> take();

  const SourceSwitchOptions options_;
  activity::PostSink& sink_;
  const Clock& clock_;
  const store::Store& listen_;
  std::mutex turn_;  // one start or stop at a time
  mutable std::mutex mutex_;
  std::unique_ptr<Running> running_;  // guarded by mutex_
};

}  // namespace chancery::cli
