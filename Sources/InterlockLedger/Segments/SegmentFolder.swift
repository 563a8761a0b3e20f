internal import Glibc
internal import InterlockCrypto

/// Reads the segment files of a folder: `NNNNNNNNNNNNNNNNNNNN.seg`, named by the number of their first record.
enum SegmentFolder {
    static let suffix = ".seg"

    /// Numbers stay below it, so that none can be counted beyond what an integer holds.
    static let numberLimit: UInt64 = 1 << 62

    static func fileName(first number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 20 - digits.count) + digits + Self.suffix
    }

    /// The segments, in order of their first records.
    static func segments(_ folder: String) throws(LedgerError) -> [(first: UInt64, path: String)] {
        do throws(FileError) {
            return try FileSystem.names(in: folder).compactMap { name in
                guard name.hasSuffix(Self.suffix), name.utf8.count == 20 + Self.suffix.utf8.count,
                    let first = UInt64(name.dropLast(Self.suffix.count))
                else { return nil }
                return (first, "\(folder)/\(name)")
            }
        } catch {
            throw LedgerError(.storage, error.description)
        }
    }

    /// Where a record is.
    struct Location: Sendable {
        let segment: Int
        let offset: Int
        let byteCount: Int
    }

    /// What a scan found, from the first record to the last or to the first that is not in order.
    struct Scan {
        var first: UInt64 = 0
        var locations: [Location] = []
        var problem: Problem?
    }

    struct Problem {
        let number: UInt64
        let path: String
        let offset: Int
        let reason: String
        /// Whether it is what an interrupted write leaves: the last record of the last file, cut short.
        let isTornTail: Bool
    }

    /// Goes through all records in order; `visit` may end it by naming a problem with one.
    static func scan(
        _ segments: [(first: UInt64, path: String)],
        first: UInt64? = nil,
        visit: (UInt64, [UInt8]) throws(LedgerError) -> String?
    ) throws(LedgerError) -> Scan {
        var scan = Scan(first: first ?? segments.first?.first ?? 0)
        var next = scan.first
        for (index, segment) in segments.enumerated() {
            let bytes = try Self.read(segment.path)
            func problem(_ offset: Int, _ reason: String, torn: Bool = false) -> Problem {
                Problem(number: next, path: segment.path, offset: offset, reason: reason, isTornTail: torn)
            }
            guard segment.first < Self.numberLimit else {
                scan.problem = problem(0, "the file's number is above \(Self.numberLimit)")
                return scan
            }
            guard segment.first == next else {
                scan.problem = problem(
                    0,
                    "the file begins with \(segment.first), records from \(next) on are missing"
                )
                return scan
            }
            var offset = 0
            while offset < bytes.count {
                switch Frame.read(bytes, at: offset) {
                case .damaged(let reason): scan.problem = problem(offset, reason)
                case .cutShort:
                    let isLast = index == segments.count - 1
                    scan.problem = problem(offset, "the record is cut short", torn: isLast)
                case .record(let number, let body, let end):
                    guard number == next else {
                        let reason = "record \(number) stands where \(next) should"
                        next = min(number, next)
                        scan.problem = problem(offset, reason)
                        break
                    }
                    if let fault = try visit(number, body) {
                        scan.problem = problem(offset, fault)
                        break
                    }
                    scan.locations.append(Location(segment: index, offset: offset, byteCount: end - offset))
                    next += 1
                    offset = end
                }
                if scan.problem != nil { return scan }
            }
        }
        return scan
    }

    static func read(_ path: String) throws(LedgerError) -> [UInt8] {
        do throws(FileError) {
            return try FileSystem.read(path)
        } catch {
            throw LedgerError(.storage, error.description)
        }
    }
}
