#include "api/need_to_know.hpp"

#include <algorithm>

#include "speak/account_rights.hpp"
#include "store/notes.hpp"

namespace chancery::api {
namespace {

bool for_everyone(activity::Visibility visibility) {
  return visibility <= activity::Visibility::Unlisted;
}

}  // namespace

bool NeedToKnow::concerns(activity::AccountId account) {
  const auto known = known_.find(account);
  if (known != known_.end()) return known->second;
  const bool held = std::ranges::any_of(
      speak::kAccountRights, [&](speak::AccountRight right) { return speak::may(snapshot_, reader_, account, right); });
  return known_.emplace(account, held).first->second;
}

bool NeedToKnow::may_read(const speak::Post& post) {
  return concerns(post.body.account) || (post.status == speak::PostStatus::Sent && for_everyone(post.body.visibility));
}

bool NeedToKnow::may_read(const activity::Note& note) {
  if (for_everyone(note.visibility)) return true;
  if (note.account) return concerns(note.account);
  const auto answered = note.in_reply_to_note ? store::note_by_id(snapshot_, note.in_reply_to_note) : std::nullopt;
  if (answered && answered->account && concerns(answered->account)) return true;
  return std::ranges::any_of(note.parts.mentions, [&](const activity::Mention& mention) {
    const auto named = addresses_.account_in(mention.actor);
    return named && concerns(*named);
  });
}

}  // namespace chancery::api
