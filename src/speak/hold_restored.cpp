#include "speak/hold_restored.hpp"

#include <fmt/format.h>

#include <string>

#include "speak/post_rows.hpp"
#include "staff/audit.hpp"

namespace chancery::speak {

std::size_t hold_restored(store::Transaction& tx, std::string_view by, Timestamp now, std::string_view reason) {
  auto waiting = rows::posts_standing(tx, PostStatus::Approved);
  for (auto& post : waiting) {
    post.status = PostStatus::Held;
    post.changed_at = now;
    rows::put_state(tx, post);
    rows::append_step(
        tx, post.id,
        {.at = now, .actor = std::string(by), .step = "hold", .version = post.version, .reason = std::string(reason)});
  }
  if (!rows::hold(tx)) rows::put_hold(tx, {{}, now, std::string(reason)});
  staff::append_audit(tx, now, by, "posts.hold", fmt::format("posts {}", reason));
  return waiting.size();
}

}  // namespace chancery::speak
