/// Reads PEM block by block (RFC 7468 section 3).
///
/// Lines end in LF, CR or CRLF. White space around a boundary and in base64 is passed over, and so is a byte order mark
/// in front of a line. Everything else outside a block is explanatory text, unless it looks like a boundary.
struct PEMReader {
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 0

    /// Takes a text.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding` for a text in UTF-16 or UTF-32.
    init(_ text: String) throws(CryptoError) {
        self.bytes = Array(text.utf8)
        guard !self.bytes.prefix(64).contains(0) else {
            throw CryptoError(
                .invalidEncoding,
                "expected PEM in ASCII or UTF-8, found a zero byte: binary, or UTF-16"
            )
        }
    }

    /// The next block; nil at the end of the text.
    mutating func nextBlock() throws(CryptoError) -> PEMBlock? {
        while let line = self.nextLine() {
            switch try PEMBoundary(line, number: self.line) {
            case nil: continue
            case .begin(let label): return try self.readBlock(label)
            case .end: throw Self.malformed(self.line, "a block ends that did not begin")
            }
        }
        return nil
    }

    private mutating func readBlock(_ label: String) throws(CryptoError) -> PEMBlock {
        let first = self.line
        var body: [UInt8] = []
        while let line = self.nextLine() {
            switch try PEMBoundary(line, number: self.line) {
            case nil where line.contains(where: Self.isSpace):
                body.append(contentsOf: line.lazy.filter { !Self.isSpace($0) })
            case nil: body.append(contentsOf: line)
            case .begin: throw Self.malformed(self.line, "a block begins inside a block")
            case .end(label): return PEMBlock(label: label, line: first, body: body)
            case .end(let other):
                throw Self.malformed(
                    self.line,
                    "expected the end of \"\(label)\", found that of \"\(other)\""
                )
            }
        }
        throw Self.malformed(first, "the block \"\(label)\" does not end")
    }

    /// The next line without its end, and without white space and byte order marks around it.
    private mutating func nextLine() -> ArraySlice<UInt8>? {
        guard self.offset < self.bytes.count else { return nil }
        let start = self.offset
        var end = start
        while end < self.bytes.count, self.bytes[end] != Self.lineFeed, self.bytes[end] != Self.carriageReturn
        {
            end += 1
        }
        self.offset = min(end + 1, self.bytes.count)
        if end + 1 < self.bytes.count, self.bytes[end] == Self.carriageReturn,
            self.bytes[end + 1] == Self.lineFeed
        {
            self.offset = end + 2
        }
        self.line += 1
        return Self.trimmed(self.bytes[start..<end])
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        while true {
            if let first = line.first, Self.isSpace(first) {
                line.removeFirst()
            } else if line.starts(with: ByteOrderMark.utf8) {
                line.removeFirst(ByteOrderMark.utf8.count)
            } else {
                break
            }
        }
        while let last = line.last, Self.isSpace(last) { line.removeLast() }
        return line
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// RFC 7468 section 3, `W`: blank, tab, vertical tab and form feed; line ends are no part of a line.
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 11 || byte == 12 }

    static func malformed(_ line: Int, _ reason: String) -> CryptoError {
        CryptoError(.invalidEncoding, "PEM line \(line): \(reason)")
    }
}
