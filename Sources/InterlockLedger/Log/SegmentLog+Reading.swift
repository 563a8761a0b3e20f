extension SegmentLog {
    /// Reads a folder's entries without opening it for writing, so that the folder may be read-only or in use.
    ///
    /// An entry at the end that was being written when its process ended is not there yet.
    ///
    /// - Throws: `LedgerError` with code `corrupt`, naming the damaged entry, or `storage`; what `visit` throws.
    public static func entries(in folder: String, visit: (LogEntry) throws -> Void) throws {
        var failure: (any Error)?
        let segments = try SegmentFolder.segments(folder)
        let scan = try SegmentFolder.scan(segments) { number, body in
            do {
                try visit(LogEntry(decoding: body, position: number))
                return nil
            } catch {
                failure = error
                return "\(error)"
            }
        }
        if let failure { throw failure }
        guard let problem = scan.problem, !problem.isTornTail else { return }
        throw LedgerError(
            .corrupt,
            "\(problem.path): byte \(problem.offset), entry \(problem.number): \(problem.reason)"
        )
    }
}
