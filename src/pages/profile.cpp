#include "pages/profile.hpp"

namespace chancery::pages {

Profile profile_of(store::Snapshot& /*snapshot*/, const activity::Account& /*account*/) {
  return {};
}

}  // namespace chancery::pages
