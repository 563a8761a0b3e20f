import Glibc
import Testing

@testable import interlock_cli

@Suite struct ElementaryTests {
    @Test func `sine and cosine agree with the C library`() {
        for step in -4_000...4_000 {
            let angle = Double(step) / 100
            #expect(abs(Elementary.sine(angle) - sin(angle)) < 1e-13)
            #expect(abs(Elementary.cosine(angle) - cos(angle)) < 1e-13)
        }
    }

    @Test func `decay agrees with the C library`() {
        for step in 0...6_400 {
            let x = Double(step) / 100
            #expect(abs(Elementary.decay(x) / exp(-x) - 1) < 1e-13)
        }
    }
}
