// The desk that is there before anybody made one: nobody loses what she could do without desks.
#pragma once

#include "activity/actor.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::api {

// Where the institution has a name and there is no desk: mission "Capital" with the "Front desk", for which every
// account speaks. Who may write under an account's name reads, works, leads and writes lines there; who may approve
// reads what was said to few, clears and approves lines; administrators manage. Idempotent: called at each start and
// after the set-up.
[[nodiscard]] Status lay_first_desk(store::Store& store);
// A new account speaks for the front desk's mission, and its owner may do all of that there.
[[nodiscard]] Status join_front_desk(store::Store& store, activity::AccountId account, const staff::User& owner);

}  // namespace chancery::api
