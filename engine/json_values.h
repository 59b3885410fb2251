#pragma once

// How single values look in JSON. A reader returns what is wrong with the value, or an empty
// string.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/values.h"

namespace daybook::json {

std::string date_text(Date date);
std::string stamp_text(Stamp stamp);

std::string read_signed(const boost::json::value& json, std::int64_t min, std::int64_t max, std::int64_t& out);
std::string read_unsigned(const boost::json::value& json, std::uint64_t max, std::uint64_t& out);
std::string read_bool(const boost::json::value& json, bool& out);
std::string read_id(const boost::json::value& json, Id& out);
std::string read_date(const boost::json::value& json, Date& out);
std::string read_stamp(const boost::json::value& json, Stamp& out);
// `out` points into `json`.
std::string read_text(const boost::json::value& json, std::size_t max_bytes, std::string_view& out);
std::string read_name(const boost::json::value& json, std::span<const std::string> names, std::size_t& index);
std::string read_array(const boost::json::value& json, std::size_t max_items);
// Also that every field of the object is one of `names`; `path` is set to the one that is not.
std::string read_object(const boost::json::value& json, std::span<const std::string_view> names, std::string& path);

boost::json::object integer_schema(boost::json::value minimum, boost::json::value maximum);
boost::json::object id_schema(std::string_view aggregate);
boost::json::object text_schema(std::size_t max_bytes);
boost::json::object names_schema(std::span<const std::string> names);
// "ship_to" is "Ship to".
std::string title(std::string_view field);

}  // namespace daybook::json
