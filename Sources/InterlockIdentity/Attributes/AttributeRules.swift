/// The rules that names and texts of attributes keep everywhere: in sets, schemas and certificates.
enum AttributeRules {
    /// The names with this prefix belong to Hyperledger Fabric CA, which reads privileges such as
    /// `hf.Registrar.Roles` from them; no attribute set may hold one.
    static let reservedPrefix = "hf."

    /// A name is 1 to 64 letters, digits, `.`, `_` and `-` of ASCII, and starts with a letter.
    static func checkName(_ name: String) throws(IdentityError) {
        guard (1...64).contains(name.utf8.count), name.utf8.first.map(Self.isLetter) == true,
            name.utf8.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || "._-".utf8.contains($0) })
        else {
            throw IdentityError(
                .invalidAttribute,
                "\"\(name.prefix(64))\" is no attribute name: a letter, then letters, digits, . _ -, 64 at most"
            )
        }
        guard !name.hasPrefix(Self.reservedPrefix) else {
            throw IdentityError(
                .invalidAttribute,
                "\(name): names that begin with hf. are Hyperledger Fabric CA's"
            )
        }
    }

    /// A text is short and holds no character that hides, ends or turns round what stands beside it.
    static func checkText(_ text: String, _ name: String) throws(IdentityError) {
        guard text.utf8.count <= AttributeValue.maximumTextByteCount else {
            throw IdentityError(
                .invalidAttribute,
                "\(name): more than \(AttributeValue.maximumTextByteCount) bytes"
            )
        }
        guard !text.unicodeScalars.contains(where: Self.isForbidden) else {
            throw IdentityError(
                .invalidAttribute,
                "\(name): a control character, line separator or bidi control"
            )
        }
    }

    /// A member stands in a comma-separated list in certificates, so it holds no comma and is not empty.
    static func checkMember(_ member: String, _ name: String) throws(IdentityError) {
        try Self.checkText(member, name)
        guard !member.isEmpty, !member.utf8.contains(UInt8(ascii: ",")) else {
            throw IdentityError(.invalidAttribute, "\(name): a member is empty or holds a comma")
        }
    }

    /// C0, DEL and C1, line and paragraph separators, bidirectional controls.
    ///
    /// A fixed list rather than Unicode's categories, so that peers with other Unicode tables judge alike.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1f, 0x7f...0x9f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
