#pragma once

#include "domain/domain.h"
#include "engine/codec.h"
#include "engine/decision_record.h"

namespace daybook::domain {

// Calls f(event) with the event as its own type; false where this program does not know it, or its bytes do not fit.
// Text in the event points into the record.
template <class F>
bool visit_event(const EventView& view, F&& f) {
  bool fits = true;
  const bool known = Facts<ShippingDomain>::event(view.header->type, [&]<class Part, class E>() {
    E event{};
    fits = decode(view.payload(), view.header->block_bytes, event);
    if (fits) f(static_cast<const E&>(event));
  });
  return known && fits;
}

}  // namespace daybook::domain
