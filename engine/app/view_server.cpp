#include "engine/app/view_server.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <mutex>
#include <random>
#include <sstream>
#include <thread>

#include <httplib.h>

#include "engine/app/page_assets.h"
#include "engine/app/results_folder.h"
#include "engine/core/error.h"

namespace sprue {

namespace fs = std::filesystem;

namespace {

constexpr auto look_again = std::chrono::milliseconds(300);
constexpr auto long_silence = std::chrono::seconds(30);

std::string random_word() {
  std::random_device device;
  std::string word;
  for (int n = 0; n < 8; ++n) {
    char text[9];
    std::snprintf(text, sizeof text, "%08x", device());
    word += text;
  }
  return word;
}

/// Compares without telling by its time how far it came.
bool same_word(const std::string& a, const std::string& b) {
  unsigned different = a.size() == b.size() ? 0 : 1;
  for (std::size_t n = 0; n < a.size(); ++n) different |= static_cast<unsigned char>(a[n]) ^ static_cast<unsigned char>(b[n % std::max<std::size_t>(b.size(), 1)]);
  return different == 0;
}

const char* type_of(const fs::path& file) {
  static const std::map<std::string, const char*> types = {{".html", "text/html; charset=utf-8"}, {".json", "application/json"}, {".svg", "image/svg+xml"}, {".png", "image/png"},
                                                           {".pdf", "application/pdf"}, {".csv", "text/csv; charset=utf-8"}, {".txt", "text/plain; charset=utf-8"}};
  const auto it = types.find(file.extension().string());
  return it == types.end() ? "application/octet-stream" : it->second;
}

void refuse(httplib::Response& response, int status, const char* why) {
  response.status = status;
  response.set_content(std::string(why) + "\n", "text/plain; charset=utf-8");
}

void send_text(httplib::Response& response, std::string_view text, const char* type) { response.set_content(text.data(), text.size(), type); }

/// Value of a cookie in a Cookie header.
std::string cookie(const std::string& header, const std::string& name) {
  std::stringstream parts(header);
  for (std::string part; std::getline(parts, part, ';');) {
    const auto from = part.find_first_not_of(' ');
    if (from != std::string::npos && part.compare(from, name.size() + 1, name + "=") == 0) return part.substr(from + name.size() + 1);
  }
  return "";
}

}  // namespace

struct ViewServer::Impl {
  fs::path folder, partial;
  std::string token = random_word(), session = random_word(), host;
  std::mutex guard;
  bool token_used = false;
  std::atomic<bool> ending = false;
  httplib::Server server;
  int port = 0;

  bool running() const { return fs::exists(partial / ResultsFolder::live_progress); }
  bool whole() const { return fs::exists(folder / "report.html"); }

  /// Regular file of the folder under `name`; empty where there is none, or where links lead out of it.
  fs::path file(const fs::path& inside, const std::string& name) const {
    std::error_code error;
    const fs::path root = fs::canonical(inside, error), target = error ? fs::path() : fs::canonical(root / fs::path(name).relative_path(), error);
    if (error || !fs::is_regular_file(target, error)) return {};
    const auto [end, ignored] = std::mismatch(root.begin(), root.end(), target.begin(), target.end());
    return end == root.end() ? target : fs::path();
  }

  bool allowed(const httplib::Request& request, httplib::Response& response) {
    if (request.get_header_value("Host") != host && request.get_header_value("Host") != "localhost:" + std::to_string(port)) {
      refuse(response, 421, "this server answers for 127.0.0.1 only");
      return false;
    }
    if (request.method != "GET") {
      refuse(response, 405, "only GET");
      return false;
    }
    if (request.path == "/" && request.has_param("token")) return true;   // exchanged below
    if (same_word(session, cookie(request.get_header_value("Cookie"), "session"))) return true;
    refuse(response, 403, "open the address that sprue view printed; it is good for one browser, once");
    return false;
  }

  void exchange(const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard lock(guard);
    if (token_used || !same_word(token, request.get_param_value("token"))) return refuse(response, 403, "this address has been used or is not the one printed: start sprue view again");
    token_used = true;
    response.set_header("Set-Cookie", "session=" + session + "; HttpOnly; SameSite=Strict; Path=/");
    response.set_redirect("/", 303);
  }

  static void send_file(const fs::path& path, httplib::Response& response) {
    if (path.empty()) return refuse(response, 404, "no such file in this folder");
    auto in = std::make_shared<std::ifstream>(path, std::ios::binary);
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (!*in || error) return refuse(response, 404, "this file cannot be read");
    if (size == 0) return send_text(response, "", type_of(path));
    response.set_content_provider(size, type_of(path), [in](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
      std::vector<char> buffer(std::min<std::size_t>(length, std::size_t{1} << 18));
      in->seekg(static_cast<std::streamoff>(offset));
      in->read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
      return in->gcount() > 0 && sink.write(buffer.data(), static_cast<std::size_t>(in->gcount()));
    });
  }

  void first_page(const httplib::Request& request, httplib::Response& response) {
    if (request.has_param("token")) return exchange(request, response);
    if (whole() && !running()) return send_file(file(folder, "report.html"), response);
    send_text(response, live_page(), "text/html; charset=utf-8");
  }

  /// Events as they come, until the casting is done or the browser goes.
  void events(httplib::Response& response) {
    struct Seen {
      std::string progress;
      fs::file_time_type picture{};
      std::chrono::steady_clock::time_point heard = std::chrono::steady_clock::now();
      bool quiet = false;
    };
    response.set_chunked_content_provider("text/event-stream", [this, seen = std::make_shared<Seen>()](std::size_t, httplib::DataSink& sink) {
      const auto send = [&](const std::string& event, const std::string& data) {
        const std::string text = "event: " + event + "\ndata: " + data + "\n\n";
        return sink.write(text.data(), text.size());
      };
      if (ending) return false;
      if (whole() && !running()) return send("done", "{}") && (sink.done(), true);
      std::error_code error;
      std::string progress;
      std::getline(std::ifstream(partial / ResultsFolder::live_progress), progress);
      if (!progress.empty() && progress != seen->progress) {
        seen->progress = progress, seen->heard = std::chrono::steady_clock::now(), seen->quiet = false;
        if (!send("progress", progress)) return false;
      }
      if (const auto changed = fs::last_write_time(partial / ResultsFolder::live_picture, error); !error && changed != seen->picture) {
        seen->picture = changed;
        if (!send("picture", "{}")) return false;
      }
      if (!seen->quiet && std::chrono::steady_clock::now() - seen->heard > long_silence) {
        seen->quiet = true;
        if (!send("quiet", "{}")) return false;
      }
      std::this_thread::sleep_for(look_again);
      return sink.write(":\n\n", 3);   // a comment: tells whether the browser is still there
    });
  }

  void route() {
    server.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      response.set_header("X-Content-Type-Options", "nosniff");
      response.set_header("Cache-Control", "no-store");
      response.set_header("Referrer-Policy", "no-referrer");
      response.set_header("Cross-Origin-Resource-Policy", "same-origin");
      response.set_header("Content-Security-Policy", "frame-ancestors 'none'");
      return allowed(request, response) ? httplib::Server::HandlerResponse::Unhandled : httplib::Server::HandlerResponse::Handled;
    });
    server.Get("/", [this](const auto& request, auto& response) { first_page(request, response); });
    server.Get("/events", [this](const auto&, auto& response) { events(response); });
    server.Get("/live.js", [](const auto&, auto& response) { send_text(response, live_script(), "text/javascript; charset=utf-8"); });
    server.Get("/live.png", [this](const auto&, auto& response) { send_file(file(partial, ResultsFolder::live_picture), response); });
    server.Get("/(.+)", [this](const auto& request, auto& response) { send_file(file(folder, request.matches[1]), response); });
    server.set_payload_max_length(1024);
    server.set_read_timeout(5);
    server.set_write_timeout(10);
  }
};

ViewServer::ViewServer(const fs::path& folder) : impl_(std::make_unique<Impl>()) {
  impl_->folder = fs::absolute(folder).lexically_normal();
  if (!impl_->folder.has_filename()) impl_->folder = impl_->folder.parent_path();
  impl_->partial = impl_->folder.string() + ".partial";
  if (!impl_->whole() && !fs::is_directory(impl_->partial))
    throw InputError("neither a results folder nor a casting under way", impl_->folder.string(), "", "name a folder written by sprue cast, or the one it is writing");
  impl_->port = impl_->server.bind_to_any_port("127.0.0.1");
  if (impl_->port <= 0) throw InputError("no free port", "127.0.0.1", "", "close other servers");
  impl_->host = "127.0.0.1:" + std::to_string(impl_->port);
  impl_->route();
}

ViewServer::~ViewServer() { stop(); }

std::string ViewServer::address() const { return "http://" + impl_->host + "/?token=" + impl_->token; }

void ViewServer::serve() { impl_->server.listen_after_bind(); }

void ViewServer::stop() {
  impl_->ending = true;
  impl_->server.stop();
}

}  // namespace sprue
