/// `sprue view`: a results folder in a browser, and a casting while it runs.
///
/// Listens on 127.0.0.1 alone, on a free port. The address printed bears a token that is good once: it is exchanged for a cookie that every other request must bring.
/// Requests that name another host, another method than GET, or a file outside the folder (also by a link) are refused.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace sprue {

class ViewServer {
 public:
  /// @throws InputError where neither `folder` nor folder.partial is a results folder, or no port is free.
  explicit ViewServer(const std::filesystem::path& folder);
  ~ViewServer();
  ViewServer(const ViewServer&) = delete;
  ViewServer& operator=(const ViewServer&) = delete;

  std::string address() const;   ///< http://127.0.0.1:PORT/?token=...
  void serve();                  ///< until stop()
  void stop();                   ///< from another thread

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sprue
