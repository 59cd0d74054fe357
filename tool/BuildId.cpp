//===- BuildId.cpp --------------------------------------------------------===//

#include "BuildId.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Process.h"
#ifdef __linux__
#include <link.h>
#endif

using namespace llvm;

namespace ctx::tool {
namespace {

/// What clang and its driver ask the environment for when they only parse.
const char *const Variables[] = {
    "CPATH",
    "C_INCLUDE_PATH",
    "CPLUS_INCLUDE_PATH",
    "OBJC_INCLUDE_PATH",
    "OBJCPLUS_INCLUDE_PATH",
    "INCLUDE",
    "EXTERNAL_INCLUDE",
    "COMPILER_PATH",
    "LIBRARY_PATH",
    "SDKROOT",
    "DRIVERKIT_DEPLOYMENT_TARGET",
    "IPHONEOS_DEPLOYMENT_TARGET",
    "MACOSX_DEPLOYMENT_TARGET",
    "TVOS_DEPLOYMENT_TARGET",
    "WATCHOS_DEPLOYMENT_TARGET",
    "XROS_DEPLOYMENT_TARGET",
    "CLANG_CONFIG_PATH",
    "CLANG_NO_DEFAULT_CONFIG",
    "CLANG_MODULE_CACHE_PATH",
    "SOURCE_DATE_EPOCH",
    "HIP_DEVICE_LIB_PATH",
    "HIP_PATH",
    "ROCM_PATH",
    "NCC_C_INCLUDE_PATH",
    "NCC_CPLUS_INCLUDE_PATH",
    "SCE_ORBIS_SDK_DIR",
    "SCE_PROSPERO_SDK_DIR",
};

#ifdef __linux__
/// The build id among the notes of \p O; "" if there is none.
StringRef noteOf(const dl_phdr_info &O) {
  for (unsigned I = 0; I != O.dlpi_phnum; ++I) {
    const auto &Part = O.dlpi_phdr[I];
    if (Part.p_type != PT_NOTE)
      continue;
    StringRef Notes(reinterpret_cast<const char *>(O.dlpi_addr + Part.p_vaddr),
                    Part.p_memsz);
    while (Notes.size() >= sizeof(ElfW(Nhdr))) {
      ElfW(Nhdr) Head;
      memcpy(&Head, Notes.data(), sizeof Head);
      Notes = Notes.drop_front(sizeof Head);
      uint64_t Name = alignTo(Head.n_namesz, 4),
               Size = alignTo(Head.n_descsz, 4);
      if (Name + Size > Notes.size())
        break;
      if (Head.n_type == NT_GNU_BUILD_ID &&
          Notes.starts_with(StringRef("GNU\0", 4)))
        return Notes.substr(Name, Head.n_descsz);
      Notes = Notes.drop_front(Name + Size);
    }
  }
  return "";
}

struct Objects {
  FileTable &Files;
  unsigned Count;
  std::string Text;
};

int addObject(dl_phdr_info *O, size_t, void *To) {
  auto &All = *static_cast<Objects *>(To);
  bool IsProgram = All.Count++ == 0;
  StringRef Name = O->dlpi_name;
  // What the kernel puts there is no file.
  if (!IsProgram && !Name.contains('/'))
    return 0;
  StringRef Note = noteOf(*O);
  All.Text += '\n';
  if (!Note.empty()) {
    All.Text += Note;
    return 0;
  }
  std::string Path =
      IsProgram ? sys::fs::getMainExecutable(nullptr, (void *)&addObject)
                : Name.str();
  All.Text += Path;
  All.Text += All.Files.digest(Path, All.Files.look(Path));
  return 0;
}
#endif

} // namespace

std::string buildId(FileTable &Files) {
#ifdef __linux__
  Objects All{Files, 0, ""};
  ::dl_iterate_phdr(addObject, &All);
  return All.Text;
#else
  std::string Path = sys::fs::getMainExecutable(nullptr, (void *)&buildId);
  return Files.digest(Path, Files.look(Path));
#endif
}

std::string versionText() {
  std::string Text = "ctx-tidy " CTX_VERSION " (LLVM " CLANG_VERSION_STRING;
#ifdef __linux__
  // The program is the first object.
  std::string Note;
  ::dl_iterate_phdr(
      [](dl_phdr_info *O, size_t, void *To) {
        *static_cast<std::string *>(To) = noteOf(*O).str();
        return 1;
      },
      &Note);
  if (!Note.empty())
    Text += ", build " + toHex(Note, /*LowerCase=*/true).substr(0, 12);
#endif
  return Text + ")";
}

std::string surroundings() {
  std::string Out;
  for (const char *Name : Variables)
    if (auto Value = sys::Process::GetEnv(Name))
      Out += std::string(Name) + "=" + *Value + '\0';
  return Out;
}

} // namespace ctx::tool
