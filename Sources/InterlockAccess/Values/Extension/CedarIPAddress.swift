/// An IPv4 or IPv6 address or range of them, Cedar's `ipaddr`.
public struct CedarIPAddress: Hashable, Sendable {
    /// Whether the address has four bytes and not sixteen.
    public let isIPv4: Bool

    /// The address, in the low 32 bits if it is IPv4.
    private let address: UInt128

    /// The leading bits that all addresses of the range share; 32 or 128 for a single address.
    public let prefixLength: Int

    /// The longest that `text` may be: eight groups of four and a prefix length of three.
    private static let maximumLength = 43

    /// Reads an address, `127.0.0.1` or `::1`, or a range in CIDR notation, `10.0.0.0/8` or `ff00::/8`.
    ///
    /// Nil if `text` is not that. Not read are numbers with zeros before them, and IPv4 within IPv6
    /// (`::ffff:127.0.0.1`).
    public init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if let address = Self.version4(parts[0]) {
            self.isIPv4 = true
            self.address = UInt128(address)
        } else if let address = Self.version6(parts[0]) {
            self.isIPv4 = false
            self.address = address
        } else {
            return nil
        }
        let width = self.isIPv4 ? 32 : 128
        guard parts.count > 1 else {
            self.prefixLength = width
            return
        }
        guard let length = Self.decimal(parts[1]), length <= width else { return nil }
        self.prefixLength = length
    }

    /// Whether all addresses of the range are this machine's own: 127.0.0.0/8, ::1.
    var isLoopback: Bool {
        self.isIPv4
            ? self.address >> 24 == 127 && self.prefixLength >= 8
            : self.address == 1 && self.prefixLength == 128
    }

    /// Whether all addresses of the range are groups: 224.0.0.0/4, ff00::/8.
    var isMulticast: Bool {
        self.isIPv4
            ? self.address >> 28 == 0xE && self.prefixLength >= 4
            : self.address >> 120 == 0xFF && self.prefixLength >= 8
    }

    /// Whether all addresses of the range are in `range`.
    func isInRange(_ range: CedarIPAddress) -> Bool {
        guard self.isIPv4 == range.isIPv4, self.prefixLength >= range.prefixLength else { return false }
        let hostBits = (self.isIPv4 ? 32 : 128) - range.prefixLength
        return hostBits == 128 || self.address >> hostBits == range.address >> hostBits
    }

    // MARK: Text

    /// A number from 0 to 255 without further zeros before it.
    private static func decimal(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0") || text.utf8.count == 1,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text).flatMap { $0 <= 255 ? $0 : nil }
    }

    private static func version4(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { Self.decimal($0) }
        guard parts.count == 4, bytes.count == 4 else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Eight groups, or fewer with one `::` for at least one group of zeros (RFC 4291 section 2.2).
    private static func version6(_ text: Substring) -> UInt128? {
        guard let gap = text.firstDoubleColon() else {
            return Self.groups(text).flatMap { $0.count == 8 ? Self.joined($0) : nil }
        }
        guard let head = Self.groups(text[..<gap.lowerBound]), let tail = Self.groups(text[gap.upperBound...])
        else { return nil }
        let missing = 8 - head.count - tail.count
        guard missing >= 1 else { return nil }
        return Self.joined(head + Array(repeating: 0, count: missing) + tail)
    }

    private static func groups(_ text: Substring) -> [UInt16]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let groups = parts.compactMap { part in
            (1...4).contains(part.utf8.count) && part.allSatisfy(\.isHexDigit)
                ? UInt16(part, radix: 16) : nil
        }
        return groups.count == parts.count ? groups : nil
    }

    private static func joined(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }
}

extension Substring {
    /// The first `::`.
    fileprivate func firstDoubleColon() -> Range<Index>? {
        for index in self.utf8.indices where self.utf8[index...].starts(with: "::".utf8) {
            return index..<self.utf8.index(index, offsetBy: 2)
        }
        return nil
    }
}

extension CedarIPAddress: CustomStringConvertible {
    /// The range in CIDR notation, all groups of an IPv6 address written out, as ``init(_:)`` reads it.
    public var description: String {
        let (count, width, radix) = self.isIPv4 ? (4, 8, 10) : (8, 16, 16)
        let groups = (0..<count).reversed().map { index in
            String(self.address >> (index * width) & (1 << width - 1), radix: radix)
        }
        return groups.joined(separator: self.isIPv4 ? "." : ":") + "/\(self.prefixLength)"
    }
}
