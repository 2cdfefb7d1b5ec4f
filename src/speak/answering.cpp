#include "speak/answering.hpp"

#include "store/actors.hpp"
#include "store/notes.hpp"

namespace chancery::speak {

Status may_answer(store::Transaction& tx, const PostBody& body, const PublicActors& known, Timestamp now) {
  const auto asked = body.in_reply_to ? store::note_by_id(tx, body.in_reply_to) : std::nullopt;
  if (!asked || !asked->fetched) return {};
  const auto above = asked->in_reply_to_note ? store::note_by_id(tx, asked->in_reply_to_note) : std::nullopt;
  if (above && above->account) return {};  // she answered us, though her server did not say so
  const auto author = store::actor_by_uri(tx, asked->attributed_to);
  if (author && known && known(tx, *author, now)) return {};
  return fail(Errc::Forbidden, "an answer to who did not write to us",
              "in_reply_to: she spoke to others, not to us: nobody is answered who did not write to us");
}

}  // namespace chancery::speak
