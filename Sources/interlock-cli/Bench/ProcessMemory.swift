internal import COpenSSL
import Glibc
import Interlock

/// How much memory this process takes.
enum ProcessMemory {
    /// What of it is in memory; what was freed before is given back first.
    static var residentKilobytes: Int {
        il_malloc_trim()
        let text = (try? FileSystem.read("/proc/self/statm")).map { String(decoding: $0, as: UTF8.self) }
        let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(getpagesize()) / 1_024
    }
}
