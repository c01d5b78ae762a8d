#include "engine/core/checkpoint.h"

#include <hdf5.h>

#include <array>
#include <cstring>

#include "engine/core/atomic_file.h"
#include "engine/core/checksum.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr std::size_t head_size = 512;  // HDF5 user block
constexpr char magic[8] = {'s', 'p', 'r', 'u', 'e', 'c', 'k', 'p'};
constexpr std::uint32_t format_version = 5;

struct Head {
  char magic[8];
  std::uint32_t version, reserved;
  std::uint64_t length, sum;  // of the bytes behind the user block
};

struct FileSum {
  std::uint64_t length = 0, sum = sum_start;
};

FileSum sum_behind_head(std::ifstream& in) {
  FileSum result;
  std::vector<char> buffer(1 << 20);
  in.clear();
  in.seekg(head_size);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    result.sum = add_to_sum(result.sum, buffer.data(), static_cast<std::size_t>(in.gcount()));
    result.length += static_cast<std::uint64_t>(in.gcount());
  }
  return result;
}

/// An HDF5 identifier closed at the end of its life.
class Id {
 public:
  Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Id() {
    if (id_ >= 0) close_(id_);
  }
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

hid_t type_of(double) { return H5T_NATIVE_DOUBLE; }
hid_t type_of(float) { return H5T_NATIVE_FLOAT; }
hid_t type_of(std::int32_t) { return H5T_NATIVE_INT32; }
hid_t type_of(std::int64_t) { return H5T_NATIVE_INT64; }
hid_t type_of(char) { return H5T_NATIVE_CHAR; }

struct Writer {
  hid_t file;
  std::string name;

  template <class T>
  void array(const std::string& label, const std::vector<T>& values) {
    const hsize_t n = values.size(), chunk = std::min<hsize_t>(std::max<hsize_t>(n, 1), 1 << 16);
    const Id properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    if (n > 0) {
      H5Pset_chunk(properties, 1, &chunk);
      H5Pset_fletcher32(properties);
    }
    const Id space(H5Screate_simple(1, &n, nullptr), H5Sclose);
    const Id set(H5Dcreate2(file, label.c_str(), type_of(T{}), space, H5P_DEFAULT, properties, H5P_DEFAULT),
                 H5Dclose);
    if (set < 0 || (n > 0 && H5Dwrite(set, type_of(T{}), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0))
      throw InputError("checkpoint could not be written: " + label, name, "", "free space on the disk");
  }
};

struct Reader {
  hid_t file;
  std::string name;
  std::uint64_t file_size;

  template <class T>
  void array(const std::string& label, std::vector<T>& values) {
    const std::string remedy = "delete it and run again without --resume";
    const Id set(H5Dopen2(file, label.c_str(), H5P_DEFAULT), H5Dclose);
    if (set < 0) throw InputError("checkpoint lacks " + label, name, "", remedy);
    const Id space(H5Dget_space(set), H5Sclose);
    const Id type(H5Dget_type(set), H5Tclose);
    hsize_t n = 0;
    if (H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_dims(space, &n, nullptr) != 1 ||
        H5Tequal(type, type_of(T{})) <= 0 || n > file_size / sizeof(T))
      throw InputError("checkpoint holds " + label + " in another shape", name, "", remedy);
    values.resize(n);
    if (n > 0 && H5Dread(set, type_of(T{}), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
      throw InputError("checkpoint is damaged in " + label, name, "", remedy);
  }
};

/// Both directions from one list: a row of numbers per record.
class Row {
 public:
  Row(std::vector<double>& table, std::size_t& at, bool writing)
      : table_(table), at_(at), writing_(writing) {}
  template <class T>
  Row& operator()(T& value) {
    if (writing_)
      table_.push_back(static_cast<double>(value));
    else
      value = static_cast<T>(table_[at_++]);
    return *this;
  }
  Row& operator()(Vec3& v) { return (*this)(v.x)(v.y)(v.z); }

 private:
  std::vector<double>& table_;
  std::size_t& at_;
  bool writing_;
};

void columns(Row& row, GasPocket& p) {
  row(p.id)(p.mass)(p.temperature)(p.pressure)(p.volume)(p.lost)(p.vented)(p.where);
}
void columns(Row& row, Parcel& p) { row(p.position)(p.velocity)(p.metal)(p.enthalpy)(p.stuck); }
void columns(Row& row, PocketEvent& e) { columns(row(e.time)(e.cavity), e.pocket); }
void columns(Row& row, PocketSample& s) { columns(row(s.time)(s.event)(s.other), s.pocket); }
void columns(Row& row, HistorySample& h) {
  row(h.time)(h.metal)(h.inflow)(h.enthalpy_in)(h.heat_out)(h.max_speed)(h.solid_fraction)(h.shrinkage);
}

template <class T>
std::size_t column_count() {
  std::vector<double> table;
  std::size_t at = 0;
  Row row(table, at, true);
  T one;
  columns(row, one);
  return table.size();
}

template <class T>
void table(Writer& out, const std::string& label, std::vector<T>& rows) {
  std::vector<double> numbers;
  std::size_t at = 0;
  Row row(numbers, at, true);
  for (T& r : rows) columns(row, r);
  out.array(label, numbers);
}

template <class T>
void table(Reader& in, const std::string& label, std::vector<T>& rows) {
  std::vector<double> numbers;
  in.array(label, numbers);
  const std::size_t width = column_count<T>();
  if (numbers.size() % width != 0)
    throw InputError("checkpoint holds " + label + " in another shape", in.name, "",
                     "delete it and run again without --resume");
  rows.resize(numbers.size() / width);
  std::size_t at = 0;
  Row row(numbers, at, false);
  for (T& r : rows) columns(row, r);
}

void text(Writer& out, const std::string& label, std::string& value) {
  out.array(label, std::vector<char>(value.begin(), value.end()));
}
void text(Reader& in, const std::string& label, std::string& value) {
  std::vector<char> bytes;
  in.array(label, bytes);
  value.assign(bytes.begin(), bytes.end());
}

std::array<double*, 19> numbers(CastingState& s) {
  return {&s.time,    &s.metal_in, &s.metal_out,    &s.enthalpy_in, &s.enthalpy_out,  &s.heat_out,
          &s.gas_out, &s.gas_in, &s.last_dt,  &s.heat_step, &s.heat_lag,    &s.progress_time, &s.progress_metal,
          &s.poured,  &s.inlet_pressure, &s.answered_time, &s.retired_volume, &s.parcel_metal_made, &s.parcel_metal_returned};
}
void scalars(Writer& out, CastingState& s) {
  std::vector<double> v;
  for (double* p : numbers(s)) v.push_back(*p);
  out.array("state/numbers", v);
  out.array("state/counts",
            std::vector<std::int64_t>{s.step, static_cast<std::int64_t>(s.phase), s.next_pocket_id,
                                      s.parcels_made, s.parcels_returned});
}
void scalars(Reader& in, CastingState& s) {
  std::vector<double> v;
  std::vector<std::int64_t> n;
  in.array("state/numbers", v);
  in.array("state/counts", n);
  if (v.size() != numbers(s).size() || n.size() != 5 || n[1] < 0 ||
      n[1] > static_cast<std::int64_t>(Phase::done))
    throw InputError("checkpoint holds other totals", in.name, "",
                     "delete it and run again without --resume");
  std::size_t at = 0;
  for (double* p : numbers(s)) *p = v[at++];
  s.step = n[0];
  s.phase = static_cast<Phase>(n[1]);
  s.next_pocket_id = static_cast<std::int32_t>(n[2]);
  s.parcels_made = n[3];
  s.parcels_returned = n[4];
}

/// The one list of what a checkpoint holds; Archive is Writer or Reader.
template <class Archive>
void visit(Archive& a, Checkpoint& c) {
  text(a, "scene", c.scene);
  text(a, "domain", c.domain);
  CastingState& s = c.state;
  scalars(a, s);
  a.array("state/metal", s.metal);
  a.array("state/velocity_x", s.velocity[0]);
  a.array("state/velocity_y", s.velocity[1]);
  a.array("state/velocity_z", s.velocity[2]);
  a.array("state/pressure", s.pressure);
  a.array("state/enthalpy", s.enthalpy);
  a.array("state/pocket", s.pocket);
  a.array("state/mould_temperature", s.mould_temperature);
  a.array("state/skin", s.skin);
  a.array("state/shrinkage", s.shrinkage);
  table(a, "state/pockets", s.pockets);
  table(a, "state/parcels", s.parcels);
  Record& r = c.record;
  a.array("record/arrival", r.arrival);
  a.array("record/arrival_temperature", r.arrival_temperature);
  a.array("record/meeting_temperature", r.meeting_temperature);
  a.array("record/solidification", r.solidification);
  a.array("record/below_liquidus", r.below_liquidus);
  a.array("record/solid_40", r.solid_40);
  a.array("record/solid_90", r.solid_90);
  a.array("record/solid_99", r.solid_99);
  a.array("record/critical_time", r.critical_time);
  a.array("record/cooling_rate", r.cooling_rate);
  a.array("record/cut_off", r.cut_off);
  a.array("record/shrinkage_void", r.shrinkage_void);
  table(a, "record/pockets", r.pockets);
  table(a, "record/pocket_history", r.pocket_history);
  table(a, "record/history", r.history);
}

std::string attachment_names(const Checkpoint& c) {
  std::string names;
  for (const auto& [name, bytes] : c.attachments) {
    SPRUE_ASSERT(name.find_first_of("/\n") == std::string::npos && !name.empty());
    names += name + "\n";
  }
  return names;
}

void read_attachments(Reader& in, Checkpoint& c) {
  std::string names;
  text(in, "attachments/names", names);
  for (std::size_t begin = 0, end; (end = names.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string name = names.substr(begin, end - begin);
    text(in, "attachments/item_" + name, c.attachments[name]);
  }
}

void write_body(const std::filesystem::path& file, Checkpoint& c, const std::string& shown) {
  const Id creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  H5Pset_userblock(creation, head_size);
  const Id h5(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, creation, H5P_DEFAULT), H5Fclose);
  if (h5 < 0)
    throw InputError("cannot write checkpoint", shown, "", "check the folder's rights and free space");
  for (const char* group : {"state", "record", "attachments"}) {
    const Id made(H5Gcreate2(h5, group, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  }
  Writer out{h5, shown};
  visit(out, c);
  std::string names = attachment_names(c);
  text(out, "attachments/names", names);
  for (auto& [name, bytes] : c.attachments) text(out, "attachments/item_" + name, bytes);
  if (H5Fflush(h5, H5F_SCOPE_GLOBAL) < 0)
    throw InputError("checkpoint could not be written", shown, "", "free space on the disk");
}

/// The head of a whole checkpoint; throws for any other file.
Head require_whole(const std::filesystem::path& file) {
  const std::string shown = file.string();
  const std::string remedy = "delete it and run again without --resume";
  std::ifstream in(file, std::ios::binary);
  if (!in) throw InputError("no checkpoint here", shown, "", "run `sprue cast` first, or drop --resume");
  Head head{};
  in.read(reinterpret_cast<char*>(&head), sizeof head);
  if (!in || std::memcmp(head.magic, magic, sizeof magic) != 0)
    throw InputError("this is not a checkpoint of sprue", shown, "", remedy);
  if (head.version != format_version)
    throw InputError("checkpoint of another format version", shown, std::to_string(head.version),
                     "this program reads version " + std::to_string(format_version) + "; " + remedy);
  const FileSum found = sum_behind_head(in);
  if (found.length < head.length)
    throw InputError("checkpoint is truncated", shown,
                     std::to_string(found.length) + " of " + std::to_string(head.length) + " bytes", remedy);
  if (found.length > head.length || found.sum != head.sum)
    throw InputError("checkpoint is damaged", shown, "checksum differs", remedy);
  return head;
}

void quiet_hdf5() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

}  // namespace

void write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint) {
  quiet_hdf5();
  AtomicFile out(file);
  out.stream().close();
  // The list of fields serves both directions, so it takes what it reads by plain reference; writing changes
  // nothing.
  write_body(out.temporary(), const_cast<Checkpoint&>(checkpoint), file.string());
  Head head{};
  std::memcpy(head.magic, magic, sizeof magic);
  head.version = format_version;
  {
    std::ifstream in(out.temporary(), std::ios::binary);
    const FileSum found = sum_behind_head(in);
    head.length = found.length;
    head.sum = found.sum;
  }
  std::fstream front(out.temporary(), std::ios::binary | std::ios::in | std::ios::out);
  front.write(reinterpret_cast<const char*>(&head), sizeof head);
  front.close();
  if (!front)
    throw InputError("checkpoint could not be written", file.string(), "", "free space on the disk");
  out.commit();
}

Checkpoint read_checkpoint(const std::filesystem::path& file) {
  quiet_hdf5();
  const Head head = require_whole(file);
  const Id h5(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (h5 < 0)
    throw InputError("checkpoint is damaged", file.string(), "", "delete it and run again without --resume");
  Reader in{h5, file.string(), head.length};
  Checkpoint c;
  visit(in, c);
  read_attachments(in, c);
  return c;
}

void require_domain(const Checkpoint& c, const Domain& domain, const std::filesystem::path& file) {
  const std::string mine = domain_hash(domain);
  const std::size_t n = domain.grid.flow_slots();
  bool same = c.domain == mine && c.state.mould_temperature.size() == domain.grid.slots() &&
              c.state.pocket.size() == n;
  for (const Field<double>* f : {&c.state.metal, &c.state.velocity[0], &c.state.velocity[1],
                                 &c.state.velocity[2], &c.state.pressure, &c.state.enthalpy})
    same = same && f->size() == n;
  for (const Field<double>* f : {&c.state.skin, &c.state.shrinkage})
    same = same && (f->empty() || f->size() == n);
  for (const Field<float>* f : {&c.record.arrival, &c.record.arrival_temperature,
                                &c.record.meeting_temperature, &c.record.solidification, &c.record.below_liquidus,
                                &c.record.solid_40, &c.record.solid_90, &c.record.solid_99, &c.record.critical_time, &c.record.cooling_rate, &c.record.cut_off, &c.record.shrinkage_void})
    same = same && f->size() == n;
  if (!same)
    throw InputError("checkpoint belongs to another domain", file.string(),
                     c.domain + ", this one is " + mine,
                     "restore the scene it was made with, or run again without --resume");
}

}  // namespace sprue
