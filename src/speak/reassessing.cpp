#include "speak/reassessing.hpp"

#include "speak/post_rows.hpp"
#include "speak/post_step.hpp"

namespace chancery::speak {

Status renew_cautions(store::Transaction& tx, PostId id, int version, std::string_view cautions) {
  const auto post = rows::post(tx, id);
  if (!post) return fail(Errc::NotFound, "there is no such post");
  if (auto same = check_version(*post, version); !same) return same;
  rows::put_cautions(tx, id, version, cautions);
  return {};
}

}  // namespace chancery::speak
