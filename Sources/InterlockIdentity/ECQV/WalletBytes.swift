internal import InterlockCrypto

/// A wallet address in bytes: its 20, and where letters are in upper case 5 more, a bit for each digit, the first digit's
/// the highest.
struct WalletBytes {
    let bytes: [UInt8]

    /// Takes `0x` and 40 hexadecimal digits in any case.
    init?(_ text: String) {
        let digits = Array(text.utf8.dropFirst(2))
        guard digits.count == 40, let number = [UInt8](hex: text.dropFirst(2)) else { return nil }
        var mask = [UInt8](repeating: 0, count: 5)
        for (place, digit) in digits.enumerated() where Self.isUpper(digit) {
            mask[place / 8] |= 0x80 >> UInt8(place % 8)
        }
        self.bytes = mask.allSatisfy { $0 == 0 } ? number : number + mask
    }

    /// Takes 20 bytes, or 25.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 20 || bytes.count == 25 else { return nil }
        self.bytes = bytes
    }

    /// The address; a bit over a digit that has no upper case makes no difference here.
    var text: String {
        let mask = self.bytes.dropFirst(20)
        let digits = Array(self.bytes.prefix(20).hexString).enumerated().map { place, digit in
            let isUpper = !mask.isEmpty && mask[20 + place / 8] & 0x80 >> UInt8(place % 8) != 0
            return isUpper ? digit.uppercased() : String(digit)
        }
        return "0x" + digits.joined()
    }

    private static func isUpper(_ digit: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(digit)
    }
}
