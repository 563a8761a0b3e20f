import TestSupport
import Testing

@testable import InterlockMarket

@Suite("The replay window")
struct ReplayWindowTests {
    /// The meaning, in memory without bound.
    private struct Reference {
        var used: Set<UInt64> = []

        func isFree(_ number: UInt64) -> Bool {
            guard let highest = self.used.max() else { return true }
            if number > highest { return true }
            return highest - number < ReplayWindow.size && !self.used.contains(number)
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func `agrees with a set of all numbers`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var (window, reference) = (ReplayWindow(), Reference())
        var base: UInt64 = seed.isMultiple(of: 2) ? 0 : .max - 30_000
        for _ in 0..<3_000 {
            let step: UInt64
            switch UInt8.random(in: 0..<40, using: &generator) {
            case 0: step = UInt64.random(in: 900..<1_200, using: &generator)
            case 1: step = [63, 64, 65, 1_023, 1_024, 1_025].randomElement(using: &generator) ?? 0
            default: step = UInt64.random(in: 0..<4, using: &generator)
            }
            base += min(step, .max - 1 - base)
            let back = UInt64.random(in: 0..<1_100, using: &generator)
            for number in [base, base >= back ? base - back : 0] {
                let isFree = reference.isFree(number)
                #expect(window.isFree(number) == isFree)
                let (first, second) = (window.claim(number), window.claim(number))
                #expect((first, second) == (isFree, false))
                if isFree { reference.used.insert(number) }
                reference.used = reference.used.filter { base - min($0, base) < 2_000 }
            }
        }
    }

    @Test func `has no place for the highest number of all`() {
        var window = ReplayWindow()
        let isClaimed = window.claim(.max)
        #expect(!isClaimed)
        #expect(window == ReplayWindow())
    }

    @Test func `is made again from its end and words`() {
        var window = ReplayWindow()
        for number: UInt64 in [0, 5, 700, 1_100, 1_099] { _ = window.claim(number) }
        #expect(ReplayWindow(end: window.end, words: window.words) == window)
        #expect(ReplayWindow(end: window.end, words: [1]) == nil)
    }
}
