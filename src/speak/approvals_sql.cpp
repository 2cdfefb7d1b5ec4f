#include "speak/approvals.hpp"
#include "store/sql.hpp"

namespace chancery::speak {

std::vector<PostId> awaiting_approval(store::Snapshot& snapshot, activity::AccountId account, staff::UserId user) {
  std::vector<PostId> found;
  auto query = store::connection(snapshot).query(
      "SELECT id FROM post WHERE account = ? AND status = 'submitted' AND NOT EXISTS (SELECT 1 FROM post_writer AS w"
      " WHERE w.post = post.id AND w.version = post.version AND w.user = ?) ORDER BY id");
  query.bind(account, user);
  while (query.step()) found.push_back(query.id<PostId>(0));
  return found;
}

}  // namespace chancery::speak
