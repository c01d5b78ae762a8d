// 3MF files come back from lib3mf's reader with the names, unit, volumes and colours that went in.
#include "meshing/formats/mesh_3mf.h"

#include <gtest/gtest.h>

#include <Model/COM/NMR_DLLInterfaces.h>

#include <sstream>

#include "engine/core/error.h"
#include "meshing/solid.h"
#include "tests/app/program.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
using namespace NMR;
constexpr double mm = 1e-3;

struct ReadBody {
  std::string name;
  double volume = 0;  // mm3, by the divergence theorem over what the file holds
  bool closed = false;
  std::vector<std::array<int, 3>> colours;  // of each triangle
};

struct ReadModel {
  DWORD unit = 0;
  std::vector<ReadBody> bodies;
};

std::array<int, 3> colour_of(PLib3MFModel* model, DWORD group, DWORD number) {
  PLib3MFModelBaseMaterial* materials = nullptr;
  EXPECT_EQ(lib3mf_model_getbasematerialbyid(model, group, &materials), 0);
  BYTE r = 0, g = 0, b = 0, a = 0;
  EXPECT_EQ(lib3mf_basematerial_getdisplaycolor(materials, number, &r, &g, &b, &a), 0);
  lib3mf_release(materials);
  return {r, g, b};
}

ReadBody read_body(PLib3MFModel* model, PLib3MFModelMeshObject* object) {
  ReadBody body;
  char name[200];
  ULONG length = 0;
  EXPECT_EQ(lib3mf_object_getnameutf8(object, name, sizeof name, &length), 0);
  body.name = name;
  DWORD vertices = 0, triangles = 0;
  lib3mf_meshobject_getvertexcount(object, &vertices);
  lib3mf_meshobject_gettrianglecount(object, &triangles);
  TriangleMesh mesh;
  for (DWORD n = 0; n < vertices; ++n) {
    MODELMESHVERTEX v;
    lib3mf_meshobject_getvertex(object, n, &v);
    mesh.vertices.push_back({v.m_fPosition[0], v.m_fPosition[1], v.m_fPosition[2]});
  }
  PLib3MFPropertyHandler* paint = nullptr;
  EXPECT_EQ(lib3mf_meshobject_createpropertyhandler(object, &paint), 0);
  for (DWORD n = 0; n < triangles; ++n) {
    MODELMESHTRIANGLE t;
    lib3mf_meshobject_gettriangle(object, n, &t);
    mesh.triangles.push_back({t.m_nIndices[0], t.m_nIndices[1], t.m_nIndices[2]});
    DWORD group = 0, number = 0;
    EXPECT_EQ(lib3mf_propertyhandler_getbasematerial(paint, n, &group, &number), 0);
    body.colours.push_back(colour_of(model, group, number));
  }
  lib3mf_release(paint);
  BOOL oriented = 0;
  lib3mf_meshobject_ismanifoldandoriented(object, &oriented);
  body.closed = oriented;
  body.volume = volume(mesh);
  return body;
}

ReadModel read(const std::filesystem::path& file) {
  ReadModel result;
  PLib3MFModel* model = nullptr;
  PLib3MFModelReader* reader = nullptr;
  EXPECT_EQ(lib3mf_createmodel(&model), 0);
  EXPECT_EQ(lib3mf_model_queryreader(model, "3mf", &reader), 0);
  EXPECT_EQ(lib3mf_reader_readfromfileutf8(reader, file.c_str()), 0);
  DWORD warnings = 0;
  lib3mf_reader_getwarningcount(reader, &warnings);
  EXPECT_EQ(warnings, 0u);
  lib3mf_model_getunit(model, &result.unit);
  PLib3MFModelResourceIterator* objects = nullptr;
  lib3mf_model_getmeshobjects(model, &objects);
  BOOL more = 0;
  for (lib3mf_resourceiterator_movenext(objects, &more); more; lib3mf_resourceiterator_movenext(objects, &more)) {
    PLib3MFModelResource* object = nullptr;
    lib3mf_resourceiterator_getcurrent(objects, &object);
    result.bodies.push_back(read_body(model, object));
    lib3mf_release(object);
  }
  lib3mf_release(objects), lib3mf_release(reader), lib3mf_release(model);
  return result;
}

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  char line[512];
  while (fgets(line, sizeof line, pipe)) text += line;
  pclose(pipe);
  return text;
}

LayeredMap painted_pin() {
  LayeredMap pin = small_pin();
  pin.layers[1].element = 7;   // the round recess
  return pin;
}

// lib3mf cuts coordinates after the sixth decimal of a millimetre, towards zero: 0.5 nm in the mean on each face, of 12 x 12 x 1.5 mm
// 2 * 0.5e-6 / 12 twice and, where z is no short number, 0.5e-6 / 1.5: under 5e-7 of the volume.
TEST(Mesh3mf, NamesUnitVolumesAndColoursComeBack) {
  const Scratch scratch("3mf");
  std::vector<std::int32_t> tops;
  const TriangleMesh pin = extrude(painted_pin(), &tops), block = extrude(MapMaker{}.face({rectangle(0, 0, 4 * mm, 3 * mm)}, filled(-2 * mm, 0)).result);
  std::vector<std::uint32_t> paint;
  for (std::int32_t e : tops) paint.push_back(e == 7 ? 2 : 0);
  write_3mf({{"part", &pin, 0, paint}, {"mould-lower", &block, 1, {}}, {"nothing", nullptr, 0, {}}}, {{"zamak3", {184, 190, 196}}, {"silicone", {190, 92, 66}}, {"enamel #1d4e89", {0x1d, 0x4e, 0x89}}},
            scratch / "mould.3mf");
  const ReadModel model = read(scratch / "mould.3mf");
  EXPECT_EQ(model.unit, static_cast<DWORD>(MODELUNIT_MILLIMETER));
  ASSERT_EQ(model.bodies.size(), 2u);
  EXPECT_EQ(model.bodies[0].name, "part");
  EXPECT_EQ(model.bodies[1].name, "mould-lower");
  EXPECT_NEAR(model.bodies[0].volume / (1e9 * volume(painted_pin())), 1, 5e-7);
  EXPECT_NEAR(model.bodies[1].volume, 24, 1e-6);
  for (const ReadBody& body : model.bodies) EXPECT_TRUE(body.closed) << body.name;
  // the recess: an area of 24 sides of a circle of 1.7 mm has 22 triangles
  const auto blue = std::count(model.bodies[0].colours.begin(), model.bodies[0].colours.end(), std::array<int, 3>{0x1d, 0x4e, 0x89});
  EXPECT_EQ(blue, 22);
  for (const auto& colour : model.bodies[1].colours) EXPECT_EQ(colour, (std::array<int, 3>{190, 92, 66}));
}

// A slicer is the second reader: two closed bodies, their volumes in mm3 (in metres or inches they would be off by 1e9 or 1.6e4). It computes in
// single precision: 1e-5.
TEST(Mesh3mf, SlicerSeesClosedBodiesInMillimetres) {
  const Scratch scratch("3mf-slicer");
  const TriangleMesh pin = extrude(painted_pin());
  write_3mf({{"part", &pin, 0, {}}, {"master", &pin, 0, {}}}, {{"zamak3", {184, 190, 196}}}, scratch / "mould.3mf");
  std::istringstream said(output_of("prusa-slicer --info '" + (scratch / "mould.3mf").string() + "' 2>/dev/null"));
  std::vector<double> volumes;
  int closed = 0;
  for (std::string line; std::getline(said, line);) {
    if (line.rfind("volume = ", 0) == 0) volumes.push_back(std::stod(line.substr(9)));
    closed += line == "manifold = yes";
  }
  EXPECT_EQ(closed, 2);
  ASSERT_EQ(volumes.size(), 2u);
  for (const double v : volumes) EXPECT_NEAR(v / (1e9 * volume(painted_pin())), 1, 1e-5);
}

// The same bodies give the same bytes: no clock and no random identifiers.
TEST(Mesh3mf, SameBodiesSameBytes) {
  const Scratch scratch("3mf-bytes");
  const TriangleMesh pin = extrude(painted_pin());
  for (const char* name : {"a.3mf", "b.3mf"}) write_3mf({{"part", &pin, 0, {}}}, {{"zamak3", {184, 190, 196}}}, scratch / name);
  EXPECT_TRUE(slurp(scratch / "a.3mf") == slurp(scratch / "b.3mf"));
}

TEST(Mesh3mf, AFolderThatIsNotThereIsAnError) {
  const TriangleMesh pin = extrude(painted_pin());
  EXPECT_THROW(write_3mf({{"part", &pin, 0, {}}}, {{"zamak3", {184, 190, 196}}}, "/nowhere/mould.3mf"), InputError);
}

}  // namespace
}  // namespace sprue
