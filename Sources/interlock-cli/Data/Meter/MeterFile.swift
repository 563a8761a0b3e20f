import Interlock

/// Files of meter data.
enum MeterFile {
    /// Reads a file, or standard input for "-"; a failure names file, line and column.
    static func read(_ path: String, limits: MeterLimits = .standard) throws -> MeterData {
        let bytes = try FileSystem.read(path, limit: limits.bytes)
        do throws(MeterDataError) {
            return try MeterData(parsing: bytes, limits: limits)
        } catch {
            throw Failure(.usage, "\(path):\(error)")
        }
    }
}
