#include "engine/app/array_pack.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "engine/app/picture.h"
#include "engine/core/error.h"

namespace sprue {

static_assert(std::endian::native == std::endian::little);

template <class T>
ArrayPack::Entry ArrayPack::append(const std::vector<T>& values, const char* type) {
  bytes_.resize((bytes_.size() + 3) / 4 * 4, '\0');
  const Entry entry{bytes_.size(), values.size(), type, false};
  bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  return entry;
}

ArrayPack::Entry ArrayPack::add(const std::vector<std::uint8_t>& values) { return append(values, "u8"); }
ArrayPack::Entry ArrayPack::add(const std::vector<std::uint32_t>& values) { return append(values, "u32"); }

ArrayPack::Entry ArrayPack::add(std::vector<std::uint16_t> values, bool differences) {
  if (differences)
    for (std::size_t n = values.size(); n-- > 1;) values[n] = static_cast<std::uint16_t>(values[n] - values[n - 1]);
  Entry entry = append(values, "u16");
  entry.differences = differences;
  return entry;
}

std::string ArrayPack::text() const {
  uLongf size = compressBound(static_cast<uLong>(bytes_.size()));
  std::string packed(size, '\0');
  const int result = compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes_.data()), static_cast<uLong>(bytes_.size()), 6);
  SPRUE_ASSERT(result == Z_OK);   // the buffer is as large as zlib asks for
  packed.resize(size);
  return base64(packed);
}

Quantised quantised(const std::vector<double>& values) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double v : values)
    if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  Quantised result;
  if (low > high) low = high = 0;
  result.low = low;
  result.quantum = (high - low) / (Quantised::nothing - 1);
  result.q.reserve(values.size());
  for (const double v : values)
    result.q.push_back(!std::isfinite(v)         ? Quantised::nothing
                       : result.quantum > 0 ? static_cast<std::uint16_t>(std::lround((v - low) / result.quantum))
                                            : std::uint16_t{0});
  return result;
}

}  // namespace sprue
