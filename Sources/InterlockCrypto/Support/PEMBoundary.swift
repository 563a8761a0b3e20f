/// A line that begins or ends a block of PEM (RFC 7468 section 3: preeb, posteb).
enum PEMBoundary {
    case begin(String)
    case end(String)

    /// Reads a line that has no white space around it; nil where it is no boundary.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding` for a line that looks like a boundary and is none: a block
    ///   would be passed over in silence.
    init?(_ line: ArraySlice<UInt8>, number: Int) throws(CryptoError) {
        guard line.contains(where: { $0 == Self.dash || $0 >= 0x80 }) else { return nil }
        if let label = Self.label(of: line, after: "-----BEGIN ") {
            self = .begin(label)
        } else if let label = Self.label(of: line, after: "-----END ") {
            self = .end(label)
        } else if Self.looksLikeBoundary(line) {
            throw PEMReader.malformed(
                number,
                "expected a boundary alone on its line, such as \"-----BEGIN X509 CRL-----\", found \""
                    + String(decoding: line.prefix(80), as: UTF8.self) + "\""
            )
        } else {
            return nil
        }
    }

    private static let dash = UInt8(ascii: "-")

    private static func label(of line: ArraySlice<UInt8>, after start: String) -> String? {
        let dashes = 5
        guard line.starts(with: start.utf8), line.count > start.utf8.count + dashes,
            line.suffix(dashes).allSatisfy({ $0 == Self.dash })
        else { return nil }
        let label = line.dropFirst(start.utf8.count).dropLast(dashes)
        return Self.isLabel(label) ? String(decoding: label, as: UTF8.self) : nil
    }

    /// Printable ASCII, with single blanks and dashes inside only.
    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        var wasSeparator = true
        for byte in label {
            guard (32...126).contains(byte) else { return false }
            let isSeparator = byte == 32 || byte == Self.dash
            guard !(isSeparator && wasSeparator) else { return false }
            wasSeparator = isSeparator
        }
        return !wasSeparator
    }

    /// Tells whether BEGIN or END stands beside a run of dashes of any kind.
    private static func looksLikeBoundary(_ line: ArraySlice<UInt8>) -> Bool {
        let plain = Self.plain(line)
        return ["BEGIN", "END"].contains { word in
            plain.indices.contains { Self.isBoundary(plain, word: Array(word.utf8), at: $0) }
        }
    }

    private static func isBoundary(_ plain: [UInt8], word: [UInt8], at place: Int) -> Bool {
        let found = plain[place...].prefix(word.count)
        guard found.elementsEqual(word, by: { $0 & 0xdf == $1 }) else { return false }
        let isUpper = found.elementsEqual(word)
        let after = plain[(place + word.count)...]
        let isWord = after.first.map { $0 == 32 || $0 == Self.dash } ?? true
        // Prose has dashes, too: a word in small letters must look more like a boundary.
        let needed = isUpper ? 2 : 4
        let before = plain[..<place].reversed().drop { $0 == 32 }.prefix { $0 == Self.dash }.count
        if before >= needed, isUpper || isWord { return true }
        let last = after.reversed().prefix { $0 == Self.dash }.count
        return place == 0 && isWord && last >= needed
    }

    /// The line with every dash of Unicode as "-", every white space as a blank, and no other character beyond ASCII.
    private static func plain(_ line: ArraySlice<UInt8>) -> [UInt8] {
        String(decoding: line, as: UTF8.self).unicodeScalars.compactMap { scalar in
            if scalar.properties.generalCategory == .dashPunctuation || scalar == "\u{2212}" {
                return Self.dash
            }
            if scalar.properties.isWhitespace { return 32 }
            return scalar.isASCII ? UInt8(scalar.value) : nil
        }
    }
}
