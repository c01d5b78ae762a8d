// Drawings that are damaged, absurd or out to harm: repaired and said, or refused with element, value and remedy; never a file or address fetched.
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "engine/core/error.h"
#include "meshing/polygon.h"
#include "tests/meshing/drawing_maker.h"

namespace sprue {
namespace {

using namespace test;

/// A port of this machine that counts who comes.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address_), size), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &size), 0);
  }
  ~Listener() { close(socket_); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/"; }
  int visitors() const {
    int count = 0;
    for (int s = accept(socket_, nullptr, nullptr); s >= 0; s = accept(socket_, nullptr, nullptr)) ++count, close(s);
    return count;
  }
  void visit() const {
    const int s = ::socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(connect(s, reinterpret_cast<const sockaddr*>(&address_), sizeof address_), 0);
    close(s);
  }

 private:
  int socket_;
  sockaddr_in address_{};
};

/// Counts how often a file is opened (inotify).
class Watch {
 public:
  explicit Watch(const std::filesystem::path& file) : queue_(inotify_init1(IN_NONBLOCK)) { EXPECT_GE(inotify_add_watch(queue_, file.c_str(), IN_OPEN), 0); }
  ~Watch() { close(queue_); }
  int openings() const {
    alignas(inotify_event) char buffer[4096];
    const auto bytes = read(queue_, buffer, sizeof buffer);
    return bytes <= 0 ? 0 : static_cast<int>(static_cast<std::size_t>(bytes) / sizeof(inotify_event));
  }

 private:
  int queue_;
};

std::string refusal(const std::filesystem::path& file, const DesignOptions& options = own_size()) {
  try {
    read_design(file, options);
  } catch (const InputError& e) {
    return e.what();
  }
  ADD_FAILURE() << file << " was read";
  return "";
}

double shown(const Design& design, const std::string& id) {
  const auto& shape = element(design, id).shape;
  return area(unite(shape.rings, shape.rule)) / mm2;
}

TEST(HostileDrawing, NothingOutsideTheFileIsOpened) {
  const auto secret = drawing("secret", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect id='r' width='9' height='9'/></svg>");
  const Listener listener;
  const Watch watch(secret);
  const std::string plain = "<rect id='plain' x='1' y='1' width='9' height='9' fill='#804000'/>";
  for (const std::string& place : {listener.url() + "a.svg", "file://" + secret.string(), secret.string(), secret.filename().string()}) {
    const Design design = read_design(
        page("links", "<?xml-stylesheet href='" + place + "'?><style>@import url(" + place + "); @font-face{font-family:f;src:url(" + place +
                          ")}</style><image href='" + place + "' width='5' height='5'/><use id='away' href='" + place + "#r'/>"
                          "<rect id='painted' x='12' y='1' width='5' height='5' fill='url(" + place + "#r) #804000' filter='url(" + place + "#r)' mask='url(" + place + "#r)'/>"
                          "<text x='1' y='28' font-family='f'><tref href='" + place + "#r'/></text>" + plain),
        own_size());
    EXPECT_NEAR(shown(design, "plain"), 81, 0.01);
    EXPECT_NE(told(design).find("Style sheets outside the file are never fetched"), std::string::npos);
    EXPECT_NE(told(design).find("away: it refers to another file, which is never fetched"), std::string::npos);
    const std::string root = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xi='http://www.w3.org/2001/XInclude' viewBox='0 0 40 30'>";
    read_design(drawing("dtd", "<!DOCTYPE svg SYSTEM '" + place + "'>" + root + "<xi:include href='" + place + "'/>" + plain + "</svg>"), own_size());
    EXPECT_NE(refusal(drawing("entity", "<!DOCTYPE svg [<!ENTITY e SYSTEM '" + place + "'>]>" + root + "&e;</svg>")).find("entities"), std::string::npos);
  }
  EXPECT_EQ(listener.visitors(), 0);
  EXPECT_EQ(watch.openings(), 0);
  listener.visit();   // both would have been seen
  read_design(secret, own_size());
  EXPECT_EQ(listener.visitors(), 1);
  EXPECT_GE(watch.openings(), 1);
}

// Areas by hand: a bow tie is two triangles of 10 x 5 / 2, an open hook is the triangle that its ends close.
TEST(HostileDrawing, ShapesThatCrossOrStayOpenAreFilledAsRenderedAndSaid) {
  const Design design = read_design(page("odd",
                                         "<path id='bow' d='M1 1L11 11V1L1 11z' fill='#800000'/><path id='hook' d='M15 1h8v6' fill='#008000'/>"
                                         "<path id='none' d='M30 5h9z'/><path id='under' d='M15 15h5v5h-5z'/><path id='over' d='M15 15h5v5h-5z'/>"),
                                    own_size());
  const std::string all = told(design);
  EXPECT_NEAR(shown(design, "bow"), 50, 0.01) << "1/256 of a unit times its edges";
  EXPECT_NEAR(shown(design, "hook"), 24, 0.01);
  EXPECT_NE(all.find("cross themselves are filled by their fill rule, as a renderer does: \"bow\"."), std::string::npos) << all;
  EXPECT_NE(all.find("left open are filled as if closed by a straight line: \"hook\"."), std::string::npos) << all;
  EXPECT_NE(all.find("none: it paints nothing"), std::string::npos) << all;
  EXPECT_NE(all.find("under: nothing of it is left to see"), std::string::npos) << all;
}

TEST(HostileDrawing, NumbersThatAreNoneAreNamed) {
  const Design design = read_design(page("numbers",
                                         "<rect id='plain' x='1' y='1' width='9' height='9'/><path id='half' d='M12 1h5v5hNaNz'/><rect id='endless' x='20' y='1' width='inf' height='5'/>"
                                         "<path id='huge' d='M1 20h1e308v5z'/><circle id='neat' cx='30' cy='20' r='5'/><polygon id='lost' points='20,20 25,2x 20,25'/>"),
                                    own_size());
  const std::string all = told(design);
  for (const char* part : {"\"half\": its path data cannot be read from \"NaNz\" on", "\"endless\": its width is \"inf\"", "\"huge\": its path data holds \"1e308\"",
                           "\"lost\": its list of points cannot be read from \"x 20,25\" on"})
    EXPECT_NE(all.find(part), std::string::npos) << part << " is not in\n" << all;
  for (const char* sound : {"plain", "neat"}) EXPECT_EQ(all.find("\"" + std::string(sound) + "\":"), std::string::npos) << all;
}

TEST(HostileDrawing, SizesThatAreNoneAreSaidOrRefused) {
  const auto sized = [](const std::string& attributes) { return drawing("size", "<svg xmlns='http://www.w3.org/2000/svg' " + attributes + "><rect id='a' width='9' height='9'/></svg>"); };
  for (const char* none : {"viewBox='0 0 0 0'", "viewBox='0 0 1e308 1e308'", "viewBox='0 0 -9 -9' width='-5mm' height='-5mm'", "viewBox='0 0 nan nan'"})
    EXPECT_NE(refusal(sized(none)).find("no size"), std::string::npos) << none;
  for (const char* width : {"1e308mm", "0", "wide"}) {
    const std::string all = told(read_design(sized("viewBox='0 0 9 9' width='" + std::string(width) + "' height='9mm'"), own_size()));
    EXPECT_NE(all.find("the width \"" + std::string(width) + "\" that the file states is no physical size"), std::string::npos) << all;
  }
  EXPECT_NE(refusal(sized("viewBox='0 0 9 9' width='5000mm' height='5000mm'")).find("larger than 0.9 m"), std::string::npos);
}

// What lies far beyond the page is cut off there: of a band 2e6 units long the page shows 40 x 10.
TEST(HostileDrawing, AreasBeyondThePageAreCutAndPensRefused) {
  const Design design = read_design(page("far", "<path id='band' d='M-1e6 10h2e6v10h-2e6z'/>"), own_size());
  EXPECT_NEAR(shown(design, "band"), 400, 0.5) << "the page is 4096 units: 10 / 4096 at each end, 1/256 along the edges";
  const std::string line = refusal(page("pen", "<path id='pen' d='M-1e5 10h2e5' stroke='#000' stroke-width='2'/>"));
  for (const char* part : {"element \"pen\"", "times the page", "within two pages"}) EXPECT_NE(line.find(part), std::string::npos) << line;
  EXPECT_NE(refusal(page("wide", "<path id='wide' d='M1 10h20' stroke='#000' stroke-width='1e5'/>")).find("element \"wide\""), std::string::npos);
}

// A letter two thirds as large as its page: FreeType fails at the usual scale of the page. The I of DejaVu Sans is a bar of 202 x 1493 of 2048
// units an em; outlines are rounded to 1/64 of the file's unit.
TEST(HostileDrawing, LettersOfSmallPagesAreOutlinesAndNothingIsPrinted) {
  testing::internal::CaptureStderr();
  const Design design = read_design(drawing("letter", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' width='24mm' height='24mm'>"
                                                      "<text id='i' x='2' y='20' font-size='16' font-family='DejaVu Sans'>I</text></svg>"),
                                    own_size());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  const double em = 16.0 / 2048, wide = 202 * em, high = 1493 * em;
  EXPECT_NEAR(shown(design, "i"), wide * high, (wide + high) / 64);
}

TEST(HostileDrawing, LettersThatCannotBeSetAreRefused) {
  testing::internal::CaptureStderr();
  const std::string said = refusal(drawing("tiny", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 .01 .01'><path d='M0 0h.01v.01z'/>"
                                                   "<text y='.009' font-size='.01' font-family='DejaVu Sans'>I</text></svg>"));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_NE(said.find("convert text to paths"), std::string::npos) << said;
}

// Refused before the work that many vertices would make; a slow machine under other load has ten times as long.
TEST(HostileDrawing, AMillionVerticesAreRefusedAtOnce) {
  std::string path = "<path d='M0 0", dxf = "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\n0\n70\n1\n";
  path.reserve(9u << 20), dxf.reserve(16u << 20);
  for (int i = 0; i < 1000000; ++i) {
    const std::string x = std::to_string(i % 40), y = std::to_string(i % 37);
    path += "L" + x + " " + y;
    if (dxf.size() < (15u << 20)) dxf += "10\n" + x + "\n20\n" + y + "\n";
  }
  const auto dxf_file = std::filesystem::path(testing::TempDir()) / "sprue_million.dxf";
  std::ofstream(dxf_file) << dxf << "0\nENDSEC\n0\nEOF\n";
  for (const auto& file : {page("million", path + "z'/>"), dxf_file}) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_NE(refusal(file).find("vertices"), std::string::npos);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  }
}

}  // namespace
}  // namespace sprue
