#include "meshing/dxf_document.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/core/error.h"
#include "meshing/drawing_file.h"

namespace sprue {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r") - from + 1);
}

[[noreturn]] void damaged(const std::string& file, std::uint32_t line, const std::string& what, std::string_view value) {
  throw InputError(what, file + ":" + std::to_string(line), std::string(value.substr(0, 60)),
                   "save the drawing again as ASCII DXF");
}

template <class Number>
Number parsed(const std::string& file, std::uint32_t line, std::string_view text, const char* what) {
  Number number{};
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (result.ec != std::errc() || result.ptr != digits.data() + digits.size()) damaged(file, line, what, text);
  return number;
}

/// Group after group of the text.
class Groups {
 public:
  explicit Groups(const DxfDocument& document) : file_(document.file), rest_(document.text) {}

  /// False at the end of the text.
  bool next(DxfGroup& group) {
    std::string_view code;
    do {
      if (!line(code)) return false;
    } while (code.empty() && rest_.find_first_not_of(" \t\r\n") == std::string_view::npos);
    group.code = parsed<int>(file_, line_, code, "not a DXF group code");
    if (!line(group.value)) damaged(file_, line_, "the DXF file ends in the middle of a group", code);
    group.line = line_;
    if (group.code == 999) return next_after_comment(group);
    return true;
  }
  std::uint32_t line_number() const { return line_; }

 private:
  bool next_after_comment(DxfGroup& group) {
    for (int n = 0; n < 10000; ++n) {
      std::string_view code;
      if (!line(code)) return false;
      group.code = parsed<int>(file_, line_, code, "not a DXF group code");
      if (!line(group.value)) return false;
      group.line = line_;
      if (group.code != 999) return true;
    }
    damaged(file_, line_, "more than 10000 comments on end", "");
  }

  bool line(std::string_view& text) {
    if (rest_.empty()) return false;
    const auto end = rest_.find('\n');
    text = trimmed(rest_.substr(0, end));
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
    ++line_;
    return true;
  }

  const std::string& file_;
  std::string_view rest_;
  std::uint32_t line_ = 0;
};

class Reader {
 public:
  explicit Reader(DxfDocument& out) : out_(out), groups_(out) {}

  void read() {
    while (step()) {
      if (group_.code != 0) damaged(out_.file, group_.line, "a section of the DXF is expected", group_.value);
      if (group_.value == "EOF") return;
      if (group_.value != "SECTION" || !step() || group_.code != 2)
        damaged(out_.file, group_.line, "a section of the DXF is expected", group_.value);
      section(std::string(group_.value));
    }
    damaged(out_.file, groups_.line_number(), "the DXF file ends before its EOF", "");
  }

 private:
  bool step() { return groups_.next(group_); }

  /// Steps; the file must not end here.
  void must_step(const char* where) {
    if (!step()) damaged(out_.file, groups_.line_number(), "the DXF file ends before its EOF", where);
  }

  bool at(std::string_view word) const { return group_.code == 0 && group_.value == word; }

  void section(const std::string& name) {
    must_step(name.c_str());
    while (!at("ENDSEC")) {
      if (name == "HEADER") {
        header_variable();
      } else if (name == "TABLES" && at("LAYER")) {
        layer();
      } else if (name == "BLOCKS" && at("BLOCK")) {
        block();
      } else if (name == "ENTITIES" && group_.code == 0) {
        entity(out_.entities);
      } else {
        must_step(name.c_str());
      }
    }
  }

  void header_variable() {
    const bool units = group_.code == 9 && group_.value == "$INSUNITS";
    must_step("HEADER");
    if (units && group_.code == 70) out_.units = static_cast<int>(out_.whole(group_));
  }

  void layer() {
    DxfEntity entry;
    collect(entry);
    const DxfGroup* name = entry.find(2);
    if (!name) return;
    DxfLayer& layer = out_.layers[std::string(name->value)];
    const long colour = out_.whole(entry, 62, 7);
    layer.colour = static_cast<int>(std::abs(std::clamp(colour, -256L, 256L)));
    layer.off = colour < 0 || (out_.whole(entry, 70, 0) & 1);
    layer.true_colour = rgb(entry);
  }

  int rgb(const DxfEntity& entity) const {
    return entity.find(420) ? static_cast<int>(out_.whole(entity, 420, 0) & 0xffffff) : -1;
  }

  /// All groups up to the next one of code 0.
  void collect(DxfEntity& entity) {
    entity.kind = group_.value;
    entity.line = group_.line;
    bool application_data = false;  // "102 {NAME" to "102 }": handles of other things
    for (must_step(entity.kind.c_str()); group_.code != 0; must_step(entity.kind.c_str())) {
      if (group_.code == 102) application_data = group_.value.starts_with('{');
      if (!application_data && group_.code < 1000) entity.groups.push_back(group_);
    }
  }

  void entity(std::vector<DxfEntity>& all) {
    DxfEntity e;
    collect(e);
    if (const auto* handle = e.find(5)) e.handle = handle->value;
    if (const auto* layer = e.find(8)) e.layer = layer->value;
    e.colour = static_cast<int>(std::clamp(out_.whole(e, 62, 256), -1L, 256L));
    e.true_colour = rgb(e);
    e.on_paper = out_.whole(e, 67, 0) == 1;
    e.visible = out_.whole(e, 60, 0) == 0;
    while (e.kind == "POLYLINE" && at("VERTEX")) collect(e.vertices.emplace_back());
    if (e.kind != "SEQEND") all.push_back(std::move(e));
  }

  void block() {
    DxfEntity head;
    collect(head);
    const DxfGroup* name = head.find(2);
    DxfBlock& block = out_.blocks[name ? std::string(name->value) : ""];
    block.base = {out_.number(head, 10, 0), out_.number(head, 20, 0)};
    while (!at("ENDBLK")) {
      if (at("ENDSEC")) damaged(out_.file, group_.line, "a block without its end", "ENDSEC");
      entity(block.entities);
    }
    DxfEntity end;
    collect(end);
  }

  DxfDocument& out_;
  Groups groups_;
  DxfGroup group_;
};

}  // namespace

const DxfGroup* DxfEntity::find(int code) const {
  for (const auto& group : groups)
    if (group.code == code) return &group;
  return nullptr;
}

double DxfDocument::number(const DxfGroup& group) const {
  const double value = parsed<double>(file, group.line, group.value, "not a number");
  if (!(std::abs(value) <= 1e12)) damaged(file, group.line, "a number that is not finite or beyond 1e12", group.value);
  return value;
}

long DxfDocument::whole(const DxfGroup& group) const {
  return parsed<long>(file, group.line, group.value, "not a whole number");
}

double DxfDocument::number(const DxfEntity& entity, int code, double otherwise) const {
  const DxfGroup* group = entity.find(code);
  return group ? number(*group) : otherwise;
}

long DxfDocument::whole(const DxfEntity& entity, int code, long otherwise) const {
  const DxfGroup* group = entity.find(code);
  return group ? whole(*group) : otherwise;
}

DxfDocument read_dxf_document(const std::filesystem::path& file) {
  DxfDocument out;
  out.file = file.string();
  out.text = drawing_bytes(file);
  if (out.text.starts_with("AutoCAD Binary DXF") || out.text.starts_with("AC10"))
    throw InputError("a binary drawing (binary DXF or DWG)", file.string(), out.text.substr(0, 6), "save it as ASCII DXF");
  Reader(out).read();
  return out;
}

}  // namespace sprue
