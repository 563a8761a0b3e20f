import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite struct ShareFormatTests {
    let set: ShareSet
    let shares: [MasterKeyShare]
    let lines: [String]

    init() throws {
        let masterKey = try MasterKey.setup(level: .bits128)
        (self.set, self.shares) = try KeyCeremony.split(
            masterKey,
            threshold: 2,
            custodians: CeremonyWorld().first(3)
        )
        self.lines = String(decoding: ShareText.text(of: self.shares[1]).publicCopy(), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    private static func read(_ lines: [String]) throws -> MasterKeyShare {
        try ShareText.share(SecretBytes(copying: Array(lines.joined(separator: "\n").utf8)))
    }

    private static func refusal(_ lines: [String]) -> IdentityError? {
        do {
            _ = try Self.read(lines)
            return nil
        } catch {
            return error as? IdentityError
        }
    }

    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l")

    /// The places of a line that hold letters of Bech32.
    private static func places(_ line: String) -> [Int] {
        Array(line).enumerated().filter { $0.offset > 5 && $0.element != "-" && $0.element != " " }.map(
            \.offset
        )
    }

    /// The examples of BIP-350, which lines are made like: this checks the polynomial and the constant.
    @Test(arguments: ["A1LQFN3A", "a1lqfn3a", "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx"])
    func `the checksum is that of BIP-350`(text: String) throws {
        let lowercase = text.lowercased()
        let mark = try #require(lowercase.lastIndex(of: "1"))
        var checksum = Bech32m(prefix: String(lowercase[..<mark]))
        let values = lowercase[lowercase.index(after: mark)...].compactMap { letter in
            Self.alphabet.firstIndex(of: letter).map { UInt8($0) }
        }
        for value in values.dropLast(6) { checksum.append(value) }
        #expect(checksum.letters == Array(values.suffix(6)))
        for value in values.suffix(6) { checksum.append(value) }
        #expect(checksum.isGood)
    }

    @Test func `a share is read as it was written, however it is laid out`() throws {
        let share = try Self.read(self.lines)
        #expect(try self.set.faults(in: [share]).isEmpty)
        for lines in [
            self.lines.map { $0.uppercased() }, self.lines.map { $0.replacing("-", with: " ") },
            ["# share of bob", ""] + self.lines.flatMap { [$0 + "\r", "  "] },
        ] {
            let again = try Self.read(lines)
            #expect(again.index == 2 && again.setDigest == self.set.digest)
        }
        for line in self.lines { #expect(line.count <= 62) }
    }

    @Test func `every wrong letter is found, and its line named`() throws {
        for (number, line) in self.lines.enumerated() {
            for place in Self.places(line) {
                var letters = Array(line)
                let old = try #require(Self.alphabet.firstIndex(of: letters[place]))
                letters[place] = Self.alphabet[(old + 1 + place) % 32]
                guard letters[place] != Array(line)[place] else { continue }
                var changed = self.lines
                changed[number] = String(letters)
                let error = Self.refusal(changed)
                #expect(error?.code == .invalidEncoding)
                #expect(error?.reason.contains("line \(number + 1) ") == true)
            }
        }
    }

    @Test func `any two, three and four wrong letters, and two changed over, are found`() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<3_000 {
            let number = Int.random(in: 0..<self.lines.count, using: &generator)
            var letters = Array(self.lines[number])
            let places = Self.places(self.lines[number]).shuffled(using: &generator)
                .prefix(Int.random(in: 2...4, using: &generator))
            for place in places {
                letters[place] =
                    Self.alphabet.filter { $0 != letters[place] }
                    .randomElement(using: &generator) ?? "q"
            }
            var changed = self.lines
            changed[number] = String(letters)
            #expect(Self.refusal(changed)?.code == .invalidEncoding)
        }
        for (number, line) in self.lines.enumerated() {
            let places = Self.places(line)
            for (left, right) in zip(places, places.dropFirst()) {
                var letters = Array(line)
                guard letters[left] != letters[right] else { continue }
                letters.swapAt(left, right)
                var changed = self.lines
                changed[number] = String(letters)
                #expect(Self.refusal(changed)?.code == .invalidEncoding)
            }
        }
    }

    @Test func `lines changed over, left out, doubled or of another share are found`() throws {
        for left in self.lines.indices {
            for right in self.lines.indices where left < right {
                var changed = self.lines
                changed.swapAt(left, right)
                #expect(Self.refusal(changed)?.code == .invalidEncoding)
                // Renumbered by hand, the checksum still has the number in it.
                (changed[left], changed[right]) = (
                    String(self.lines[left].prefix(6) + changed[left].dropFirst(6)),
                    String(self.lines[right].prefix(6) + changed[right].dropFirst(6))
                )
                #expect(Self.refusal(changed)?.code == .invalidEncoding)
            }
            var fewer = self.lines
            fewer.remove(at: left)
            #expect(Self.refusal(fewer)?.code == .invalidEncoding)
            #expect(Self.refusal(self.lines + [self.lines[left]])?.code == .invalidEncoding)
        }
        // Line 1 is the header alone and the same for all but x; a line of another share gives values that were not dealt.
        let other = String(decoding: ShareText.text(of: self.shares[2]).publicCopy(), as: UTF8.self)
            .split(separator: "\n").map(String.init)
        var mixed = self.lines
        mixed[mixed.count - 1] = other[mixed.count - 1]
        let share = try Self.read(mixed)
        #expect(try self.set.faults(in: [share]).map(\.holder) == ["bob"])
    }

    @Test func `what is no share is refused`() {
        for text in [
            "", "\n\n", "# only a remark", "hello", "01/01", "01/01 qqqqqq",
            String(repeating: "q", count: 5_000),
        ] {
            let error = Self.refusal([text])
            #expect(error?.code == .invalidEncoding || error?.code == .limitExceeded)
        }
    }

    @Test func `a share's document is read to the last byte`() throws {
        let good = self.shares[0].encoded().publicCopy()
        for count in 0..<good.count {
            #expect(code { try MasterKeyShare(decoding: SecretBytes(copying: good[..<count])) } != nil)
        }
        #expect(code { try MasterKeyShare(decoding: SecretBytes(copying: good + [0])) } == .invalidEncoding)
        #expect(code { try MasterKeyShare(decoding: SecretBytes(copying: [0] + good)) } == .invalidEncoding)
        for bit in 0..<good.count * 8 {
            var altered = good
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let share = try? MasterKeyShare(decoding: SecretBytes(copying: altered)) else { continue }
            #expect(try self.set.faults(in: [share]).count == 1, "bit \(bit)")
            let again = share.encoded().publicCopy()
            #expect(again == altered)
        }
    }

    @Test func `an x of zero or above n is refused`() throws {
        let good = self.shares[0].encoded().publicCopy()
        // Label 6 and its value of one, which ends the header but for the digest.
        let place = good.count - 132 - 2 - 35 - 1
        #expect(Array(good[place - 1...place]) == [6, 1])
        for x: UInt8 in [0, 4, 23] {
            var altered = good
            altered[place] = x
            #expect(code { try MasterKeyShare(decoding: SecretBytes(copying: altered)) } == .wrongShare)
        }
    }

    @Test func `a set is read to the last byte`() throws {
        let good = self.set.encoded
        let again = try ShareSet(decoding: good)
        #expect(again == self.set)
        for count in stride(from: 0, to: good.count, by: 13) {
            #expect(code { try ShareSet(decoding: Array(good[..<count])) } != nil)
        }
        #expect(code { try ShareSet(decoding: good + [0]) } == .invalidEncoding)
        for place in stride(from: 0, to: good.count, by: 3) {
            var altered = good
            altered[place] ^= 1
            guard let read = try? ShareSet(decoding: altered) else { continue }
            #expect(read.encoded == altered && read.digest != self.set.digest)
        }
    }
}
