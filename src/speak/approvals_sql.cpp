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

std::vector<staff::UserId> approved_what_left(store::Snapshot& snapshot, PostId id) {
  std::vector<staff::UserId> found;
  auto query = store::connection(snapshot).query(
      "SELECT user FROM post_approval WHERE post = ? AND version = coalesce("
      "(SELECT min(version) FROM post_step WHERE post = ? AND step = 'send'),"
      " (SELECT version FROM post WHERE id = ?)) AND NOT EXISTS (SELECT 1 FROM post_release AS r"
      " WHERE r.post = post_approval.post AND r.version = post_approval.version) ORDER BY at, user");
  query.bind(id, id, id);
  while (query.step()) found.push_back(query.id<staff::UserId>(0));
  return found;
}

UnderWay under_way(store::Snapshot& snapshot, activity::AccountId account) {
  auto query = store::connection(snapshot).query(
      "SELECT status, count(*) FROM post WHERE (? = 0 OR account = ?) AND status IN ('submitted', 'approved', 'held')"
      " GROUP BY status");
  query.bind(account, account);
  UnderWay found;
  while (query.step()) {
    auto& counted = query.text(0) == to_string(PostStatus::Submitted)  ? found.submitted
                    : query.text(0) == to_string(PostStatus::Approved) ? found.approved
                                                                       : found.held;
    counted = static_cast<int>(query.integer(1));
  }
  return found;
}

}  // namespace chancery::speak
