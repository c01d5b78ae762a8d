// The text of the model, packed as 3MF packs it with right check sums; a whole ZIP file is taken as it is.
#include <zlib.h>

#include <string>

#include "meshing/formats/solid_reader.h"
#include "tests/fuzz/fuzz.h"

namespace {

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int n = 0; n < bytes; ++n) out += static_cast<char>(value >> 8 * n & 255);
}

/// A ZIP whose entries are stored unpacked.
class Zip {
 public:
  void add(const std::string& name, const std::string& content) {
    const auto place = static_cast<std::uint32_t>(out_.size()), length = static_cast<std::uint32_t>(content.size());
    const auto sum = static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(content.data()), length));
    std::string common;
    put(common, 10, 2), put(common, 0, 2), put(common, 0, 2), put(common, 0, 4);   // version, flags, stored, time
    put(common, sum, 4), put(common, length, 4), put(common, length, 4), put(common, static_cast<std::uint32_t>(name.size()), 2), put(common, 0, 2);
    out_ += "PK\3\4" + common + name + content;
    directory_ += "PK\1\2";
    put(directory_, 10, 2);
    directory_ += common;
    put(directory_, 0, 2), put(directory_, 0, 2), put(directory_, 0, 2), put(directory_, 0, 4), put(directory_, place, 4);
    directory_ += name;
    ++entries_;
  }
  std::string whole() const {
    std::string all = out_ + directory_ + "PK\5\6";
    put(all, 0, 4), put(all, entries_, 2), put(all, entries_, 2), put(all, static_cast<std::uint32_t>(directory_.size()), 4), put(all, static_cast<std::uint32_t>(out_.size()), 4), put(all, 0, 2);
    return all;
  }

 private:
  std::string out_, directory_;
  std::uint32_t entries_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sprue::fuzz::InputFile file("input.3mf");
  std::string bytes(data, data + size);
  if (!bytes.starts_with("PK")) {
    Zip zip;
    zip.add("[Content_Types].xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                                   "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                                   "<Default Extension=\"model\" ContentType=\"application/vnd.ms-package.3dmanufacturing-3dmodel+xml\"/></Types>");
    zip.add("_rels/.rels", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                           "<Relationship Target=\"/3D/3dmodel.model\" Id=\"rel0\" Type=\"http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel\"/></Relationships>");
    zip.add("3D/3dmodel.model", bytes);
    bytes = zip.whole();
  }
  return sprue::fuzz::refused_or([&] { sprue::read_solid(file.with(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())); });
}
