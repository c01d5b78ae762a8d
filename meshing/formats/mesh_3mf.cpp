#include "meshing/formats/mesh_3mf.h"

#include <Model/COM/NMR_DLLInterfaces.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "meshing/formats/lib3mf_handle.h"

namespace sprue {

namespace {

constexpr double apart = 5e-3;  // m, between bodies of the build

struct Box {
  Vec3 low{HUGE_VAL, HUGE_VAL, HUGE_VAL}, high{-HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
};

Box box_of(const TriangleMesh& mesh) {
  Box box;
  for (const Vec3& v : mesh.vertices) {
    box.low = {std::min(box.low.x, v.x), std::min(box.low.y, v.y), std::min(box.low.z, v.z)};
    box.high = {std::max(box.high.x, v.x), std::max(box.high.y, v.y), std::max(box.high.z, v.z)};
  }
  return box;
}

/// lib3mf draws random UUIDs; ours count, so that the same bodies give the same bytes.
std::string uuid(unsigned kind, std::size_t number) {
  char text[40];
  std::snprintf(text, sizeof text, "5b4e7c10-%04x-4000-8000-%012zx", kind, number);
  return text;
}

class Writer {
 public:
  Writer(const std::vector<Paint3mf>& paints, const std::filesystem::path& file) : file_(file) {
    check(NMR::lib3mf_createmodel(model_.out()));
    check(NMR::lib3mf_model_setunit(model_, NMR::MODELUNIT_MILLIMETER));
    check(NMR::lib3mf_model_setbuilduuidutf8(model_, uuid(0, 0).c_str()));
    check(NMR::lib3mf_model_addbasematerialgroup(model_, paints_.out()));
    check(NMR::lib3mf_basematerial_getresourceid(paints_, &group_));
    for (const Paint3mf& p : paints) {
      DWORD number = 0;
      check(NMR::lib3mf_basematerial_addmaterialutf8(paints_, p.name.c_str(), p.colour[0], p.colour[1], p.colour[2], &number));
      numbers_.push_back(number);
    }
  }

  void add(const Body3mf& body) {
    if (!body.mesh || body.mesh->triangles.empty()) return;
    Handle<NMR::PLib3MFModelMeshObject> object;
    check(NMR::lib3mf_model_addmeshobject(model_, object.out()));
    check(NMR::lib3mf_object_setnameutf8(object, body.name.c_str()));
    check(NMR::lib3mf_object_setuuidutf8(object, uuid(1, ++count_).c_str()));
    add_geometry(*body.mesh, object);
    paint(body, object);
    Handle<NMR::PLib3MFModelBuildItem> item;
    NMR::MODELTRANSFORM place = next_place(*body.mesh);
    check(NMR::lib3mf_model_addbuilditem(model_, object, &place, item.out()));
    check(NMR::lib3mf_builditem_setuuidutf8(item, uuid(2, count_).c_str()));
  }

  void write() {
    AtomicFile target(file_);
    target.stream().close();
    Handle<NMR::PLib3MFModelWriter> writer;
    check(NMR::lib3mf_model_querywriter(model_, "3mf", writer.out()));
    check(NMR::lib3mf_writer_writetofileutf8(writer, target.temporary().c_str()));
    target.commit();
  }

 private:
  void check(int result) const {
    if (result == 0) return;
    char code[16];
    std::snprintf(code, sizeof code, "0x%08X", static_cast<unsigned>(result));
    throw InputError("lib3mf cannot write the file", file_.string(), std::string("error ") + code, "check that the folder may be written and the disk has room");
  }

  void add_geometry(const TriangleMesh& mesh, NMR::PLib3MFModelMeshObject* object) const {
    std::vector<NMR::MODELMESHVERTEX> vertices;
    std::vector<NMR::MODELMESHTRIANGLE> triangles;
    for (const Vec3& v : mesh.vertices) vertices.push_back({{static_cast<float>(1e3 * v.x), static_cast<float>(1e3 * v.y), static_cast<float>(1e3 * v.z)}});
    for (const auto& t : mesh.triangles) triangles.push_back({{t[0], t[1], t[2]}});
    check(NMR::lib3mf_meshobject_setgeometry(object, vertices.data(), static_cast<DWORD>(vertices.size()), triangles.data(), static_cast<DWORD>(triangles.size())));
  }

  void paint(const Body3mf& body, NMR::PLib3MFModelMeshObject* object) const {
    Handle<NMR::PLib3MFDefaultPropertyHandler> whole;
    check(NMR::lib3mf_object_createdefaultpropertyhandler(object, whole.out()));
    check(NMR::lib3mf_defaultpropertyhandler_setbasematerial(whole, group_, numbers_.at(body.paint)));
    if (body.triangle_paint.empty()) return;
    SPRUE_ASSERT(body.triangle_paint.size() == body.mesh->triangles.size());
    std::vector<DWORD> groups(body.triangle_paint.size(), group_), paints;
    for (std::uint32_t p : body.triangle_paint) paints.push_back(numbers_.at(p));
    Handle<NMR::PLib3MFPropertyHandler> each;
    check(NMR::lib3mf_meshobject_createpropertyhandler(object, each.out()));
    check(NMR::lib3mf_propertyhandler_setbasematerialarray(each, groups.data(), paints.data()));
  }

  /// To the right of what was placed before, its low corner at y = z = 0.
  NMR::MODELTRANSFORM next_place(const TriangleMesh& mesh) {
    const Box box = box_of(mesh);
    const double shift[3] = {next_ - box.low.x, -box.low.y, -box.low.z};
    next_ += box.high.x - box.low.x + apart;
    NMR::MODELTRANSFORM t{};
    for (int axis = 0; axis < 3; ++axis) t.m_fFields[axis][axis] = 1, t.m_fFields[axis][3] = static_cast<float>(1e3 * shift[axis]);
    return t;
  }

  std::filesystem::path file_;
  Handle<NMR::PLib3MFModel> model_;
  Handle<NMR::PLib3MFModelBaseMaterial> paints_;
  DWORD group_ = 0;
  std::vector<DWORD> numbers_;
  std::size_t count_ = 0;
  double next_ = 0;  // m
};

}  // namespace

void write_3mf(const std::vector<Body3mf>& bodies, const std::vector<Paint3mf>& paints, const std::filesystem::path& file) {
  SPRUE_ASSERT(bodies.size() <= 0xffff);
  Writer writer(paints, file);
  for (const Body3mf& body : bodies) writer.add(body);
  writer.write();
}

}  // namespace sprue
