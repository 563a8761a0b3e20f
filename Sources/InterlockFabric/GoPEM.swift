internal import InterlockCrypto

/// The first PEM block of a file, found as Go's encoding/pem does.
///
/// Fabric takes the first block of each file of a folder, passes over text before it, and never looks behind it.
struct GoPEM: Equatable {
    /// The text between BEGIN and the dashes; Fabric looks at it for revocation lists only.
    let label: String
    let content: [UInt8]
    /// Tells whether another block begins behind this one.
    let hasMore: Bool

    private static let begin = Array("-----BEGIN ".utf8)
    private static let end = Array("-----END ".utf8)
    private static let dashes = Array("-----".utf8)

    /// Finds the first whole block; nil where there is none.
    init?(readingFirst bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(
            Self.trimmed
        )
        var start: Int?
        for (number, line) in lines.enumerated() {
            // The last BEGIN before an END counts, so that one without an END is passed over.
            if Self.label(of: line, after: Self.begin) != nil { start = number }
            guard let label = Self.label(of: line, after: Self.end), let first = start else { continue }
            start = nil
            guard label == Self.label(of: lines[first], after: Self.begin),
                let content = Self.content(lines[(first + 1)..<number])
            else { continue }
            self.label = String(decoding: label, as: UTF8.self)
            self.content = content
            self.hasMore = lines[(number + 1)...].contains { Self.label(of: $0, after: Self.begin) != nil }
            return
        }
        return nil
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        while let last = line.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") {
            line.removeLast()
        }
        return line
    }

    private static func label(of line: ArraySlice<UInt8>, after boundary: [UInt8]) -> ArraySlice<UInt8>? {
        guard line.starts(with: boundary), line.count >= boundary.count + Self.dashes.count,
            line.suffix(Self.dashes.count).elementsEqual(Self.dashes)
        else { return nil }
        return line.dropFirst(boundary.count).dropLast(Self.dashes.count)
    }

    /// Base64 behind any headers; nil where it is none.
    private static func content(_ lines: ArraySlice<ArraySlice<UInt8>>) -> [UInt8]? {
        let encoded = lines.drop { $0.contains(UInt8(ascii: ":")) }.joined().filter {
            $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: "\r")
        }
        guard !encoded.isEmpty else { return [] }
        let text = "-----BEGIN DATA-----\n\(String(decoding: encoded, as: UTF8.self))\n-----END DATA-----\n"
        return try? PEM.decode(text, label: "DATA")
    }
}
