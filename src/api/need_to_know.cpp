#include "api/need_to_know.hpp"

#include <algorithm>

#include "answer/chains.hpp"
#include "answer/conversations.hpp"
#include "answer/replies.hpp"
#include "speak/account_rights.hpp"
#include "staff/rights.hpp"
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

bool NeedToKnow::at_desk(answer::ConversationId conversation) {
  if (!conversation || !staff::can(reader_.role, staff::Action::ReadDesk)) return false;
  if (!eyes_) eyes_ = answer::reader_of(snapshot_, reader_);
  return answer::conversation(snapshot_, conversation, *eyes_).has_value();
}

bool NeedToKnow::decides(activity::AccountId account) {
  return speak::may(snapshot_, reader_, account, speak::AccountRight::Approve) ||
         speak::may(snapshot_, reader_, account, speak::AccountRight::Publish);
}

bool NeedToKnow::is_asked(const speak::Post& post) {
  if (!staff::can(reader_.role, staff::Action::WorkDesk)) return false;
  if (!eyes_) eyes_ = answer::reader_of(snapshot_, reader_);
  return std::ranges::any_of(answer::clearances_of(snapshot_, post.id.value, post.digest), [&](const auto& one) {
    const bool open = one.state == desk::ClearanceState::Waiting || one.state == desk::ClearanceState::Escalated;
    return open && eyes_->rights.may(staff::DeskAction::Clear, one.desk);
  });
}

bool NeedToKnow::may_read_whole(const speak::Post& post) {
  const auto reply = answer::reply_of_post(snapshot_, post.id.value);
  if (!reply) return concerns(post.body.account);
  if (at_desk(reply->conversation)) return true;
  return answer::is_among_few(snapshot_, reply->conversation) ? decides(post.body.account)
                                                              : concerns(post.body.account);
}

bool NeedToKnow::may_read(const speak::Post& post) {
  if (post.status == speak::PostStatus::Sent && for_everyone(post.body.visibility)) {
    // An answer is never more public than what it answers, whatever its draft says.
    const auto said = post.body.in_reply_to ? store::note_by_id(snapshot_, post.note) : std::nullopt;
    if (!said || for_everyone(said->visibility)) return true;
  }
  return may_read_whole(post);
}

bool NeedToKnow::may_read(const activity::Note& note) {
  if (for_everyone(note.visibility)) return true;
  const auto conversation = answer::conversation_of_note(snapshot_, note.id);
  if (at_desk(conversation)) return true;
  if (note.account) return !answer::is_among_few(snapshot_, conversation) && concerns(note.account);
  if (conversation) return false;
  const auto answered = note.in_reply_to_note ? store::note_by_id(snapshot_, note.in_reply_to_note) : std::nullopt;
  if (answered && answered->account && concerns(answered->account)) return true;
  return std::ranges::any_of(note.parts.mentions, [&](const activity::Mention& mention) {
    const auto named = addresses_.account_in(mention.actor);
    return named && concerns(*named);
  });
}

bool NeedToKnow::may_read_answered(const speak::Post& post, const activity::Note& asked) {
  if (may_read(asked)) return true;
  const auto reply = answer::reply_of_post(snapshot_, post.id.value);
  return reply && reply->parent == asked.id && (decides(post.body.account) || is_asked(post));
}

}  // namespace chancery::api
