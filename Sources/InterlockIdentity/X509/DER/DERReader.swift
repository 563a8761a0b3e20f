internal import InterlockCrypto

/// Reads DER (X.690 section 10) from front to back and refuses what is BER only.
///
/// Each element that is entered is a reader of its own over the same bytes; ``finish()`` says that
/// nothing is left. The bytes bound every loop: no element is looked at twice at one level.
struct DERReader {
    private let bytes: [UInt8]
    /// Where the next element begins, counted from the start of the outermost bytes.
    private(set) var position: Int
    private let end: Int

    init(_ bytes: [UInt8]) {
        self.init(bytes, 0..<bytes.count)
    }

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.position = range.lowerBound
        self.end = range.upperBound
    }

    var isAtEnd: Bool { self.position == self.end }

    /// The bytes that are left.
    var remaining: ArraySlice<UInt8> { self.bytes[self.position..<self.end] }

    /// The next element's tag.
    var nextTag: UInt8? { self.isAtEnd ? nil : self.bytes[self.position] }

    /// Enters the next element, which must have `tag`.
    mutating func read(_ tag: UInt8) throws(IdentityError) -> DERReader {
        let start = self.position
        let (found, content) = try self.readHeader()
        guard found == tag else {
            self.position = start
            throw self.error("expected tag 0x\([tag].hexString), found 0x\([found].hexString)")
        }
        self.position = content.upperBound
        return DERReader(self.bytes, content)
    }

    /// Enters the next element if it has `tag`.
    mutating func readOptional(_ tag: UInt8) throws(IdentityError) -> DERReader? {
        guard self.nextTag == tag else { return nil }
        return try self.read(tag)
    }

    /// Passes over the next element, whatever it is; gives its place, header included.
    mutating func readElement() throws(IdentityError) -> Range<Int> {
        let start = self.position
        self.position = try self.readHeader().content.upperBound
        return start..<self.position
    }

    /// A reader that stands behind the next element.
    func skippingElement() throws(IdentityError) -> DERReader {
        var other = self
        _ = try other.readElement()
        return other
    }

    /// The place of what is left.
    var place: Range<Int> { self.position..<self.end }

    /// The bytes at a place that ``readElement()`` gave.
    func bytes(at range: Range<Int>) -> [UInt8] { Array(self.bytes[range]) }

    /// Says that nothing is left.
    func finish() throws(IdentityError) {
        guard self.isAtEnd else {
            throw self.error("\(self.end - self.position) bytes more than the format has")
        }
    }

    func error(_ reason: String, _ code: IdentityError.Code = .invalidEncoding) -> IdentityError {
        IdentityError(code, "at byte \(self.position): \(reason)")
    }

    /// The tag and the place of the content; definite lengths in the fewest octets (X.690 section 10.1).
    private func readHeader() throws(IdentityError) -> (tag: UInt8, content: Range<Int>) {
        guard self.end - self.position >= 2 else { throw self.error("an element is cut short") }
        let tag = self.bytes[self.position]
        guard tag & 0x1f != 0x1f, tag != 0 else { throw self.error("X.509 has no tag 0x\([tag].hexString)") }
        var cursor = self.position + 2
        var count = Int(self.bytes[self.position + 1])
        if count >= 0x80 {
            let octets = count & 0x7f
            guard (1...4).contains(octets), self.end - cursor >= octets else {
                throw self.error("a length is indefinite, too long or cut short")
            }
            count = self.bytes[cursor..<cursor + octets].reduce(0) { $0 << 8 | Int($1) }
            guard count >= 0x80, self.bytes[cursor] != 0 else { throw self.error("a length is not minimal") }
            cursor += octets
        }
        guard count <= self.end - cursor else { throw self.error("an element is longer than what holds it") }
        return (tag, cursor..<cursor + count)
    }
}
