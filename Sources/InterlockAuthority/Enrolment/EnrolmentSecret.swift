public import InterlockCrypto

/// What an applicant shows once to be enrolled: printed when it is made, and never kept.
///
/// 5 bytes that name the token, 20 random ones that prove it, and 5 of a checksum, in base32 (RFC 4648 section 6) by
/// groups of six. The checksum tells a slip of the pen from a wrong secret, so that it costs no attempt.
public struct EnrolmentSecret: ~Copyable, Sendable {
    /// What names the token.
    let name: [UInt8]
    private let bytes: SecretBytes

    static let nameByteCount = 5
    /// 160 bits: with ``EnrolmentTokens/attemptLimit`` attempts nothing is left to guess.
    static let secretByteCount = 20
    private static let checksumByteCount = 5
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    /// Separates the hashes that are made here from each other and from all others.
    private enum Label {
        static let checksum = Array("interlock/1/enrolment-checksum".utf8)
        static let hash = Array("interlock/1/enrolment-token".utf8)
    }

    /// Draws a new secret.
    static func random() throws(CryptoError) -> EnrolmentSecret {
        try Self.random(named: SecretBytes.random(count: Self.nameByteCount).publicCopy())
    }

    /// Draws a new secret under a name.
    static func random(named name: [UInt8]) throws(CryptoError) -> EnrolmentSecret {
        var bytes = name + (try SecretBytes.random(count: Self.secretByteCount)).publicCopy()
        defer { for index in bytes.indices { bytes[index] = 0 } }
        return EnrolmentSecret(checked: SecretBytes(copying: bytes))
    }

    private init(checked bytes: consuming SecretBytes) {
        self.name = bytes.slice(0..<Self.nameByteCount).publicCopy()
        self.bytes = bytes
    }

    /// Reads what ``text()`` wrote; letter case, hyphens and spaces do not matter.
    ///
    /// - Throws: `AuthorityError` with code `tokenMalformed`.
    public init(_ text: borrowing SecretBytes) throws(AuthorityError) {
        guard var all = Self.decode(text) else {
            throw AuthorityError(.tokenMalformed, "an enrolment token is 48 letters and digits 2 to 7")
        }
        defer { for index in all.indices { all[index] = 0 } }
        let body = all.dropLast(Self.checksumByteCount)
        guard Self.checksum(body).elementsEqual(all.suffix(Self.checksumByteCount)) else {
            throw AuthorityError(
                .tokenMalformed,
                "a letter of the enrolment token is wrong: its checksum differs"
            )
        }
        self.init(checked: SecretBytes(copying: body))
    }

    /// The secret as it is printed.
    public func text() -> SecretBytes {
        var all = self.bytes.publicCopy()
        all += Self.checksum(all[...])
        var letters: [UInt8] = []
        letters.reserveCapacity(56)
        for (index, group) in stride(from: 0, to: all.count, by: 5).enumerated() {
            let word = all[group..<group + 5].reduce(0) { $0 << 8 | UInt64($1) }
            for place in 0..<8 {
                if (index * 8 + place).isMultiple(of: 6), !letters.isEmpty {
                    letters.append(UInt8(ascii: "-"))
                }
                letters.append(Self.alphabet[Int(word >> UInt64(35 - 5 * place) & 31)])
            }
        }
        defer {
            for index in all.indices { all[index] = 0 }
            for index in letters.indices { letters[index] = 0 }
        }
        return SecretBytes(copying: letters)
    }

    /// What the store keeps: SHA-256 needs no salt and no cost over 160 random bits.
    func hash() -> SecretBytes {
        var message = Label.hash + self.bytes.publicCopy()
        defer { for index in message.indices { message[index] = 0 } }
        return SecretBytes(copying: Digest(hashing: message).rawRepresentation)
    }

    private static func checksum(_ body: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        Digest(hashing: Label.checksum + body).rawRepresentation.prefix(Self.checksumByteCount)
    }

    private static func decode(_ text: borrowing SecretBytes) -> [UInt8]? {
        var letters = text.publicCopy().filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
        defer { for index in letters.indices { letters[index] = 0 } }
        guard letters.count == 48 else { return nil }
        var bytes: [UInt8] = []
        for group in stride(from: 0, to: letters.count, by: 8) {
            var word: UInt64 = 0
            for letter in letters[group..<group + 8] {
                let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
                guard let digit = Self.alphabet.firstIndex(of: isLower ? letter - 32 : letter) else {
                    return nil
                }
                word = word << 5 | UInt64(digit)
            }
            bytes += (0..<5).map { UInt8(truncatingIfNeeded: word >> UInt64(32 - 8 * $0)) }
        }
        return bytes
    }
}
