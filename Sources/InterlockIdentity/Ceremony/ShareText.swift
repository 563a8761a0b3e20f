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
    private static let checksumCount = 6
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

    /// The lines of any bytes; a forged share too, for vectors.
    package static func text(_ bytes: borrowing SecretBytes) -> SecretBytes {
        var all = bytes.publicCopy()
        let total = (all.count + Self.lineByteCount - 1) / Self.lineByteCount
        var out: [UInt8] = []
        // A line has 64 bytes with its end.
        out.reserveCapacity(64 * total)
        defer {
            for index in all.indices { all[index] = 0 }
            for index in out.indices { out[index] = 0 }
        }
        for line in 0..<total {
            let start = line * Self.lineByteCount
            let prefix = Self.prefix(line + 1, of: total)
            var values = Self.fives(all[start..<min(start + Self.lineByteCount, all.count)])
            values += Self.checksum(prefix, values)
            out += Self.pair(line + 1) + Array("/".utf8) + Self.pair(total)
            for (place, value) in values.enumerated() {
                let isCheck = place >= values.count - Self.checksumCount
                let place = isCheck ? place - (values.count - Self.checksumCount) : place
                if isCheck ? place == 0 : place.isMultiple(of: 5) {
                    out.append(UInt8(ascii: isCheck || place == 0 ? " " : "-"))
                }
                out.append(Self.alphabet[Int(value)])
            }
            out.append(UInt8(ascii: "\n"))
        }
        return SecretBytes(copying: out)
    }

    static func bytes(_ text: borrowing SecretBytes) throws(IdentityError) -> SecretBytes {
        guard text.count <= Self.byteLimit else {
            throw IdentityError(.limitExceeded, "a share's text of \(text.count) bytes")
        }
        var all = text.publicCopy()
        var out: [UInt8] = []
        out.reserveCapacity(all.count)
        defer {
            for index in all.indices { all[index] = 0 }
            for index in out.indices { out[index] = 0 }
        }
        let ends: Set<UInt8> = [UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        let lines = all.split { ends.contains($0) }.filter { line in
            let first = line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            return first.map { $0 != UInt8(ascii: "#") } ?? false
        }
        guard !lines.isEmpty else { throw IdentityError(.invalidEncoding, "no share on this paper") }
        for (index, line) in lines.enumerated() {
            let isLast = index == lines.count - 1
            let bytes = try Self.line(line, index + 1, of: lines.count)
            guard isLast || bytes.count == Self.lineByteCount else {
                throw IdentityError(.invalidEncoding, "line \(index + 1) of the share is too short")
            }
            out += bytes
        }
        return SecretBytes(copying: out)
    }

    private static func line(
        _ line: ArraySlice<UInt8>,
        _ number: Int,
        of total: Int
    ) throws(IdentityError) -> [UInt8] {
        let letters = line.filter {
            ![UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "-")].contains($0)
        }
        let head = Self.pair(number) + Array("/".utf8) + Self.pair(total)
        guard total <= 99, letters.starts(with: head) else {
            throw IdentityError(
                .invalidEncoding,
                "line \(number) of the share does not begin with \(String(decoding: head, as: UTF8.self))"
            )
        }
        var values: [UInt8] = []
        values.reserveCapacity(letters.count)
        defer { for index in values.indices { values[index] = 0 } }
        for letter in letters.dropFirst(head.count) {
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter)
            guard let value = Self.alphabet.firstIndex(of: isUpper ? letter + 32 : letter) else {
                throw IdentityError(
                    .invalidEncoding,
                    "line \(number) of the share has a letter that none has"
                )
            }
            values.append(UInt8(value))
        }
        let limit = Self.lineByteCount * 8 / 5 + Self.checksumCount
        guard (Self.checksumCount + 2...limit).contains(values.count),
            Self.polymod(Self.expanded(Self.prefix(number, of: total)) + values) == Self.constant,
            let bytes = Self.eights(values.dropLast(Self.checksumCount))
        else {
            throw IdentityError(
                .invalidEncoding,
                "line \(number) of the share has a wrong letter: its checksum differs"
            )
        }
        return bytes
    }

    /// Groups of five bits; zeros fill up the last.
    private static func fives(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var (values, word, bits) = ([UInt8](), UInt32(0), UInt32(0))
        for byte in bytes {
            word = word << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                values.append(UInt8(word >> bits & 31))
            }
            word &= (1 << bits) - 1
        }
        if bits > 0 { values.append(UInt8(word << (5 - bits) & 31)) }
        return values
    }

    /// Whole bytes; nil where what is left over is five bits or more, or not zero.
    private static func eights(_ values: ArraySlice<UInt8>) -> [UInt8]? {
        var (bytes, word, bits) = ([UInt8](), UInt32(0), UInt32(0))
        for value in values {
            word = word << 5 | UInt32(value)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(word >> bits & 255))
            }
            word &= (1 << bits) - 1
        }
        return bits < 5 && word == 0 ? bytes : nil
    }

    private static func pair(_ number: Int) -> [UInt8] { Array("\(number / 10)\(number % 10)".utf8) }

    private static func prefix(_ number: Int, of total: Int) -> [UInt8] {
        Array("il".utf8) + Self.pair(number) + Array("of".utf8) + Self.pair(total)
    }

    /// The constant by which Bech32m differs from Bech32 (BIP-350).
    private static let constant: UInt32 = 0x2bc8_30a3

    static func checksum(_ prefix: [UInt8], _ values: [UInt8]) -> [UInt8] {
        let zeros = [UInt8](repeating: 0, count: Self.checksumCount)
        let remainder = Self.polymod(Self.expanded(prefix) + values + zeros) ^ Self.constant
        return (0..<Self.checksumCount).map { UInt8(remainder >> UInt32(5 * (5 - $0)) & 31) }
    }

    /// The prefix's high bits, a zero, and its low bits (BIP-173).
    private static func expanded(_ prefix: [UInt8]) -> [UInt8] {
        prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
    }

    /// The remainder modulo BIP-173's generator over GF(32).
    private static func polymod(_ values: [UInt8]) -> UInt32 {
        let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
        var remainder: UInt32 = 1
        for value in values {
            let top = remainder >> 25
            remainder = (remainder & 0x1ff_ffff) << 5 ^ UInt32(value)
            for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { remainder ^= generator[bit] }
        }
        return remainder
    }
}
