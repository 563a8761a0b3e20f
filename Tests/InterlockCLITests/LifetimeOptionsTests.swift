import ArgumentParser
import Interlock
import Testing

@testable import interlock_cli

/// When certificates begin and end.
@Suite struct LifetimeOptionsTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func validity(
        _ words: [String],
        authorityAge: Int64 = 86_400,
        limit: Int64 = 1_827 * 86_400
    ) throws -> ClosedRange<Timestamp> {
        let root = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Root"),
            key: SigningKey(level: .bits128),
            validity: Self.now.adding(seconds: -authorityAge)...Self.now.adding(seconds: 3_650 * 86_400)
        )
        return try LifetimeOptions.parse(words).validity(under: root.certificate, at: Self.now, atMost: limit)
    }

    @Test func `a certificate begins five minutes ago, and never before its issuer`() throws {
        #expect(try self.validity([]).lowerBound == Self.now.adding(seconds: -300))
        #expect(try self.validity([], authorityAge: 10).lowerBound == Self.now.adding(seconds: -10))
        #expect(try self.validity([], authorityAge: -60).lowerBound == Self.now.adding(seconds: 60))
    }

    @Test func `its time is counted from now, and is never longer than its kind allows`() throws {
        #expect(try self.validity(["--seconds", "60"]).upperBound == Self.now.adding(seconds: 60))
        #expect(try self.validity(["--days", "7"]).upperBound == Self.now.adding(seconds: 7 * 86_400))
        let longest = try self.validity(["--days", "7"], limit: 7 * 86_400)
        #expect(longest.upperBound == Self.now.adding(seconds: 7 * 86_400 - 300))
        #expect(try self.validity([]).upperBound == Self.now.adding(seconds: 365 * 86_400))
        #expect(throws: Failure.self) { try self.validity(["--days", "8"], limit: 7 * 86_400) }
    }
}
