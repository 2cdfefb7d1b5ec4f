// A step of a post's way: how each begins, what it may ask, and how it ends. For speak/ alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "speak/posts.hpp"

namespace chancery::speak {

// Who does what to which post, when: what every step needs.
struct Step {
  store::Transaction& tx;
  const Acting& acting;
  std::string_view name;
  int version = 0;                                // it is about; 0: the one that stands
  std::optional<Timestamp> since = std::nullopt;  // as in PostStep
};

// The step cannot be taken from here; `what` tells the person why.
[[nodiscard]] tl::unexpected<Error> stands_elsewhere(std::string_view what);

// The post as the step finds it, if this person may take the step at all.
[[nodiscard]] Result<Post> begin(const Step& step, PostId id, AccountRight right);
// The same for either of two rights; the hint names the second.
[[nodiscard]] Result<Post> begin_with_either(const Step& step, PostId id, AccountRight one, AccountRight other);
// Writes where the post stands now and what was done. `saved_again`: a draft rewritten in place, of which the audit log
// hears once a sitting.
void settle(const Step& step, Post& post, std::string_view reason = {}, bool saved_again = false);
// The same; gives it as it is stored.
Post end(const Step& step, Post post, std::string_view reason = {}, bool saved_again = false);

[[nodiscard]] Status check_version(const Post& post, int version);
inline constexpr std::size_t kMaxReason = 1'000;  // characters
[[nodiscard]] Status check_reason(std::string_view reason);
[[nodiscard]] bool has_left(const Post& post);
// Its account stays, it is complete, and what it shares or quotes and whom it answers allow it. A change of what was
// sent asks neither of the account nor of whom it answers again.
[[nodiscard]] Status may_leave(const Step& step, const Post& post, const PublicActors& known);

}  // namespace chancery::speak
