#include "speak/picture_files.hpp"

#include <string>
#include <vector>

#include "staff/audit.hpp"

namespace chancery::speak {
namespace {

constexpr std::size_t kSlice = 50;
constexpr int kTries = 4;

Status put_files(media::Files& files, const media::Picture& made, Picture& picture) {
  const auto large = files.put(made.large);
  if (!large) return fail(large.error());
  const auto small = files.put(made.small);
  if (!small) return fail(small.error());
  picture.large = large->text();
  picture.small = small->text();
  return {};
}

bool has(const media::Files& files, std::string_view file) {
  const auto name = media::FileName::parse(file);
  return name && files.find(*name);
}

// One file that no row names any more; on the writer's thread, where no row can come meanwhile.
Result<bool> remove_file(store::Transaction& tx, media::Files& files, const std::string& file) {
  const bool used = file_in_use(tx, file);
  if (const auto name = media::FileName::parse(file); name && !used) {
    if (auto removed = files.remove(*name); !removed) return fail(removed.error());
  }
  forget_unused_file(tx, file);
  return !used;
}

}  // namespace

Result<Picture> keep_picture(store::Store& store, media::Files& files, const media::Picture& made,
                             const staff::User& by, std::string_view action) {
  Picture picture{.id = store.ids().make<MediaId>(),
                  .large = {},
                  .small = {},
                  .media_type = std::string(media::media_type_of(made.large.format)),
                  .width = static_cast<int>(made.large.width),
                  .height = static_cast<int>(made.large.height),
                  .blurhash = made.blurhash,
                  .uploaded_by = by.id,
                  .uploaded_at = store.clock().now()};
  for (int i = 0; i < kTries; ++i) {
    if (auto put = put_files(files, made, picture); !put) return fail(put.error());
    const auto kept = store.write_now([&](store::Transaction& tx) -> Result<bool> {
      // They may have been there already, and been removed as nobody's since put_files() found them.
      if (!has(files, picture.large) || !has(files, picture.small)) return false;
      insert_picture(tx, picture);
      staff::append_audit(tx, picture.uploaded_at, staff::audit_actor(by), action, "media:" + picture.id.text());
      return true;
    });
    if (!kept) return fail(kept.error());
    if (*kept) return picture;
  }
  return fail(Errc::Unavailable, "the files of a picture vanish as they are written",
              "the picture could not be stored; try again");
}

Result<std::size_t> remove_unused_pictures(store::Store& store, media::Files& files, Timestamp now,
                                           const std::stop_token& stop) {
  for (std::size_t taken = kSlice; taken == kSlice && !stop.stop_requested();) {
    const auto done = store
                          .write(store::Lane::Bulk,
                                 [&](store::Transaction& tx) -> Result<std::size_t> {
                                   const auto unused = take_unused_pictures(tx, now - kUnusedKept, kSlice);
                                   for (const auto& picture : unused) {
                                     add_unused_file(tx, picture.large);
                                     add_unused_file(tx, picture.small);
                                   }
                                   return unused.size();
                                 })
                          .get();
    if (!done) return fail(done.error());
    taken = *done;
  }
  std::size_t removed = 0;
  for (bool more = true; more && !stop.stop_requested();) {
    const auto done = store
                          .write(store::Lane::Bulk,
                                 [&](store::Transaction& tx) -> Result<bool> {
                                   const auto waiting = unused_files(tx, kSlice);
                                   for (const auto& file : waiting) {
                                     const auto gone = remove_file(tx, files, file);
                                     if (!gone) return fail(gone.error());
                                     removed += *gone ? 1 : 0;
                                   }
                                   return waiting.size() == kSlice;
                                 })
                          .get();
    if (!done) return fail(done.error());
    more = *done;
  }
  return removed;
}

}  // namespace chancery::speak
