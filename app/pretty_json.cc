#include "app/pretty_json.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace daybook::app {

namespace {

void append(std::string& text, const boost::json::value& json, std::size_t indent);

// Short lists of plain values stay on one line.
bool is_plain(const boost::json::array& items) {
  return std::none_of(items.begin(), items.end(), [](const auto& item) { return item.is_structured(); });
}

template <class Items, class F>
void append_items(std::string& text, const Items& items, char open, char close, std::size_t indent, F&& append_item) {
  text += open;
  bool first = true;
  for (const auto& item : items) {
    text += first ? "\n" : ",\n";
    first = false;
    text.append(indent + 2, ' ');
    append_item(item);
  }
  text += '\n';
  text.append(indent, ' ');
  text += close;
}

void append(std::string& text, const boost::json::value& json, std::size_t indent) {
  if (json.is_object() && !json.get_object().empty()) {
    append_items(text, json.get_object(), '{', '}', indent, [&](const auto& entry) {
      text += boost::json::serialize(boost::json::value(entry.key())) + ": ";
      append(text, entry.value(), indent + 2);
    });
  } else if (json.is_array() && !is_plain(json.get_array())) {
    append_items(text, json.get_array(), '[', ']', indent, [&](const auto& item) { append(text, item, indent + 2); });
  } else {
    text += boost::json::serialize(json);
  }
}

}  // namespace

std::string pretty(const boost::json::value& json) {
  std::string text;
  append(text, json, 0);
  return text + "\n";
}

}  // namespace daybook::app
