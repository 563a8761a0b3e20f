/// How a record stands in an append-only file: a segment of the ledger, the journal of an authority.
///
///     "ILF1" ‖ number (8) ‖ length (4) ‖ check (4) ‖ body (length) ‖ SHA-256 of all before (32)
///
/// Numbers are big-endian. The check is the start of the SHA-256 of what precedes it, so a damaged length is told
/// from a record that was being written when the process ended.
package enum Frame {
    package static let magic: [UInt8] = Array("ILF1".utf8)
    package static let headerByteCount = 20
    package static let overhead = headerByteCount + Digest.byteCount
    /// The longest body: more than the largest block.
    package static let maximumBodyByteCount = 1 << 28

    package static func encode(_ body: [UInt8], number: UInt64, into out: inout [UInt8]) {
        let start = out.count
        out.reserveCapacity(start + body.count + Self.overhead)
        out += Self.magic
        Self.append(number, bytes: 8, to: &out)
        Self.append(UInt64(body.count), bytes: 4, to: &out)
        out += Digest(hashing: Array(out[start...])).rawRepresentation.prefix(4)
        out += body
        out += Digest(hashing: Array(out[start...])).rawRepresentation
    }

    /// What stands at `offset`.
    package enum Found {
        /// A whole record, with the offset after it.
        case record(number: UInt64, body: [UInt8], end: Int)
        /// The bytes end within the record, all of it that is there being in order.
        case cutShort
        /// Something that is no record.
        case damaged(String)
    }

    package static func read(_ bytes: [UInt8], at offset: Int) -> Found {
        let left = bytes.count - offset
        guard left >= Self.headerByteCount else {
            return bytes[offset...].starts(with: Self.magic.prefix(left))
                ? .cutShort : .damaged("no record begins here")
        }
        guard bytes[offset...].starts(with: Self.magic) else { return .damaged("no record begins here") }
        guard let header = Self.header(bytes, at: offset) else {
            return .damaged("the header's check is wrong")
        }
        let length = header.bodyByteCount
        guard length <= Self.maximumBodyByteCount else {
            return .damaged("the record claims \(length) bytes")
        }
        guard left >= length + Self.overhead else { return .cutShort }
        let bodyStart = offset + Self.headerByteCount
        let end = offset + length + Self.overhead
        guard
            Digest(hashing: Array(bytes[offset..<(bodyStart + length)])).rawRepresentation
                .elementsEqual(bytes[(bodyStart + length)..<end])
        else { return .damaged("the record's digest is wrong") }
        return .record(number: header.number, body: Array(bytes[bodyStart..<(bodyStart + length)]), end: end)
    }

    /// The header at `offset`; nil where there is none whose check is right.
    package static func header(_ bytes: [UInt8], at offset: Int) -> (number: UInt64, bodyByteCount: Int)? {
        guard bytes.count - offset >= Self.headerByteCount, bytes[offset...].starts(with: Self.magic) else {
            return nil
        }
        let header = Array(bytes[offset..<(offset + 16)])
        guard
            Digest(hashing: header).rawRepresentation.prefix(4)
                .elementsEqual(bytes[(offset + 16)..<(offset + 20)])
        else { return nil }
        return (Self.number(header[4..<12]), Int(Self.number(header[12..<16])))
    }

    private static func append(_ number: UInt64, bytes count: Int, to out: inout [UInt8]) {
        for index in (0..<count).reversed() {
            out.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index)))
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
