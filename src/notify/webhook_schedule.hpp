// What an answer means, and when a message and its receiver are tried again. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"

namespace chancery::notify {

inline constexpr int kWebhookTries = 8;
inline constexpr std::chrono::hours kPausedAfter{72};  // of nothing but failures
// After so many failures in a row a success brings forward all that waits.
inline constexpr int kWebhookTrouble = 5;

enum class WebhookVerdict { Delivered, Failed, Gone };

struct WebhookAnswer {
  WebhookVerdict verdict = WebhookVerdict::Failed;
  int status = 0;                                   // 0: no answer came
  std::optional<std::chrono::seconds> retry_after;  // it asked for it
};
// 2xx is delivered; 410 says that nothing more is wanted; all else, redirects too, failed.
[[nodiscard]] WebhookAnswer judge_answer(const Result<net::IncomingResponse>& answer, Timestamp now);

// How long after its n-th try (from 1) a message waits for the next: 5 s, 5 min, 30 min, 3 h, 12 h, 24 h, 36 h, spread
// by a quarter either way by `random` in [0, 1). Nothing after the last.
[[nodiscard]] std::optional<std::chrono::milliseconds> next_try(int attempts, double random);
// How long a receiver that failed so often in a row is left alone: 5 s, doubled each time, at most 12 h, spread as
// above.
[[nodiscard]] std::chrono::milliseconds left_alone(int failures, double random);

}  // namespace chancery::notify
