/// Which of one signer's latest numbers have been used: the highest, and a bit for each of the 1,024 up to it.
///
/// The window of RFC 6479 (IPsec anti-replay): messages may overtake each other within it, and what falls out
/// of it counts as used, so that memory does not grow.
struct ReplayWindow: Hashable, Sendable {
    static let size: UInt64 = 1_024
    private static let wordCount = Int(Self.size / 64)

    /// One more than the highest number used; 0 where none is.
    private(set) var end: UInt64 = 0
    /// Bit n mod 1,024 tells whether n was used, for the numbers in the window.
    private(set) var words = [UInt64](repeating: 0, count: Self.wordCount)

    init() {}

    init?(end: UInt64, words: [UInt64]) {
        guard words.count == Self.wordCount else { return nil }
        self.end = end
        self.words = words
    }

    /// Whether `number` is free.
    func isFree(_ number: UInt64) -> Bool {
        if number >= self.end { return true }
        guard self.end - number <= Self.size else { return false }
        return self.words[Self.word(number)] & Self.bit(number) == 0
    }

    /// Takes `number`; false where it is taken, or too old to tell.
    mutating func claim(_ number: UInt64) -> Bool {
        guard number < .max, self.isFree(number) else { return false }
        if number >= self.end { self.advance(to: number) }
        self.words[Self.word(number)] |= Self.bit(number)
        return true
    }

    private mutating func advance(to number: UInt64) {
        if number - self.end >= Self.size {
            for index in self.words.indices { self.words[index] = 0 }
        } else {
            for skipped in self.end...number { self.words[Self.word(skipped)] &= ~Self.bit(skipped) }
        }
        self.end = number + 1
    }

    private static func word(_ number: UInt64) -> Int { Int(number % Self.size / 64) }
    private static func bit(_ number: UInt64) -> UInt64 { 1 << (number % 64) }
}
