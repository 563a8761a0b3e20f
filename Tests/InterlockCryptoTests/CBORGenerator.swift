@testable import InterlockCrypto

/// Random CBOR values, edges of the argument sizes included.
struct CBORGenerator {
    var random: any RandomNumberGenerator

    mutating func value(depth: Int = 4) -> CBOR {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &self.random) {
        case 0: return .unsigned(self.number())
        case 1: return .negative(self.number())
        case 2: return .bytes(self.bytes())
        case 3: return .text(self.text())
        case 4: return .simple(self.simple())
        case 5: return .float(Double(bitPattern: .random(in: 0 ... .max, using: &self.random)))
        case 6:
            return .float(Double(Float16(bitPattern: .random(in: 0 ... .max, using: &self.random))))
        case 7: return .array((0..<self.count()).map { _ in self.value(depth: depth - 1) })
        case 8:
            var pairs: [CBOR: CBOR] = [:]
            for _ in 0..<self.count() { pairs[self.value(depth: depth - 1)] = self.value(depth: depth - 1) }
            return .map(pairs.map { ($0.key, $0.value) })
        default: return .tagged(self.number(), self.value(depth: depth - 1))
        }
    }

    private mutating func number() -> UInt64 {
        let edge: UInt64 =
            [0, 23, 24, 255, 256, 65_535, 65_536, 1 << 32, .max].randomElement(using: &self.random) ?? 0
        return Bool.random(using: &self.random)
            ? edge
            : .random(in: 0 ... .max, using: &self.random) >> Int.random(in: 0..<64, using: &self.random)
    }

    private mutating func count() -> Int { .random(in: 0..<6, using: &self.random) }

    private mutating func bytes() -> [UInt8] {
        (0 ..< .random(in: 0..<40, using: &self.random)).map { _ in .random(in: 0...255, using: &self.random)
        }
    }

    private mutating func text() -> String {
        let letters: [Character] = [
            "a", "Z", "\"", "\n", "\u{e9}", "e\u{301}", "\u{6c34}", "\u{10151}", "\u{202e}",
        ]
        return String((0..<self.count() * 5).map { _ in letters.randomElement(using: &self.random) ?? "?" })
    }

    private mutating func simple() -> UInt8 {
        let number = UInt8.random(in: 0...255, using: &self.random)
        return (24...31).contains(number) ? 22 : number
    }
}
