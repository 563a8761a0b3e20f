public import InterlockCrypto

/// A share as it is written on paper: lines that each prove themselves.
///
///     01/09 qpzry-9x8gf-2tvdw-0s3jn-54khc-e6mua-7lqpz-ry9x8 gf2tvd
///
/// A line holds 25 bytes in 40 letters of Bech32's alphabet (BIP-173), which has no 1, b, i or o, in groups of five, then six
/// letters of Bech32m's checksum (BIP-350) over the prefix `ilNNofMM` and the letters. A line has fewer than 90 letters with its prefix,
/// so any four wrong letters of it are found, two that are changed over among them; as its number is in the prefix, so
/// are lines that are changed over, left out or of another length of share. An error names its line.
///
/// Docs/Formats.md, "Share on paper". It is not SLIP-39, whose shares are over GF(256) and in words.
public enum ShareText {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let lineByteCount = 25
    /// The largest text that is read, in bytes.
    public static let byteLimit = 4_096

    /// The lines of a share.
    public static func text(of share: MasterKeyShare) -> SecretBytes { Self.text(share.encoded()) }

    /// Reads a share; letter case, white space, hyphens and lines that are empty or begin with # do not matter.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding`, which names the line that is wrong, and `wrongShare`.
    public static func share(_ text: borrowing SecretBytes) throws(IdentityError) -> MasterKeyShare {
        try MasterKeyShare(decoding: Self.bytes(text))
    }

    /// The lines of any bytes; of a forged share too, for vectors.
    package static func text(_ bytes: borrowing SecretBytes) -> SecretBytes {
        let total = (bytes.count + Self.lineByteCount - 1) / Self.lineByteCount
        // A line has at most 62 bytes; nothing is moved, so no copy is left behind.
        var out = WipedBytes(capacity: 64 * total)
        bytes.withBytes { span in
            for line in 0..<total {
                let start = line * Self.lineByteCount
                let end = min(start + Self.lineByteCount, span.byteCount)
                Self.write(span, start..<end, line + 1, of: total, to: &out)
            }
        }
        return out.secret()
    }

    private static func write(
        _ span: RawSpan,
        _ range: Range<Int>,
        _ number: Int,
        of total: Int,
        to out: inout WipedBytes
    ) {
        for byte in "\(Self.pair(number))/\(Self.pair(total))".utf8 { out.append(byte) }
        var checksum = Bech32m(prefix: Self.prefix(number, of: total))
        var (word, bits, letters) = (UInt32(0), 0, 0)
        func write(_ value: UInt32) {
            out.append(UInt8(ascii: letters == 0 ? " " : "-"), if: letters.isMultiple(of: 5))
            out.append(Self.alphabet[Int(value)])
            checksum.append(UInt8(value))
            letters += 1
        }
        for place in range {
            word = word << 8 | UInt32(unsafe span.unsafeLoad(fromByteOffset: place, as: UInt8.self))
            bits += 8
            while bits >= 5 {
                bits -= 5
                write(word >> bits & 31)
            }
        }
        if bits > 0 { write(word << (5 - bits) & 31) }
        out.append(UInt8(ascii: " "))
        for value in checksum.letters { out.append(Self.alphabet[Int(value)]) }
        out.append(UInt8(ascii: "\n"))
    }

    static func bytes(_ text: borrowing SecretBytes) throws(IdentityError) -> SecretBytes {
        guard text.count <= Self.byteLimit else {
            throw IdentityError(.limitExceeded, "a share's text of \(text.count) bytes")
        }
        var out = WipedBytes(capacity: text.count)
        try text.withBytes { span throws(IdentityError) in
            let lines = Self.lines(span)
            guard (1...99).contains(lines.count) else {
                throw IdentityError(.invalidEncoding, "no share on this paper")
            }
            for (index, line) in lines.enumerated() {
                let before = out.count
                try Self.read(span, line, index + 1, of: lines.count, to: &out)
                guard index == lines.count - 1 || out.count - before == Self.lineByteCount else {
                    throw IdentityError(.invalidEncoding, "line \(index + 1) of the share is too short")
                }
            }
        }
        return out.secret()
    }

    private static func byte(_ span: RawSpan, _ place: Int) -> UInt8 {
        unsafe span.unsafeLoad(fromByteOffset: place, as: UInt8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "-")
    }

    /// Where lines are that hold something.
    private static func lines(_ span: RawSpan) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for place in 0...span.byteCount {
            let isEnd = place == span.byteCount || [10, 13].contains(Self.byte(span, place))
            guard isEnd else { continue }
            let first = (start..<place).first { !Self.isSpace(Self.byte(span, $0)) }
            if let first, Self.byte(span, first) != UInt8(ascii: "#") { lines.append(start..<place) }
            start = place + 1
        }
        return lines
    }

    private static func read(
        _ span: RawSpan,
        _ line: Range<Int>,
        _ number: Int,
        of total: Int,
        to out: inout WipedBytes
    ) throws(IdentityError) {
        let head = "\(Self.pair(number))/\(Self.pair(total))"
        let places = line.filter { !Self.isSpace(Self.byte(span, $0)) }
        guard places.prefix(head.utf8.count).map({ Self.byte(span, $0) }).elementsEqual(head.utf8) else {
            throw IdentityError(.invalidEncoding, "line \(number) of the share does not begin with \(head)")
        }
        let letters = places.dropFirst(head.utf8.count)
        let limit = Self.lineByteCount * 8 / 5 + Bech32m.letterCount
        guard (Bech32m.letterCount + 2...limit).contains(letters.count) else {
            throw IdentityError(.invalidEncoding, "line \(number) of the share has \(letters.count) letters")
        }
        var checksum = Bech32m(prefix: Self.prefix(number, of: total))
        var (word, bits) = (UInt32(0), 0)
        for (index, place) in letters.enumerated() {
            let letter = Self.byte(span, place)
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter)
            guard let value = Self.alphabet.firstIndex(of: isUpper ? letter + 32 : letter) else {
                throw IdentityError(
                    .invalidEncoding,
                    "line \(number) of the share has a letter that none has"
                )
            }
            checksum.append(UInt8(value))
            guard index < letters.count - Bech32m.letterCount else { continue }
            word = (word << 5 | UInt32(value)) & 0xfff
            bits += 5
            guard bits >= 8 else { continue }
            bits -= 8
            out.append(UInt8(word >> bits & 255))
        }
        // What is left over is less than a letter, and zero.
        guard checksum.isGood, bits < 5, word & (1 << bits - 1) == 0 else {
            throw IdentityError(
                .invalidEncoding,
                "line \(number) of the share has a wrong letter: its checksum differs"
            )
        }
    }

    private static func pair(_ number: Int) -> String { "\(number / 10)\(number % 10)" }

    private static func prefix(_ number: Int, of total: Int) -> String {
        "il\(Self.pair(number))of\(Self.pair(total))"
    }
}
