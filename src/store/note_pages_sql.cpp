#include "store/engine.hpp"
#include "store/note_pages.hpp"

namespace chancery::store {

std::string strangers_note_at(Snapshot& snapshot, std::string_view address) {
  auto query = snapshot.connection().query(
      "SELECT uri FROM note WHERE uri = ?1 AND account IS NULL"
      " UNION ALL SELECT uri FROM note INDEXED BY note_page WHERE url = ?1 AND account IS NULL AND url <> uri"
      " UNION ALL SELECT uri FROM source_note WHERE ours = 0 AND (uri = ?1 OR url = ?1) LIMIT 1");
  return query.bind(address).step() ? std::string(query.text(0)) : std::string();
}

}  // namespace chancery::store
