#include "listen/query_address.hpp"

#include "text/fold.hpp"

namespace chancery::listen {

std::string in_queries(std::string_view address) {
  if (address.starts_with('@')) address.remove_prefix(1);
  if (address.starts_with("acct:")) address.remove_prefix(5);
  return text::fold(address);
}

}  // namespace chancery::listen
