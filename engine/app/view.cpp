// sprue view: report and 3-D viewer, or a casting under way, in the browser.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "engine/app/commands.h"
#include "engine/app/view_server.h"

namespace sprue {

namespace {

/// The browser of the desktop, where there is one; what it prints is of no interest.
void open_browser(const std::string& address) {
  if (!std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY")) return;
  const std::string command = "xdg-open '" + address + "' >/dev/null 2>&1 &";   // the address is ours: digits and letters
  if (std::system(command.c_str()) != 0) std::fprintf(stderr, "sprue: no browser could be opened\n");
}

}  // namespace

int view_command(const std::filesystem::path& folder, bool browser, const RunOptions& options) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);   // before any thread begins: they all inherit it
  ViewServer server(folder);
  std::printf("%s\n", server.address().c_str());
  std::fflush(stdout);
  if (!options.quiet) std::fprintf(stderr, "open this address in a browser on this machine; Ctrl-C ends\n");
  if (browser) open_browser(server.address());
  std::thread serving([&] { server.serve(); });
  int signal = 0;
  sigwait(&signals, &signal);
  server.stop();
  serving.join();
  return exit_code::done;
}

}  // namespace sprue
