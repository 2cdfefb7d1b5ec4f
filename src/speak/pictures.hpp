// Pictures people uploaded for posts and profiles: what is known of each. The bytes are files (media/files.hpp).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "speak/post_body.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::speak {

struct Picture {
  MediaId id;
  std::string large;  // file name: SHA-256 and extension; the address is BASE/media/<name>
  std::string small;  // the same as `large` where the picture is small
  std::string media_type;
  int width = 0;  // of `large`, pixels
  int height = 0;
  std::string blurhash;
  staff::UserId uploaded_by;
  Timestamp uploaded_at;

  // What an approval is bound to.
  [[nodiscard]] std::string sha256() const { return large.substr(0, large.find('.')); }
};

void insert_picture(store::Transaction& tx, const Picture& picture);
[[nodiscard]] std::optional<Picture> picture_by_id(store::Transaction& tx, MediaId id);
[[nodiscard]] std::optional<Picture> picture_by_id(store::Snapshot& snapshot, MediaId id);

// Pictures no version of a post and no profile uses, uploaded before `before`: takes their rows away and gives them.
// Their files may go unless file_in_use() says that another picture is the same: see picture_files.hpp.
[[nodiscard]] std::vector<Picture> take_unused_pictures(store::Transaction& tx, Timestamp before, std::size_t limit);
[[nodiscard]] bool file_in_use(store::Transaction& tx, std::string_view file);
// Files that are to be looked at again and removed if nothing uses them.
void add_unused_file(store::Transaction& tx, std::string_view file);
void forget_unused_file(store::Transaction& tx, std::string_view file);
[[nodiscard]] std::vector<std::string> unused_files(store::Transaction& tx, std::size_t limit);

}  // namespace chancery::speak
