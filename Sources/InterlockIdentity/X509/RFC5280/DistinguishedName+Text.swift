/// Names as people read them.
extension DistinguishedName {
    /// Tells whether a part holds a character that does not show, ends a line, turns text round, or looks like a space.
    var hidesCharacters: Bool {
        self.texts.contains { $0.unicodeScalars.contains(where: Self.isHidden) }
    }

    /// Tells whether both names have the same parts with the same texts, in whatever string types.
    package func isSpelled(as other: DistinguishedName) -> Bool {
        self.spelling == other.spelling
    }

    /// Tells whether a person could take one name for the other: they differ in letters' case, spaces or Unicode form at most.
    package func isConfusable(with other: DistinguishedName) -> Bool {
        self == other || self.folding == other.folding
    }

    /// Tells whether a person could take one text for the other.
    package static func isConfusable(_ left: String, _ right: String) -> Bool {
        Self.folded(left) == Self.folded(right)
    }

    /// Says that a new name of an authority cannot be mistaken, as far as can be said of it alone.
    ///
    /// - Throws: `IdentityError` with code `ambiguousName`.
    func checkLegible(ofAuthority isAuthority: Bool) throws(IdentityError) {
        guard !self.hidesCharacters else {
            throw IdentityError(
                .ambiguousName,
                "\(self): holds a control, bidirectional or invisible character, or a space that is not U+0020"
            )
        }
        guard !isAuthority || !self.texts.contains(where: Self.hasStraySpace) else {
            throw IdentityError(
                .ambiguousName,
                "\"\(self)\": a part begins or ends with a space or has two in a row; X.509 does not tell them apart"
            )
        }
    }

    private var texts: [String] { self.relativeNames.joined().compactMap(\.text) }

    private var spelling: [[[UInt8]]] {
        self.relativeNames.map { set in
            set.map { part in
                part.text.map { part.type.derRepresentation + Array($0.utf8) } ?? part.derRepresentation
            }
        }
    }

    private var folding: [Set<String>] {
        self.relativeNames.map { set in
            Set(set.map { part in "\(part.type)=\(part.text.map(Self.folded) ?? part.description)" })
        }
    }

    /// The text without letters' case and surplus spaces; compared as Unicode compares, whatever the form.
    private static func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").uppercased().lowercased()
    }

    private static func hasStraySpace(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.first == 0x20 || bytes.last == 0x20
            || zip(bytes, bytes.dropFirst()).contains { $0 == (0x20, 0x20) }
    }

    /// Controls, bidirectional controls, joiners, fillers, variation selectors, tags, and every space but U+0020.
    ///
    /// A fixed list rather than Unicode's categories, so that verifiers with other Unicode tables judge alike.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1f, 0x7f...0xa0, 0xad, 0x034f, 0x061c, 0x115f...0x1160, 0x1680, 0x17b4...0x17b5,
            0x180b...0x180f, 0x2000...0x200f, 0x2028...0x202f, 0x205f...0x206f, 0x2800, 0x3000, 0x3164,
            0xfe00...0xfe0f, 0xfeff, 0xffa0, 0xfff0...0xfffb, 0x1bca0...0x1bca3, 0x1d173...0x1d17a,
            0xe0000...0xe0fff:
            true
        default: false
        }
    }
}
